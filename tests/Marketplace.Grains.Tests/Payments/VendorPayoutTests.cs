using Marketplace.Grains.Payments;
using Marketplace.Grains.Settlements;
using static Billing.Money;
using static Marketplace.Grains.Payments.PayoutCommand;
using static Marketplace.Grains.Payments.PayoutEvent;
using static Marketplace.Grains.Tests.Some;

namespace Marketplace.Grains.Tests.Payments;

public sealed class VendorPayoutTests : Spec<VendorPayout, PayoutCommand, PayoutEvent>
{
    const string Operator = "operator:1";
    const string SecondOperator = "operator:2";

    static readonly PayoutTerms Terms = new(
        "2026-03", Some.Vendor, Some.Vendor, "云工", "sealed", [new PayoutLine(Order1, "n1", Yuan(900)), new PayoutLine(Order2, "n2", Yuan(100))], Yuan(300), []);

    static readonly PayoutDrawn Drawn = new(Terms, Some.Vendor, Yuan(300), Operator);
    static readonly PayoutApproved Approved = new(SecondOperator);
    static readonly PayoutListed Listed = new("P1", "aa", Operator);
    static readonly PayoutResult Paid = new("P1", PayoutOutcome.Paid, Day, null, "b1");
    static readonly PayoutResult Failed = new("P1", PayoutOutcome.Failed, Day, "户名不符", null);

    [Fact]
    public void A_payout_pays_its_lines_less_what_the_vendor_owed() => Assert.Equal(Yuan(700), Terms.Total());

    [Fact]
    public void A_payout_is_drawn_once() => Given().When(new Draw(Terms, Operator)).Then(Drawn).When(new Draw(Terms, SecondOperator)).ThenNothing();

    [Fact]
    public void Nothing_can_be_done_with_a_payout_that_was_never_drawn()
    {
        PayoutCommand[] commands = [new Approve(Operator, Day), new List("P1", "aa", Operator), new Report(Paid, Operator)];
        foreach (var command in commands) Given().When(command).ThenRefused(PayoutRefusal.Unknown);
    }

    [Fact]
    public void Whoever_drew_it_does_not_approve_it() =>
        Given(Drawn).When(new Approve(Operator, Day)).ThenRefused(PayoutRefusal.SamePerson).When(new Approve(SecondOperator, Day)).Then(Approved)
            .When(new Approve(SecondOperator, Day)).ThenNothing();

    [Fact]
    public void Whoever_said_that_the_bank_did_not_pay_does_not_have_it_paid_again() =>
        Given(Drawn with { Terms = Terms with { NotApprovedBy = [SecondOperator] } })
            .When(new Approve(SecondOperator, Day)).ThenRefused(PayoutRefusal.ReportedFailure).When(new Approve("operator:3", Day)).Then(new PayoutApproved("operator:3"));

    [Fact]
    public void With_nothing_left_for_the_bank_it_is_paid_with_the_approval() =>
        Given(Drawn with { Terms = Terms with { Taken = Yuan(1_000) }, Taken = Yuan(1_000) })
            .When(new Approve(SecondOperator, Day)).Then(Approved, new PayoutPaid(null, SecondOperator))
            .When(new List("P1", "aa", Operator)).ThenRefused(PayoutRefusal.NotApproved);

    [Fact]
    public void Only_what_is_approved_is_listed_and_once() =>
        Given(Drawn).When(new List("P1", "aa", Operator)).ThenRefused(PayoutRefusal.NotApproved)
            .And(Approved).When(new List("P1", "aa", Operator)).Then(Listed).When(new List("P1", "aa", Operator)).ThenNothing()
            .When(new List("P2", "bb", Operator)).ThenRefused(PayoutRefusal.NotApproved);

    [Fact]
    public void The_bank_answers_for_what_was_listed() =>
        Given(Drawn, Approved).When(new Report(Paid, Operator)).ThenRefused(PayoutRefusal.NotListed)
            .And(Listed).When(new Report(Paid with { Reference = "P2" }, Operator)).ThenRefused(PayoutRefusal.NotListed)
            .When(new Report(Paid, Operator)).Then(new PayoutPaid(Paid, Operator)).When(new Report(Paid, Operator)).ThenNothing()
            .When(new Report(Failed, Operator)).ThenRefused(PayoutRefusal.Contradicts);

    [Fact]
    public void What_failed_says_whose_debt_it_had_taken() =>
        Given(Drawn, Approved, Listed).When(new Report(Failed, Operator)).Then(new PayoutFailed(Failed, Some.Vendor, Yuan(300), Operator))
            .When(new Report(Failed, Operator)).ThenNothing().When(new Report(Paid, Operator)).ThenRefused(PayoutRefusal.Contradicts);
}
