using Billing;
using Billing.Subsidies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Places;
using Marketplace.Grains.Tests.Payments;
using Marketplace.Grains.Tests.Runtime;
using static Billing.Money;

namespace Marketplace.Grains.Tests.Orders;

/// <summary>After the free year, at market terms (S003 art.17).</summary>
public sealed class RenewOrderTests
{
    static readonly Money Price = Yuan(12_000);

    readonly PaymentTown _town = new();

    OrderId Old(bool isProvisioned = true)
    {
        var order = _town.Paid();
        if (isProvisioned) _town.Done(new ProvisionOrder(order, Some.Vendor));
        _town.Pass(days: 306);
        return order;
    }

    void EndOf(OrderId order)
    {
        _town.Host.Pass(_town.Order(order).FreeTerm!.To - _town.Host.Now);
        _town.Done(new EndTerm(order));
    }

    OrderId Subscription => Assert.Single(_town.Company().Subscriptions).Value;

    [Fact]
    public void A_renewal_is_an_order_that_the_company_pays_whole()
    {
        var old = Old();
        var renewal = _town.Order(_town.Renewed(old));
        Assert.Equal(new SubsidySplit(Zero, Zero, Price), renewal.Terms!.Split);
        Assert.Equal(new Continuation(old, _town.Order(old).FreeTerm!.To), renewal.Terms.Continues);
        Assert.Equal(renewal.PlacedAt.AddDays(14), renewal.LapsesAt);
        Assert.Equal(OrderRefusal.RenewedAlready, _town.Send(_town.Renewal(old)).Refusal);
        Assert.Equal(old, Subscription);
    }

    [Fact]
    public void A_renewal_costs_what_was_announced_for_the_day_it_begins()
    {
        var old = Old();
        var from = ChinaTime.DayOf(_town.Order(old).FreeTerm!.To);
        foreach (var (yuan, on) in new[] { (9_000, from), (8_000, from.AddDays(1)) })
            _town.Done(new Ask($"price {yuan}", turn => Ask.Answered(
                turn.Do(Listing.Grain[_town.Listing.Value], new ListingCommand.AnnouncePrice(Some.Vendor, new RenewalPrice("basic", Yuan(yuan), on, from), from.AddDays(-59), 60)), "price")));
        Assert.Equal(Yuan(9_000), _town.Order(_town.Renewed(old)).Terms!.Price);
    }

    [Fact]
    public void It_is_renewed_neither_too_early_nor_by_others_nor_on_a_plan_that_is_not_there()
    {
        var order = _town.Paid();
        Assert.Equal(OrderRefusal.RenewalNotOpen, _town.Send(_town.Renewal(order)).Refusal);
        Assert.Equal(OrderRefusal.Unknown, _town.Send(_town.Renewal(new OrderId("none"))).Refusal);
        Assert.Equal(OrderRefusal.Unknown, _town.Send(_town.Renewal(order) with { Company = Some.OtherCode }).Refusal);
        _town.Pass(days: 306);
        Assert.Equal(ListingRefusal.PlanUnknown, _town.Send(_town.Renewal(order) with { Plan = "none" }).Refusal);
    }

    [Fact]
    public void An_unpaid_renewal_lapses_and_may_be_asked_for_again()
    {
        var old = Old();
        var renewal = _town.Renewed(old);
        _town.Pass(days: 14);
        _town.Done(new LapseOrder(renewal));
        Assert.Equal(OrderStatus.Lapsed, _town.Order(renewal).Status);
        Assert.Equal(old, Subscription);
        _town.Renewed(old);
    }

    [Fact]
    public void A_renewal_is_paid_before_the_old_term_ends_at_the_latest()
    {
        var old = Old();
        _town.Host.Pass(_town.Order(old).FreeTerm!.To.AddDays(-1) - _town.Host.Now);
        Assert.Equal(_town.Order(old).FreeTerm!.To, _town.Order(_town.Renewed(old)).LapsesAt);
    }

