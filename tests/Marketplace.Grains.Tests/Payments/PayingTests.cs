using Billing;
using Billing.Ledger;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Tests.Runtime;
using static Billing.Money;

namespace Marketplace.Grains.Tests.Payments;

/// <summary>From the page to the vendor's share, over all the grains concerned.</summary>
public sealed class PayingTests
{
    readonly PaymentTown _town = new();

    [Fact]
    public void A_company_begins_to_pay_its_share_on_a_page_with_a_number()
    {
        var order = _town.Placed();
        _town.Done(_town.Begin(order));
        Assert.Equal(new PaymentTerms("n1", Some.Code, "340100", Some.Vendor, _town.Listing, PaymentTown.Own, 500), _town.Payment(order).Terms);
        Assert.Contains("\"number\":1", _town.Done(_town.Begin(order)).Answer, StringComparison.Ordinal);

        _town.Done(_town.Page(order));
        Assert.Contains("\"number\":2", _town.Done(_town.Begin(order)).Answer, StringComparison.Ordinal);
        Assert.Equal(PaymentRefusal.CheckoutOpen, _town.Send(_town.Page(order, "cs-2")).Refusal);
    }

    [Fact]
    public void The_fee_is_that_of_the_listings_contract()
    {
        var contract = new FeeContract(1_000, PaymentTown.Operator);
        _town.Done(new Ask("contract", turn => Ask.Answered(
            turn.Do(Listing.Grain[_town.Listing.Value], new ListingCommand.ProposeFee(contract))
            ?? turn.Do(Listing.Grain[_town.Listing.Value], new ListingCommand.AcceptFee(Some.Vendor, 1_000)), "fee")));
        Assert.Equal(Yuan(200), _town.Payment(_town.Paid()).Lies.Fee);
    }

    [Fact]
    public void Only_the_company_pays_and_only_what_awaits_its_payment()
    {
        var order = _town.Placed();
        Assert.Equal(OrderRefusal.Unknown, _town.Send(_town.Begin(order) with { Company = Some.OtherCode }).Refusal);
        Assert.Equal(OrderRefusal.Unknown, _town.Send(_town.Begin(new OrderId("none"))).Refusal);

        _town.Pass(minutes: 30);
        Assert.Equal(PaymentRefusal.TooLate, _town.Send(_town.Begin(order)).Refusal);
        _town.Done(new LapseOrder(order));
        Assert.Equal(PaymentRefusal.TooLate, _town.Send(_town.Begin(order)).Refusal);
        Assert.Equal(PaymentRefusal.NothingDue, _town.Send(_town.Begin(_town.Paid())).Refusal);
    }

    [Fact]
    public void What_comes_in_confirms_the_order_and_closes_its_pages()
    {
        var order = _town.Placed();
        _town.Done(_town.Begin(order));
        _town.Done(_town.Page(order));
        _town.Done(_town.Receipt(order, PaymentTown.Own, session: "cs-1"));

        Assert.Equal(OrderStatus.Confirmed, _town.Order(order).Status);
        Assert.Null(_town.Payment(order).Checkout);
        Assert.Empty(_town.Calls());
        Assert.Equal([LapseOrder.Kind, EndTerm.Kind, RecordReceipt.ReleaseKind], _town.Host.Store.Outbox.Select(m => m.Kind));
        Assert.Equal(PaymentTown.Own - new Money(6), _town.Balance(AccountId.ProcessorBalance));
        Assert.Equal((PaymentTown.Fee, PaymentTown.Share), (_town.Balance(AccountId.PlatformFees), _town.Balance(AccountId.SalesHeld(Some.Vendor.Value))));
    }

    [Fact]
    public void A_page_that_is_still_open_is_closed_when_the_money_came_by_another()
    {
        var order = _town.Placed();
        _town.Done(_town.Begin(order));
        _town.Done(_town.Page(order, "cs-2"));
        _town.Done(_town.Receipt(order, PaymentTown.Own, session: "cs-1"));
        Assert.Equal([$"call.checkout-closing {order} cs-2"], _town.Calls());
    }

