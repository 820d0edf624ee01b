using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Payments;
using static Billing.Money;
using static Marketplace.Grains.Payments.PaymentCommand;
using static Marketplace.Grains.Payments.PaymentEvent;
using static Marketplace.Grains.Tests.Some;

namespace Marketplace.Grains.Tests.Payments;

/// <summary>1,000 yuan, of which the platform keeps 5 %.</summary>
public sealed class OrderPaymentTests : Spec<OrderPayment, PaymentCommand, PaymentEvent>
{
    const string Operator = "operator:1";
    const string SecondOperator = "operator:2";

    static readonly PaymentTerms Terms = new("n1", Code, "340100", Some.Vendor, Software, Yuan(1_000), 500);
    static readonly Charge Charge = new("pi-1", "ch-1", Yuan(1_000), "card", Moment, ChargeUse.Order);
    static readonly Charge Late = new("pi-2", "ch-2", Yuan(1_000), "card", Moment, ChargeUse.Late);
    static readonly RefundId Refund1 = new("r1");
    static readonly RefundId Refund2 = new("r2");
    static readonly PayoutId Payout1 = PayoutId.Of("2026-03", Some.Vendor, 1);
    static readonly PayoutId Payout2 = PayoutId.Of("2026-03", Some.Vendor, 2);
    static readonly DateTimeOffset PageEnds = Moment.AddMinutes(30);

    static readonly PaymentBegun Begun = new(Terms);
    static readonly CheckoutOpened Page = new("cs-1", PageEnds, "card");
    static readonly PaymentReceived Received = new(Charge, Some.Vendor, Yuan(50), Yuan(950));
    static readonly ShareReleased ToPayout = new(ReleaseWay.Payout, Some.Vendor, Yuan(950), null, null);
    static readonly ShareReleased ToAccount = new(ReleaseWay.Transfer, Some.Vendor, Yuan(950), "acct-1", "n1-t1");
    static readonly TransferMade Transferred = new("n1-t1", "tr-1", Yuan(950));
    static readonly ShareTakenUp TakenUp = new(Payout1, Some.Vendor, Yuan(950));
    static readonly RefundProposal Proposal = new(Refund1, Yuan(400), "不再需要", Operator);

    static Parts Of(long fee, long held = 0, long payable = 0, long transferred = 0, long paidOut = 0) =>
        new(Yuan(fee), Yuan(held), Yuan(payable), Yuan(transferred), Yuan(paidOut));

    static RefundAsked Asked(RefundId id, long yuan, Parts taken, params Reversal[] reversals) =>
        new(id, "pi-1", Yuan(yuan), RefundCause.Cancelled, null, null, Some.Vendor, taken, [.. reversals], Moment);

    static RefundAll GoBack(RefundId id) => new(id, RefundCause.Cancelled, Moment);

    static OpenDispute Dispute(long yuan, string id = "dp-1", string intent = "pi-1") => new(id, intent, Yuan(yuan), "fraudulent", Moment, null);

    static DisputeOpened Opened(long yuan, Parts taken, long excess = 0, params Reversal[] reversals) =>
        new("dp-1", "pi-1", Yuan(yuan), "fraudulent", Moment, null, Some.Vendor, taken, Yuan(excess), [.. reversals]);

    static Reversal Back(string cause, long yuan) => new($"{cause}-n1-t1", "n1-t1", Yuan(yuan), TransferStatus.Asked, null, null);

    [Fact]
    public void What_is_paid_is_fixed_when_the_company_begins() =>
        Given().When(new Begin(Terms)).Then(Begun).When(new Begin(Terms with { FeeBasisPoints = 0 })).ThenNothing().ThenIs(500, p => p.Terms!.FeeBasisPoints);

    [Fact]
    public void Where_nothing_is_to_be_paid_nobody_begins() => Given().When(new Begin(Terms with { Amount = Zero })).ThenRefused(PaymentRefusal.NothingDue);

    [Fact]
    public void Nothing_can_be_done_with_a_payment_that_nobody_began()
    {
        PaymentCommand[] commands = [new OpenCheckout(new Checkout("cs-1", PageEnds, null)), new Receive(Charge), new Propose(Proposal), GoBack(Refund1), new Release(null)];
        foreach (var command in commands) Given().When(command).ThenRefused(PaymentRefusal.Unknown);
    }

