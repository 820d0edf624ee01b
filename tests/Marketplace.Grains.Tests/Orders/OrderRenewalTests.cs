using Billing.Subsidies;
using Marketplace.Grains.Orders;
using static Billing.Money;
using static Marketplace.Grains.Orders.OrderCommand;
using static Marketplace.Grains.Orders.OrderEvent;
using static Marketplace.Grains.Tests.Some;

namespace Marketplace.Grains.Tests.Orders;

public sealed class OrderRenewalTests : Spec<Order, OrderCommand, OrderEvent>
{
    const int OpensDays = 60;

    static readonly DateTimeOffset TermEnds = Moment.AddYears(1);
    static readonly DateTimeOffset Opens = TermEnds.AddDays(-OpensDays);
    static readonly OrderPlaced Placed = new(FreeTerms, Moment, null);
    static readonly OrderConfirmed Confirmed = new(FreeTerm.StartingAt(Moment));
    static readonly RenewalAccepted Accepted = new(Order2);

    static readonly OrderTerms RenewalTerms = FreeTerms with
    {
        Price = Yuan(3_600), Split = new SubsidySplit(Zero, Zero, Yuan(3_600)), Funds = FundShares.None, Continues = new Continuation(Order1, TermEnds),
    };

    static readonly OrderPlaced RenewalPlaced = new(RenewalTerms, Opens, Opens.AddDays(14));
    static readonly OrderConfirmed RenewalConfirmed = new(FreeTerm.StartingAt(TermEnds), Opens);

    [Fact]
    public void A_running_order_is_renewed_once_when_its_term_nears_its_end() =>
        Given(Placed, Confirmed).When(new AcceptRenewal(Code, Order2, Opens.AddTicks(-10), OpensDays)).ThenRefused(OrderRefusal.RenewalNotOpen)
            .When(new AcceptRenewal(Code, Order2, Opens, OpensDays)).Then(Accepted).When(new AcceptRenewal(Code, Order2, Opens, OpensDays)).ThenNothing()
            .When(new AcceptRenewal(Code, new OrderId("o3"), Opens, OpensDays)).ThenRefused(OrderRefusal.RenewedAlready);

    [Fact]
    public void What_does_not_run_is_not_renewed()
    {
        Given(Placed, Confirmed).When(new AcceptRenewal(Code, Order2, TermEnds, OpensDays)).ThenRefused(OrderRefusal.NotRenewable);
        Given(new OrderPlaced(PaidTerms, Moment, Moment)).When(new AcceptRenewal(Code, Order2, Opens, OpensDays)).ThenRefused(OrderRefusal.NotRenewable);
        Given(Placed, Confirmed, new TermEnded([])).When(new AcceptRenewal(Code, Order2, Opens, OpensDays)).ThenRefused(OrderRefusal.NotRenewable)
            .When(new RefuseRenewal(Code, null)).ThenRefused(OrderRefusal.NotRenewable);
    }

    [Fact]
    public void Another_company_does_not_know_the_order() =>
        Given(Placed, Confirmed).When(new AcceptRenewal(OtherCode, Order2, Opens, OpensDays)).ThenRefused(OrderRefusal.Unknown)
            .When(new RefuseRenewal(OtherCode, null)).ThenRefused(OrderRefusal.Unknown);

    [Fact]
    public void A_company_says_no_and_may_think_again() =>
        Given(Placed, Confirmed).When(new RefuseRenewal(Code, "太贵")).Then(new RenewalDeclined("太贵")).ThenIs(true, o => o.IsRenewalDeclined)
            .When(new RefuseRenewal(Code, "太贵")).ThenNothing()
            .When(new AcceptRenewal(Code, Order2, Opens, OpensDays)).Then(Accepted).ThenIs(false, o => o.IsRenewalDeclined)
            .When(new RefuseRenewal(Code, null)).ThenRefused(OrderRefusal.RenewedAlready);

    [Fact]
    public void A_renewal_that_is_over_makes_room_for_another() =>
        Given(Placed, Confirmed, Accepted).When(new DropRenewal(Order1)).ThenNothing().When(new DropRenewal(Order2)).Then(new RenewalDropped(Order2))
            .When(new AcceptRenewal(Code, new OrderId("o3"), Opens, OpensDays)).Then(new RenewalAccepted(new OrderId("o3")));

    [Fact]
    public void The_term_of_a_renewal_begins_when_the_one_before_ends_and_its_cooling_off_time_with_the_payment() =>
        Given(RenewalPlaced).When(new Confirm(Opens, Yuan(3_599))).ThenRefused(OrderRefusal.NotPaid).When(new Confirm(Opens, Yuan(3_601))).ThenRefused(OrderRefusal.NotPaid)
            .When(new Confirm(Opens, Yuan(3_600))).Then(RenewalConfirmed).ThenIs(Opens.AddDays(7), o => o.CoolingOffEnds)
            .When(new Cancel(Code, "x", Opens.AddDays(7).AddTicks(10))).ThenRefused(OrderRefusal.NotCancellable)
            .When(new Cancel(Code, "x", Opens.AddDays(7))).Then(new OrderCancelled("x", []));

    [Fact]
    public void A_renewal_is_provisioned_when_its_term_begins_or_with_what_it_renews()
    {
        var confirmed = Given(RenewalPlaced, RenewalConfirmed);
        confirmed.When(new Provision(Vendor, TermEnds.AddTicks(-10))).ThenRefused(OrderRefusal.TermNotBegun);
        confirmed.When(new Provision(Vendor, TermEnds)).Then(new OrderProvisioned());
        confirmed.When(new TakeOver()).Then(new OrderProvisioned()).When(new TakeOver()).ThenNothing();
        Given(RenewalPlaced).When(new TakeOver()).ThenNothing();
    }

    [Fact]
    public void What_the_company_pays_by_itself_is_its_own_to_use_or_not() =>
        Given(RenewalPlaced, RenewalConfirmed).When(new MissFirstUse(Day)).ThenNothing().When(new EndSupport(3, TermEnds)).ThenNothing();

    [Fact]
    public void An_order_of_which_nothing_is_paid_any_more_ends()
    {
        var paid = Given(new OrderPlaced(PaidTerms, Moment, Moment), Confirmed);
        paid.When(new EndUnpaid(Moment)).Then(new OrderUnpaid(Moment, [Share])).ThenIs(OrderStatus.Ended, o => o.Status).When(new EndUnpaid(Moment)).ThenNothing();
        paid.And(new OrderFirstUsed(Day)).When(new EndUnpaid(Moment)).Then(new OrderUnpaid(Moment, []));
        Given(new OrderPlaced(PaidTerms, Moment, Moment)).When(new EndUnpaid(Moment)).ThenNothing();
    }
}