    [Fact]
    public void The_same_money_is_told_of_twice_and_counted_once()
    {
        var order = _town.Paid();
        _town.Done(_town.Receipt(order, PaymentTown.Own));
        _town.Done(_town.Receipt(order, PaymentTown.Own) with { Session = "cs-9" });
        Assert.Single(_town.Payment(order).Charges);
        Assert.Equal(PaymentTown.Own - new Money(6), _town.Balance(AccountId.ProcessorBalance));
    }

    [Theory]
    [InlineData(1_999)]
    [InlineData(2_001)]
    public void Another_amount_goes_back_and_the_order_still_waits(long yuan)
    {
        var order = _town.Placed();
        _town.Done(_town.Begin(order));
        _town.Done(_town.Page(order));
        _town.Done(_town.Receipt(order, Yuan(yuan), session: "cs-1"));

        Assert.Equal(OrderStatus.AwaitingPayment, _town.Order(order).Status);
        Assert.Equal((RefundCause.Amount, Yuan(yuan)), (_town.OnlyRefund(order).Cause, _town.OnlyRefund(order).Amount));
        Assert.Null(_town.Payment(order).Checkout); // so that it can be paid on another
        _town.Done(_town.Receipt(order, PaymentTown.Own, 2));
        Assert.Equal(OrderStatus.Confirmed, _town.Order(order).Status);
    }

    [Fact]
    public void What_comes_twice_or_late_goes_back()
    {
        var paid = _town.Paid();
        _town.Done(_town.Receipt(paid, PaymentTown.Own, 2));
        Assert.Equal((RefundCause.Twice, "pi-2"), (_town.OnlyRefund(paid).Cause, _town.OnlyRefund(paid).Intent));
        Assert.Equal([$"call.refund {paid} {_town.OnlyRefund(paid).Id}"], _town.Calls());

        var late = _town.Placed(_town.List(Yuan(3_000)));
        _town.Pass(minutes: 30);
        _town.Done(new LapseOrder(late));
        _town.Done(_town.Receipt(late, Yuan(3_000), 3));
        Assert.Equal((OrderStatus.Lapsed, RefundCause.Late), (_town.Order(late).Status, _town.OnlyRefund(late).Cause));
        Assert.Equal(Zero, _town.Balance(AccountId.Surplus));
        Assert.Equal(PaymentTown.Own + Yuan(3_000), _town.Balance(AccountId.Refunding));
    }

    [Fact]
    public void Money_for_an_order_that_nobody_placed_is_not_taken() =>
        Assert.Equal(OrderRefusal.Unknown, _town.Send(_town.Receipt(new OrderId("none"), PaymentTown.Own)).Refusal);

    [Fact]
    public void An_attempt_may_fail()
    {
        var order = _town.Placed();
        var failed = new RecordFailedAttempt(order, new FailedAttempt("pi-1", "card_declined", Some.Moment));
        Assert.Equal(PaymentRefusal.Unknown, _town.Send(failed).Refusal);
        _town.Done(_town.Begin(order));
        _town.Done(failed);
        Assert.Equal(("card_declined", 1), (_town.Payment(order).LastFailure!.Code, _town.Payment(order).Failures));
    }

    [Fact]
    public void While_somebody_may_be_paying_an_order_lapses_when_the_page_is_closed()
    {
        var order = _town.Placed();
        _town.Done(_town.Begin(order));
        _town.Done(_town.Page(order));
        _town.Pass(minutes: 30);
        _town.Done(new LapseOrder(order));

        Assert.Equal(OrderStatus.AwaitingPayment, _town.Order(order).Status);
        Assert.Equal([$"call.checkout-closing {order} cs-1"], _town.Calls());
        _town.Done(new CloseCheckout(order, "cs-1"));
        Assert.Equal(OrderStatus.Lapsed, _town.Order(order).Status);
    }

    [Fact]
    public void Who_has_paid_in_the_last_moment_has_paid()
    {
        var order = _town.Placed();
        _town.Done(_town.Begin(order));
        _town.Done(_town.Page(order));
        _town.Pass(minutes: 31);
        _town.Done(new LapseOrder(order));
        _town.Done(_town.Receipt(order, PaymentTown.Own, session: "cs-1"));
        _town.Done(new CloseCheckout(order, "cs-1"));
        Assert.Equal(OrderStatus.Confirmed, _town.Order(order).Status);
    }