    [Fact]
    public void One_page_is_open_at_a_time() =>
        Given(Begun).When(new OpenCheckout(new Checkout("cs-1", PageEnds, "card"))).Then(Page)
            .When(new OpenCheckout(new Checkout("cs-1", PageEnds, "card"))).ThenNothing()
            .When(new OpenCheckout(new Checkout("cs-2", PageEnds, null))).ThenRefused(PaymentRefusal.CheckoutOpen)
            .When(new AskToClose()).Then(new CheckoutClosing("cs-1")).When(new AskToClose()).ThenNothing()
            .When(new EndCheckout("cs-2")).ThenNothing()
            .When(new EndCheckout("cs-1")).Then(new CheckoutClosed("cs-1")).When(new EndCheckout("cs-1")).ThenNothing()
            .When(new OpenCheckout(new Checkout("cs-2", PageEnds, null))).Then(new CheckoutOpened("cs-2", PageEnds, null)).ThenIs(2, p => p.Checkouts);

    [Fact]
    public void What_is_paid_has_no_page_any_more() =>
        Given(Begun, Received).When(new OpenCheckout(new Checkout("cs-1", PageEnds, null))).ThenRefused(PaymentRefusal.NothingDue);

    [Fact]
    public void Failed_attempts_are_noted_up_to_a_number()
    {
        var attempt = new FailedAttempt("pi-1", "card_declined", Moment);
        Given(Begun).When(new NoteFailure(attempt)).Then(new PaymentFailed(attempt)).When(new NoteFailure(attempt)).ThenNothing();
        Given([Begun, .. Enumerable.Range(0, OrderPayment.FailuresMax).Select(i => new PaymentFailed(attempt with { At = Moment.AddSeconds(i) }))])
            .When(new NoteFailure(attempt)).ThenNothing();
    }

    [Fact]
    public void What_comes_in_is_the_vendors_but_for_the_fee() =>
        Given(Begun).When(new Receive(Charge)).Then(Received).ThenIs(Of(50, held: 950), p => p.Lies).When(new Receive(Charge)).ThenNothing();

    [Fact]
    public void Another_amount_never_pays_the_order_nor_a_second_charge() =>
        Given(Begun).When(new Receive(Charge with { Amount = Yuan(999) })).ThenRefused(PaymentRefusal.NothingDue)
            .When(new Receive(Charge with { Amount = Yuan(1_001) })).ThenRefused(PaymentRefusal.NothingDue)
            .And(Received).When(new Receive(Charge with { Id = "ch-2" })).ThenRefused(PaymentRefusal.NothingDue);

    [Theory]
    [InlineData(ChargeUse.Late, RefundCause.Late)]
    [InlineData(ChargeUse.Twice, RefundCause.Twice)]
    [InlineData(ChargeUse.Amount, RefundCause.Amount)]
    public void What_no_order_takes_goes_back_once(ChargeUse use, RefundCause cause) =>
        Given(Begun).When(new Receive(Late with { Use = use })).Then(new StrayMoneyReceived(Late with { Use = use })).ThenIs(Parts.None, p => p.Lies)
            .When(new RefundSurplus(Refund1, "ch-2", Moment)).Then(new RefundAsked(Refund1, "pi-2", Yuan(1_000), cause, null, null, Some.Vendor, Parts.None, [], Moment))
            .When(new RefundSurplus(Refund2, "ch-2", Moment)).ThenNothing();

    [Fact]
    public void What_pays_the_order_is_no_surplus() => Given(Begun, Received).When(new RefundSurplus(Refund1, "ch-1", Moment)).ThenNothing();

    [Fact]
    public void The_processors_fee_is_booked_once_for_what_it_is_charged() =>
        Given(Begun, Received).When(new BookProcessorFee("ch-1", Yuan(6))).Then(new ProcessorFeeBooked("ch-1", Yuan(6)))
            .When(new BookProcessorFee("ch-1", Yuan(7))).ThenNothing().When(new BookProcessorFee("dp-1", Zero)).ThenNothing();

    [Fact]
    public void A_refund_is_proposed_by_one_and_confirmed_by_another() =>
        Given(Begun, Received).When(new Propose(Proposal)).Then(new RefundProposed(Proposal)).When(new Propose(Proposal)).ThenNothing()
            .When(new Propose(Proposal with { Id = Refund2 })).ThenRefused(PaymentRefusal.RefundProposed)
            .When(new Agree(Refund1, Operator, Moment)).ThenRefused(PaymentRefusal.SamePerson)
            .When(new Agree(Refund2, SecondOperator, Moment)).ThenRefused(PaymentRefusal.RefundUnknown)
            .When(new Agree(Refund1, SecondOperator, Moment))
            .Then(new RefundAsked(Refund1, "pi-1", Yuan(400), RefundCause.Agreed, "不再需要", SecondOperator, Some.Vendor, Of(20, held: 380), [], Moment))
            .ThenIs(Of(30, held: 570), p => p.Lies).When(new Agree(Refund1, SecondOperator, Moment)).ThenNothing();

