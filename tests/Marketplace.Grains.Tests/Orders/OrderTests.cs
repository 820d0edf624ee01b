using Marketplace.Grains.Orders;
using static Billing.Money;
using static Marketplace.Grains.Orders.OrderCommand;
using static Marketplace.Grains.Orders.OrderEvent;
using static Marketplace.Grains.Tests.Some;

namespace Marketplace.Grains.Tests.Orders;

public sealed class OrderTests : Spec<Order, OrderCommand, OrderEvent>
{
    static readonly DateTimeOffset LapsesAt = Moment.AddMinutes(30);
    static readonly OrderPlaced Free = new(FreeTerms, Moment, null);
    static readonly OrderPlaced Unpaid = new(PaidTerms, Moment, LapsesAt);
    static readonly OrderConfirmed Confirmed = new(FreeTerm.StartingAt(Moment));
    static readonly OrderProvisioned Provisioned = new();
    static readonly DateTimeOffset LastMomentToCancel = Moment.AddDays(7);
    static readonly DateTimeOffset TermEnds = Moment.AddYears(1);

    [Fact]
    public void An_order_with_nothing_to_pay_never_lapses() => Given().When(new Place(FreeTerms, Moment, LapsesAt)).Then(Free);

    [Fact]
    public void An_order_with_a_share_of_its_own_to_pay_lapses_at_a_moment() =>
        Given().When(new Place(PaidTerms, Moment, LapsesAt)).Then(Unpaid).ThenIs(OrderStatus.AwaitingPayment, o => o.Status);

    [Fact]
    public void An_order_is_placed_once() => Given(Free).When(new Place(FreeTerms, Moment, LapsesAt)).ThenRefused(OrderRefusal.Exists);

    [Fact]
    public void Confirming_begins_the_free_year() =>
        Given(Unpaid).When(new Confirm(Moment, Yuan(1_000))).Then(Confirmed).ThenIs(OrderStatus.Confirmed, o => o.Status);

    [Fact]
    public void Confirming_again_changes_nothing()
    {
        Given(Free, Confirmed).When(new Confirm(Moment.AddDays(1), Zero)).ThenNothing();
        Given(Free, Confirmed, Provisioned).When(new Confirm(Moment.AddDays(1), Zero)).ThenNothing();
    }

    [Fact]
    public void What_has_lapsed_cannot_be_confirmed() =>
        Given(Unpaid, new OrderLapsed([Share])).When(new Confirm(Moment, Yuan(1_000))).ThenRefused(OrderRefusal.NotConfirmable);

    [Fact]
    public void The_vendor_provisions_a_confirmed_order_once() =>
        Given(Free, Confirmed).When(new Provision(Vendor, Moment)).Then(Provisioned).When(new Provision(Vendor, Moment)).ThenNothing();

    [Fact]
    public void An_unpaid_order_is_not_provisioned() => Given(Unpaid).When(new Provision(Vendor, Moment)).ThenRefused(OrderRefusal.NotProvisionable);

    [Fact]
    public void Another_vendor_does_not_know_the_order() => Given(Free, Confirmed).When(new Provision(Code, Moment)).ThenRefused(OrderRefusal.Unknown);

    [Fact]
    public void A_company_cancels_up_to_the_last_moment_of_the_cooling_off_time() =>
        Given(Free, Confirmed).When(new Cancel(Code, "不再需要", LastMomentToCancel))
            .Then(new OrderCancelled("不再需要", [Share])).ThenIs(OrderStatus.Cancelled, o => o.Status);

    [Fact]
    public void After_the_cooling_off_time_an_order_stands() =>
        Given(Free, Confirmed).When(new Cancel(Code, "不再需要", LastMomentToCancel.AddTicks(10))).ThenRefused(OrderRefusal.NotCancellable);

    [Fact]
    public void What_is_provisioned_cannot_be_cancelled() =>
        Given(Free, Confirmed, Provisioned).When(new Cancel(Code, "不再需要", Moment)).ThenRefused(OrderRefusal.NotCancellable);

    [Fact]
    public void An_unpaid_order_can_be_cancelled() =>
        Given(Unpaid).When(new Cancel(Code, "不再需要", Moment)).Then(new OrderCancelled("不再需要", [Share]));

    [Fact]
    public void An_order_is_cancelled_once() =>
        Given(Free, Confirmed, new OrderCancelled("", [Share])).When(new Cancel(Code, "", Moment)).ThenRefused(OrderRefusal.NotCancellable);

    [Fact]
    public void Another_company_does_not_know_the_order() =>
        Given(Free, Confirmed).When(new Cancel(OtherCode, "", Moment)).ThenRefused(OrderRefusal.Unknown);

    [Fact]
    public void An_unpaid_order_lapses_at_its_moment_and_not_before()
    {
        Given(Unpaid).When(new Lapse(LapsesAt.AddTicks(-10))).ThenNothing();
        Given(Unpaid).When(new Lapse(LapsesAt)).Then(new OrderLapsed([Share])).When(new Lapse(LapsesAt)).ThenNothing();
    }

    [Fact]
    public void A_confirmed_order_does_not_lapse() => Given(Unpaid, Confirmed).When(new Lapse(LapsesAt)).ThenNothing();

    [Fact]
    public void A_term_ends_at_its_moment_and_not_before()
    {
        Given(Free, Confirmed).When(new End(TermEnds.AddTicks(-10))).ThenNothing();
        Given(Free, Confirmed).When(new End(TermEnds)).Then(new TermEnded([Share])).When(new End(TermEnds)).ThenNothing();
        Given(Free, Confirmed, Provisioned).When(new End(TermEnds)).Then(new TermEnded([Share]));
    }

    [Fact]
    public void What_was_cancelled_does_not_end() => Given(Free, Confirmed, new OrderCancelled("", [Share])).When(new End(TermEnds)).ThenNothing();

    [Fact]
    public void A_company_rates_what_it_uses_and_may_think_again() =>
        Given(Free, Confirmed)
            .When(new Rate(Code, true, "好用")).Then(new OrderRated(true, "好用"))
            .When(new Rate(Code, true, "好用")).ThenNothing()
            .When(new Rate(Code, false, null)).Then(new OrderRated(false, null));

    [Fact]
    public void An_order_can_be_rated_after_its_term() =>
        Given(Free, Confirmed, Provisioned, new TermEnded([])).When(new Rate(Code, true, null)).Then(new OrderRated(true, null));

    [Fact]
    public void An_unpaid_order_cannot_be_rated() => Given(Unpaid).When(new Rate(Code, true, null)).ThenRefused(OrderRefusal.NotRateable);

    [Fact]
    public void Another_company_cannot_rate_it() => Given(Free, Confirmed).When(new Rate(OtherCode, true, null)).ThenRefused(OrderRefusal.Unknown);

    [Fact]
    public void Nothing_can_be_done_with_an_order_that_was_never_placed()
    {
        OrderCommand[] commands =
        [
            new Confirm(Moment, Zero), new Provision(Vendor, Moment), new Cancel(Code, "", Moment), new Lapse(Moment), new End(Moment), new Rate(Code, true, null),
        ];
        foreach (var command in commands) Given().When(command).ThenRefused(OrderRefusal.Unknown);
    }
}