    [Fact]
    public void The_processor_is_waited_for_a_day_and_no_longer()
    {
        var order = _town.Placed();
        _town.Done(_town.Begin(order));
        _town.Done(_town.Page(order));
        _town.Pass(minutes: 30);
        _town.Done(new LapseOrder(order));
        var again = Assert.Single(_town.Host.Store.Outbox, m => m.Kind == LapseOrder.Kind && m.DueAt == _town.Order(order).LapsesAt!.Value.AddHours(24));

        _town.Host.Pass(again.DueAt - _town.Host.Now);
        _town.Done(new LapseOrder(order));
        Assert.Equal(OrderStatus.Lapsed, _town.Order(order).Status);
    }

    [Fact]
    public void A_page_that_closes_before_the_time_is_over_leaves_the_order_waiting()
    {
        var order = _town.Placed();
        _town.Done(_town.Begin(order));
        _town.Done(_town.Page(order));
        _town.Done(new CloseCheckout(order, "cs-1"));
        Assert.Equal(OrderStatus.AwaitingPayment, _town.Order(order).Status);
        _town.Done(_town.Page(order, "cs-2"));
    }

    [Fact]
    public void A_page_that_comes_after_the_order_is_over_is_closed()
    {
        var order = _town.Placed();
        _town.Done(_town.Begin(order));
        _town.Done(new CancelOrder(order, Some.Code, "不再需要"));
        _town.Done(_town.Page(order));
        Assert.Equal([$"call.checkout-closing {order} cs-1"], _town.Calls());
    }

    [Fact]
    public void A_share_leaves_when_the_company_cannot_go_back_on_it_any_more()
    {
        var order = _town.Paid();
        _town.Done(new ReleaseShare(order));
        Assert.Equal(PaymentTown.Share, _town.Payment(order).Lies.Held);
        _town.Pass(days: 7);
        _town.Done(new ReleaseShare(order));
        Assert.Equal(PaymentTown.Share, _town.Balance(AccountId.SalesPayable(Some.Vendor.Value)));
        Assert.Empty(_town.Calls());
    }

    [Fact]
    public void A_share_of_a_connected_vendor_is_transferred()
    {
        var order = _town.Released("acct-1");
        Assert.Equal([$"call.transfer {order} n1-t1"], _town.Calls());
        _town.Done(new RecordTransfer(order, "n1-t1", "tr-1", null));
        _town.Done(new RecordTransfer(order, "n1-t1", null, "late"));
        Assert.Equal(PaymentTown.Fee - new Money(6), _town.Balance(AccountId.ProcessorBalance));
        Assert.Equal(TransferStatus.Made, Assert.Single(_town.Payment(order).Transfers).Status);
    }

    [Fact]
    public void A_refused_transfer_waits_for_the_payout_file()
    {
        var order = _town.Released("acct-1");
        _town.Done(new RecordTransfer(order, "n1-t1", null, "account-closed"));
        Assert.Equal(PaymentTown.Share, _town.Balance(AccountId.SalesPayable(Some.Vendor.Value)));
        Assert.Equal(PaymentTown.Own - new Money(6), _town.Balance(AccountId.ProcessorBalance));
    }

    [Fact]
    public void What_the_processor_moves_by_itself_is_on_our_books_once()
    {
        _town.Paid();
        var payout = new RecordProcessorMovement("po-1", Yuan(500), true, "payout", Some.Moment);
        _town.Done(payout);
        _town.Done(payout);
        _town.Done(new RecordProcessorMovement("po-2", Zero - Yuan(100), true, "payout", Some.Moment));
        _town.Done(new RecordProcessorMovement("f-1", Yuan(3), false, "radar", Some.Moment));
        Assert.Equal(PaymentTown.Own - new Money(6) - Yuan(403), _town.Balance(AccountId.ProcessorBalance));
        Assert.Equal(Yuan(400), _town.Balance(AccountId.ProcessorPaidOut));
    }
}