    [Theory]
    [InlineData(true, OrderStatus.Provisioned)]
    [InlineData(false, OrderStatus.Confirmed)]
    public void When_the_old_term_ends_the_renewal_takes_over_as_it_was_in_use(bool isProvisioned, OrderStatus after)
    {
        var old = Old(isProvisioned);
        var renewal = _town.Renewed(old);
        _town.Done(_town.Receipt(renewal, Price, 2));
        Assert.Equal((OrderStatus.Confirmed, old), (_town.Order(renewal).Status, Subscription));
        Assert.Equal(OrderRefusal.TermNotBegun, _town.Send(new ProvisionOrder(renewal, Some.Vendor)).Refusal);

        EndOf(old);
        Assert.Equal((after, renewal), (_town.Order(renewal).Status, Subscription));
        Assert.Equal(_town.Order(old).FreeTerm!.To, _town.Order(renewal).FreeTerm!.From);
        Assert.Contains(_town.Host.Store.Outbox, m => m.Kind == EndTerm.Kind && m.Payload == renewal.Value && m.DueAt == _town.Order(renewal).FreeTerm!.To);
    }

    [Fact]
    public void A_renewal_that_is_paid_late_begins_at_once_if_nothing_else_did()
    {
        var old = Old();
        var renewal = LateAt(old);
        _town.Done(_town.Receipt(renewal, Price, 2));
        Assert.Equal((OrderStatus.Confirmed, renewal), (_town.Order(renewal).Status, Subscription));
    }

    [Fact]
    public void Who_has_ordered_anew_has_the_money_of_a_late_renewal_back()
    {
        var old = Old();
        var renewal = LateAt(old);
        _town.Fund(2027);
        var anew = _town.Placed();
        Assert.Equal(PaymentRefusal.TooLate, _town.Send(_town.Begin(renewal)).Refusal);
        _town.Done(_town.Receipt(renewal, Price, 2));
        Assert.Equal((OrderStatus.AwaitingPayment, anew), (_town.Order(renewal).Status, Subscription));
        Assert.Equal(RefundCause.Late, _town.OnlyRefund(renewal).Cause);
    }

    /// <summary>The old term has ended, and the renewal still waits, because somebody may be paying.</summary>
    OrderId LateAt(OrderId old)
    {
        _town.Host.Pass(_town.Order(old).FreeTerm!.To.AddMinutes(-10) - _town.Host.Now);
        var renewal = _town.Renewed(old);
        _town.Done(_town.Begin(renewal));
        _town.Done(_town.Page(renewal));
        EndOf(old);
        _town.Done(new LapseOrder(renewal));
        Assert.Empty(_town.Company().Subscriptions);
        return renewal;
    }

    [Fact]
    public void A_renewal_that_is_cancelled_or_refunded_leaves_the_old_term_as_it_is()
    {
        var old = Old();
        var renewal = _town.Renewed(old);
        _town.Done(_town.Receipt(renewal, Price, 2));
        _town.Done(new CancelOrder(renewal, Some.Code, "不再需要"));
        Assert.Equal((RefundCause.Cancelled, old), (_town.OnlyRefund(renewal).Cause, Subscription));

        var again = _town.Renewed(old);
        _town.Done(_town.Receipt(again, Price, 3));
        _town.Done(new ProposeRefund(again, null, "x", PaymentTown.Operator));
        _town.Done(new ConfirmRefund(again, _town.Payment(again).Proposal!.Id, PaymentTown.SecondOperator));
        Assert.Equal((OrderStatus.Ended, old, OrderStatus.Provisioned), (_town.Order(again).Status, Subscription, _town.Order(old).Status));
        EndOf(old);
        Assert.Empty(_town.Company().Subscriptions);
    }

    [Fact]
    public void A_company_says_no_and_may_think_again()
    {
        var old = Old();
        Assert.Equal(OrderRefusal.Unknown, _town.Send(new DeclineRenewal(old, Some.OtherCode, null)).Refusal);
        _town.Done(new DeclineRenewal(old, Some.Code, "太贵"));
        Assert.True(_town.Order(old).IsRenewalDeclined);
        _town.Renewed(old);
        Assert.Equal(OrderRefusal.RenewedAlready, _town.Send(new DeclineRenewal(old, Some.Code, null)).Refusal);
    }
}