    [Fact]
    public void A_proposal_may_be_declined() =>
        Given(Begun, Received, new RefundProposed(Proposal)).When(new Decline(Refund2, SecondOperator)).ThenRefused(PaymentRefusal.RefundUnknown)
            .When(new Decline(Refund1, SecondOperator)).Then(new RefundDeclined(Refund1, SecondOperator))
            .When(new Agree(Refund1, SecondOperator, Moment)).ThenRefused(PaymentRefusal.RefundUnknown);

    [Fact]
    public void No_more_is_refunded_than_was_paid()
    {
        Given(Begun, Received).When(new Propose(Proposal with { Amount = Yuan(1_001) })).ThenRefused(PaymentRefusal.AbovePaid);
        Given(Begun, Received).When(new Propose(Proposal with { Amount = Zero })).ThenRefused(PaymentRefusal.AmountNotPositive);
        // It went back by itself while the proposal waited.
        Given(Begun, Received, new RefundProposed(Proposal), Asked(Refund2, 1_000, Of(50, held: 950)))
            .When(new Agree(Refund1, SecondOperator, Moment)).ThenRefused(PaymentRefusal.AbovePaid);
        Given(Begun).When(new Propose(Proposal)).ThenRefused(PaymentRefusal.AbovePaid);
    }

    [Fact]
    public void All_that_is_left_goes_back_once() =>
        Given(Begun, Received).When(GoBack(Refund1)).Then(Asked(Refund1, 1_000, Of(50, held: 950))).When(GoBack(Refund1)).ThenNothing().When(GoBack(Refund2)).ThenNothing();

    [Fact]
    public void However_it_is_refunded_the_fee_is_back_at_the_end()
    {
        var story = Given(Begun, Received);
        for (var i = 0; i < 9; i++)
        {
            var refund = new RefundProposal(new RefundId($"r{i}"), new Money(11_111), "x", Operator);
            story = story.When(new Propose(refund)).When(new Agree(refund.Id, SecondOperator, Moment));
        }
        story.When(GoBack(new RefundId("rest"))).ThenIs(Parts.None, p => p.Lies).ThenIs(Yuan(50), p => p.Refunds.Aggregate(Zero, (sum, r) => sum + r.Taken.Fee));
    }

    [Fact]
    public void The_processor_answers_a_refund_once_for_each_attempt() =>
        Given(Begun, Received, Asked(Refund1, 1_000, Of(50, held: 950)))
            .When(new FailRefund(Refund1, 1, "declined")).Then(new RefundFailed(Refund1, "declined", Yuan(1_000), false))
            .When(new MarkRefunded(Refund1, 1, "re-1")).ThenNothing()
            .When(new Retry(Refund1, Operator)).Then(new RefundRetried(Refund1, 2, Operator)).When(new Retry(Refund1, Operator)).ThenRefused(PaymentRefusal.RefundNotFailed)
            .When(new FailRefund(Refund1, 1, "declined")).ThenNothing().When(new MarkRefunded(Refund1, 1, "re-1")).ThenNothing()
            .When(new MarkRefunded(Refund1, 2, "re-2")).Then(new RefundMade(Refund1, "re-2", Yuan(1_000))).When(new MarkRefunded(Refund1, 2, "re-2")).ThenNothing()
            .When(new FailRefund(Refund1, 2, "bounced")).Then(new RefundFailed(Refund1, "bounced", Yuan(1_000), true)).When(new FailRefund(Refund1, 2, "bounced")).ThenNothing();

    [Fact]
    public void A_refund_that_nobody_asked_for_is_unknown()
    {
        PaymentCommand[] commands = [new MarkRefunded(Refund1, 1, "re"), new FailRefund(Refund1, 1, "x"), new Retry(Refund1, Operator)];
        foreach (var command in commands) Given(Begun, Received).When(command).ThenRefused(PaymentRefusal.RefundUnknown);
    }

    [Fact]
    public void A_share_is_released_once_the_way_its_vendor_is_paid()
    {
        Given(Begun, Received).When(new Release(null)).Then(ToPayout).ThenIs(Of(50, payable: 950), p => p.Lies).When(new Release(null)).ThenNothing();
        Given(Begun, Received).When(new Release("acct-1")).Then(ToAccount).ThenIs(Of(50, transferred: 950), p => p.Lies).When(new Release("acct-1")).ThenNothing();
    }

