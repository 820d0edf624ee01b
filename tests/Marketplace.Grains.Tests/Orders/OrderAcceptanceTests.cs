using Billing;
using Marketplace.Grains.Orders;
using static Billing.Money;
using static Marketplace.Grains.Orders.OrderCommand;
using static Marketplace.Grains.Orders.OrderEvent;

namespace Marketplace.Grains.Tests.Orders;

/// <summary>What a batch may do to an order, and when it comes too late.</summary>
public sealed class OrderAcceptanceTests : Spec<Order, OrderCommand, OrderEvent>
{
    static readonly OrderPlaced Placed = new(Some.FreeTerms, Some.Moment, null);
    static readonly OrderConfirmed Confirmed = new(FreeTerm.StartingAt(Some.Moment));
    static readonly OrderAccepted ByFirst = new("2026-03", Some.Vendor, 30, [Some.Share with { Amount = Yuan(500) }], [Some.Share with { Amount = Yuan(400) }], null, Some.Moment);
    static readonly Resubmission Appeal = new("2026-03", Some.Vendor.Value, "补充材料", [], Some.Share.Fund);
    static readonly Accept BySecond = new("2026-04", 30, Yuan(900), Yuan(900), null, Some.Moment) { After = "2026-03" };

    [Fact]
    public void The_next_batch_decides_upon_the_next_part() =>
        Given(Placed, Confirmed, ByFirst).When(BySecond)
            .Then(new OrderAccepted("2026-04", Some.Vendor, 30, [Some.Share with { Amount = Yuan(900) }], [], null, Some.Moment));

    [Fact]
    public void What_was_asked_for_before_another_batch_decided_is_not_granted_a_second_time() =>
        Given(Placed, Confirmed, ByFirst).When(BySecond with { After = null }).ThenRefused(OrderRefusal.DecidedMeanwhile);

    [Fact]
    public void What_was_asked_for_before_an_appeal_waits_until_the_appeal_is_decided() =>
        Given(Placed, Confirmed, ByFirst, new OrderResubmitted(Appeal, [Some.Share with { Amount = Yuan(400) }]))
            .When(BySecond).ThenRefused(OrderRefusal.DecidedMeanwhile);

    [Fact]
    public void An_order_that_was_given_up_is_not_submitted_again() =>
        Given(Placed, Confirmed, ByFirst, new OrderCancelled("不再需要", [Some.Share with { Amount = Yuan(2_100) }]))
            .When(new Resubmit(Appeal, [Some.Share with { Amount = Yuan(400) }], Some.Moment, 15)).ThenRefused(OrderRefusal.NothingToResubmit);
}
