using Billing;
using Billing.Stripe;
using Marketplace.Api.Payments;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;

namespace Marketplace.Api.Portals.Payments;

/// <summary>Where the payment of an order stands, for the company that looks.</summary>
public enum PayState
{
    /// <summary>It can be paid now.</summary>
    Open,

    /// <summary>It has been paid at the processor, which has not confirmed it yet.</summary>
    Underway,

    Confirmed,

    /// <summary>Nothing of it is the company's to pay.</summary>
    NothingDue,

    /// <summary>Not paid in time.</summary>
    Lapsed,
    Cancelled,
    Ended,
}

/// <summary>An order and its payment as the page shows them on which it is paid, and to which the processor sends people back.</summary>
/// <param name="Payment">Without terms before anybody began to pay.</param>
/// <param name="IsUnderway">People come from the processor, who has not told what became of it.</param>
/// <param name="Methods">Ways to pay; none while paying online is not set up.</param>
public sealed record PayLook(
    OrderRow Order, ListingRow Listing, string Vendor, OrderPayment Payment, bool IsUnderway, IReadOnlyList<string> Methods, DateTimeOffset Now)
{
    public Plan Plan => Listing.Plans.First(p => p.Id == Order.Plan);

    public PayState State => Order.Status switch
    {
        OrderStatus.AwaitingPayment when IsUnderway => PayState.Underway,
        OrderStatus.AwaitingPayment => Order.LapsesAt <= Now ? PayState.Lapsed : PayState.Open,
        OrderStatus.Cancelled => PayState.Cancelled,
        OrderStatus.Lapsed => PayState.Lapsed,
        OrderStatus.Ended => PayState.Ended,
        _ => Payment.Kept is null ? PayState.NothingDue : PayState.Confirmed,
    };

    /// <summary>Why the last attempt failed, in the processor's word; null when it did not, or another one succeeded.</summary>
    public string? Failure => State == PayState.Open ? Payment.LastFailure?.Code : null;
}

/// <summary>Finds out where the payment of an order stands, by the facts and not by lists, which are a moment behind.</summary>
public sealed class PayLooks(Checkouts checkouts, PaymentSync sync, FactStreams streams, IGrains grains, TimeProvider clock)
{
    /// <summary>So long a page waits for the processor; its news come anyway.</summary>
    static readonly TimeSpan AskMax = TimeSpan.FromSeconds(8);

    const int SessionLengthMax = 200;

    /// <summary>Null for another company's order, which is as unknown as none.</summary>
    /// <param name="session">The page of the processor that people come from.</param>
    public async Task<PayLook?> Find(OrderId id, CreditCode company, string? session, CancellationToken cancel)
    {
        var (order, payment) = await Read(id, cancel);
        if (order.Terms?.Company != company) return null;
        if (session is { Length: > SessionLengthMax }) session = null;
        if (order.Status == OrderStatus.AwaitingPayment && (session ?? payment.Checkout?.Session) is not null)
        {
            await Ask(id, session, cancel);
            (order, payment) = await Read(id, cancel);
        }
        var row = OrderRow.Of(id, order);
        var listing = await streams.Row<ListingRow>(ListingRow.Table, row.Listing.Value, cancel);
        var vendor = await streams.Row<VendorRow>(VendorRow.Table, row.Vendor.Value, cancel);
        return new PayLook(
            row, listing!, vendor?.Name ?? row.Vendor.Value, payment, session is not null && payment.Checkout?.Session == session,
            checkouts.IsConfigured ? checkouts.Methods : [], clock.GetUtcNow());
    }

    async Task<(Order Order, OrderPayment Payment)> Read(OrderId id, CancellationToken cancel) =>
        await grains.Read(turn => (turn.Read(Order.Grain[id.Value]), turn.Read(OrderPayment.Grain[id.Value])), cancel);

    /// <summary>What the processor does not tell now comes by its news, or with the next look.</summary>
    async Task Ask(OrderId id, string? session, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(AskMax);
        try
        {
            await sync.Run(id, session, intent: null, patience.Token);
        }
        catch (StripeException)
        {
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
        }
    }
}
