using Billing;
using Marketplace.Grains.Funds;
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
    public void What_is_held_again_of_the_provinces_fund_is_taken_before_the_citys()
    {
        var city = new FundShare(new FundId("hefei-2026"), Yuan(300));
        var province = Some.Share with { Amount = Yuan(200) };
        var placed = new OrderPlaced(Some.FreeTerms with { Funds = [province, city] }, Some.Moment, null);
        var rejected = new OrderAccepted("2026-03", Some.Vendor, 40, [], [province], "未见使用", Some.Moment);
        var appealed = new OrderResubmitted(Appeal, [province]);

        Given(placed, Confirmed, rejected, appealed)
            .When(new Accept("2026-04", 100, Yuan(200), Yuan(200), null, Some.Moment) { After = "2026-03", IsAppeal = true })
            .Then(new OrderAccepted("2026-04", Some.Vendor, 100, [province], [], null, Some.Moment));
    }

    [Fact]
    public void An_order_that_was_given_up_is_not_submitted_again() =>
        Given(Placed, Confirmed, ByFirst, new OrderCancelled("不再需要", [Some.Share with { Amount = Yuan(2_100) }]))
            .When(new Resubmit(Appeal, [Some.Share with { Amount = Yuan(400) }], Some.Moment, 15)).ThenRefused(OrderRefusal.NothingToResubmit);
}
