using Billing.Subsidies;
using Marketplace.Api.Payments;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Payments;

/// <summary>What going on with a software would cost, and what the company has said to it.</summary>
/// <param name="Offer">Null for an order without a term.</param>
/// <param name="Next">The order that renews it.</param>
public sealed record RenewalLook(OrderRow Order, ListingRow Listing, RenewalOffer? Offer, OrderRow? Next, SubsidyPolicy Policy)
{
    public bool IsRunning => Order.Status is OrderStatus.Confirmed or OrderStatus.Provisioned;

    public bool IsRenewed => Next?.Status is OrderStatus.Confirmed or OrderStatus.Provisioned;

    /// <summary>It was said yes to, and not paid yet.</summary>
    public bool IsUnpaid => Next?.Status == OrderStatus.AwaitingPayment;
}

/// <summary>Reads renewals by the facts, not by lists, which are a moment behind.</summary>
public sealed class RenewalLooks(FactStreams streams, IGrains grains, SubsidyPolicy policy, TimeProvider clock)
{
    /// <summary>Null for another company's order, which is as unknown as none.</summary>
    public async Task<RenewalLook?> Find(OrderId id, CreditCode company, CancellationToken cancel)
    {
        var order = await Read(id, cancel);
        if (order?.Company != company) return null;
        var listing = await streams.Row<ListingRow>(ListingRow.Table, order.Listing.Value, cancel);
        return new RenewalLook(
            order, listing!, RenewalOffer.Of(order, listing!, policy, clock.GetUtcNow()), order.RenewedBy is { } next ? await Read(next, cancel) : null, policy);
    }

    async Task<OrderRow?> Read(OrderId id, CancellationToken cancel)
    {
        var order = await grains.Read(turn => turn.Read(Order.Grain[id.Value]), cancel);
        return order.Terms is null ? null : OrderRow.Of(id, order);
    }
}