    [Fact]
    public void A_refused_transfer_waits_for_the_payout_file() =>
        Given(Begun, Received, ToAccount).When(new RefuseTransfer("n1-t1", "closed")).Then(new TransferRefused("n1-t1", Some.Vendor, Yuan(950), "closed"))
            .ThenIs(Of(50, payable: 950), p => p.Lies).When(new MarkTransferred("n1-t1", "tr-1")).ThenNothing();

    [Fact]
    public void What_was_transferred_is_fetched_for_a_refund() =>
        Given(Begun, Received, ToAccount, Transferred).When(GoBack(Refund1)).Then(Asked(Refund1, 1_000, Of(50, transferred: 950), Back("r1", 950)))
            .When(new MarkReversed("r1-n1-t1", "trr-1")).Then(new ReversalMade("r1-n1-t1", "trr-1", Yuan(950))).When(new MarkReversed("r1-n1-t1", "trr-1")).ThenNothing();

    [Fact]
    public void What_cannot_be_fetched_the_vendor_owes() =>
        Given(Begun, Received, ToAccount, Transferred, Asked(Refund1, 1_000, Of(50, transferred: 950), Back("r1", 950)))
            .When(new RefuseReversal("r1-n1-t1", "no money")).Then(new ReversalRefused("r1-n1-t1", Some.Vendor, Yuan(950), "no money"));

    [Fact]
    public void What_was_never_transferred_nobody_owes() =>
        Given(Begun, Received, ToAccount, Asked(Refund1, 400, Of(20, transferred: 380), Back("r1", 380)))
            .When(new RefuseTransfer("n1-t1", "closed")).Then(new TransferRefused("n1-t1", Some.Vendor, Yuan(570), "closed")).ThenIs(Of(30, payable: 570), p => p.Lies)
            .When(new RefuseReversal("r1-n1-t1", "closed")).Then(new ReversalRefused("r1-n1-t1", Some.Vendor, Zero, "closed"));

    [Fact]
    public void What_is_fetched_is_fetched_of_a_transfer_that_was_made() =>
        Given(
            Begun, Received, ToAccount, Transferred, Opened(400, Of(20, transferred: 380), reversals: Back("dp-1", 380)), new DisputeWon("dp-1", Some.Vendor, Yuan(20), Yuan(380), Zero),
            ToAccount with { Amount = Yuan(380), Reference = "n1-t2" }, new TransferRefused("n1-t2", Some.Vendor, Yuan(380), "closed"))
            .When(GoBack(Refund1)).Then(Asked(Refund1, 1_000, Of(50, payable: 380, transferred: 570), Back("r1", 570)));

    [Fact]
    public void Nothing_is_heard_of_a_reversal_before_its_transfer()
    {
        var asked = Given(Begun, Received, ToAccount, Asked(Refund1, 1_000, Of(50, transferred: 950), Back("r1", 950)));
        asked.When(new MarkReversed("r1-n1-t1", "trr-1")).ThenRefused(PaymentRefusal.TooEarly);
        asked.When(new RefuseReversal("r1-n1-t1", "x")).ThenRefused(PaymentRefusal.TooEarly);
    }

    [Fact]
    public void A_dispute_takes_back_what_is_there_and_the_platform_lays_out_the_rest()
    {
        Given(Begun, Received).When(Dispute(400)).Then(Opened(400, Of(20, held: 380))).When(Dispute(400)).ThenNothing();
        Given(Begun, Received, Asked(Refund1, 800, Of(40, held: 760))).When(Dispute(1_000)).Then(Opened(1_000, Of(10, held: 190), excess: 800));
        Given(Begun, new StrayMoneyReceived(Late)).When(Dispute(1_000, intent: "pi-2"))
            .Then(Opened(1_000, Parts.None, excess: 1_000) with { Intent = "pi-2" });
        Given(Begun, Received, ToAccount, Transferred).When(Dispute(400)).Then(Opened(400, Of(20, transferred: 380), reversals: Back("dp-1", 380)));
    }

    [Fact]
    public void A_dispute_about_money_that_nobody_has_told_of_comes_too_early() => Given(Begun).When(Dispute(1_000)).ThenRefused(PaymentRefusal.TooEarly);

    [Fact]
    public void What_is_disputed_is_neither_refunded_nor_released()
    {
        var disputed = Given(Begun, Received, Opened(400, Of(20, held: 380)));
        disputed.When(new Propose(Proposal)).ThenRefused(PaymentRefusal.Disputed);
        disputed.And(new RefundProposed(Proposal)).When(new Agree(Refund1, SecondOperator, Moment)).ThenRefused(PaymentRefusal.Disputed);
        disputed.When(new Release(null)).ThenNothing();
    }

    [Fact]
    public void What_is_won_is_held_anew_and_the_fee_is_the_platforms() =>
        Given(Begun, Received, ToPayout, Opened(400, Of(20, payable: 380)))
            .When(new CloseDispute("dp-1", true)).Then(new DisputeWon("dp-1", Some.Vendor, Yuan(20), Yuan(380), Zero)).ThenIs(Of(50, held: 380, payable: 570), p => p.Lies)
            .When(new CloseDispute("dp-1", false)).ThenNothing()
            .When(new Release(null)).Then(ToPayout with { Amount = Yuan(380) });

    [Fact]
    public void What_is_lost_is_gone() =>
        Given(Begun, Received, Opened(400, Of(20, held: 380))).When(new CloseDispute("dp-1", false)).Then(new DisputeLost("dp-1", Yuan(400))).ThenIs(Of(30, held: 570), p => p.Lies)
            .When(new CloseDispute("dp-2", false)).ThenNothing();

    [Fact]
    public void A_payout_takes_up_what_is_payable_and_gives_back_what_the_bank_did_not_pay() =>
        Given(Begun, Received).When(new TakeUp(Payout1)).ThenRefused(PaymentRefusal.NotPayable)
            .And(ToPayout).When(new TakeUp(Payout1)).Then(TakenUp).When(new TakeUp(Payout1)).ThenNothing().When(new TakeUp(Payout2)).ThenRefused(PaymentRefusal.NotPayable)
            .When(new GiveBack(Payout2, "operator:1")).ThenNothing()
            .When(new GiveBack(Payout1, "operator:1")).Then(new ShareGivenBack(Payout1, Some.Vendor, Yuan(950), Zero, "operator:1")).ThenIs(Of(50, payable: 950), p => p.Lies)
            .When(new GiveBack(Payout1, "operator:1")).ThenNothing();

    [Fact]
    public void What_went_back_meanwhile_the_vendor_of_a_failed_payout_never_had() =>
        Given(Begun, Received, ToPayout, TakenUp, Asked(Refund1, 400, Of(20, paidOut: 380)))
            .When(new GiveBack(Payout1, "operator:1")).Then(new ShareGivenBack(Payout1, Some.Vendor, Yuan(570), Yuan(380), "operator:1"));

    [Fact]
    public void A_payout_that_fails_gives_back_nothing_of_another()
    {
        var second = Given(
            Begun, Received, ToPayout, TakenUp, Opened(400, Of(20, paidOut: 380)), new DisputeWon("dp-1", Some.Vendor, Yuan(20), Yuan(380), Zero),
            ToPayout with { Amount = Yuan(380) }, TakenUp with { Payout = Payout2, Amount = Yuan(380) });
        second.ThenIs(Of(50, paidOut: 950), p => p.Lies).When(new GiveBack(Payout2, "operator:1")).Then(new ShareGivenBack(Payout2, Some.Vendor, Yuan(380), Zero, "operator:1"));
        second.When(new GiveBack(Payout1, "operator:1")).Then(new ShareGivenBack(Payout1, Some.Vendor, Yuan(570), Yuan(380), "operator:1"));
    }

    [Fact]
    public void The_row_says_where_the_money_is()
    {
        var row = Row(Begun, Received, Opened(400, Of(20, held: 380)));
        Assert.Equal((PaymentStatus.Disputed, Yuan(1_000), Yuan(400), Yuan(570), Yuan(30)), (row.Status, row.Received, row.InDispute, row.VendorShare, row.PlatformFee));
        Assert.Equal(PaymentStatus.ChargedBack, Row(Begun, Received, Opened(400, Of(20, held: 380)), new DisputeLost("dp-1", Yuan(400))).Status);
        Assert.Equal(PaymentStatus.Due, Row(Begun).Status);
        Assert.Equal(PaymentStatus.Paid, Row(Begun, Received).Status);
        Assert.Equal(PaymentStatus.PartlyRefunded, Row(Begun, Received, Asked(Refund1, 400, Of(20, held: 380))).Status);
        Assert.Equal(PaymentStatus.Refunded, Row(Begun, Received, Asked(Refund1, 1_000, Of(50, held: 950))).Status);
        Assert.Equal(PaymentStatus.Returned, Row(Begun, new StrayMoneyReceived(Late)).Status);
    }

    static PaymentRow Row(params PaymentEvent[] facts) => facts.Aggregate(
        (PaymentRow?)null, (row, fact) => PaymentRow.Evolve(row, fact, new Grains.Projections.Envelope("o1", 1, "x", Moment, "x")))!;
}
