using Billing;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Orders.OrderEvent;

namespace Marketplace.Grains.Orders;

/// <summary>Whether the company is satisfied (S003 art.25-5).</summary>
public sealed record OrderRating(bool Satisfied, string? Comment);

/// <summary>An order as its company, its vendor and the bureaus see it.</summary>
/// <param name="LapsesAt">When it lapses unless the company pays its share; null when nothing is to be paid.</param>
/// <param name="CancellableUntil">End of the cooling-off time of a confirmed order; null when it cannot be cancelled any more.</param>
public sealed record OrderRow(
    OrderId Id, string Number, OrderStatus Status, CreditCode Company, string City, CreditCode Vendor, ListingId Listing,
    string Plan, Money Price, SubsidySplit Split, EquatableList<FundShare> Funds, DateTimeOffset PlacedAt,
    DateTimeOffset? LapsesAt, FreeTerm? FreeTerm, DateTimeOffset? CancellableUntil, OrderRating? Rating,
    string PolicyVersion, int UsageRule) : IReadRow<OrderRow, OrderEvent>
{
    public static ReadTable Table { get; } = ReadTable.For<OrderRow, OrderEvent>(Order.Grain, "orders");

    public static OrderRow Of(OrderId id, Order order) =>
        Placed(id, order.Terms!, order.PlacedAt, order.LapsesAt) with
        {
            Status = order.Status,
            FreeTerm = order.FreeTerm,
            CancellableUntil = order.Status == OrderStatus.Confirmed ? order.CoolingOffEnds : null,
            Rating = order.Rating is { } rating ? new OrderRating(rating.Satisfied, rating.Comment) : null,
        };

    public static OrderRow Evolve(OrderRow? row, OrderEvent fact, Envelope envelope) => (row, fact) switch
    {
        (_, OrderPlaced f) => Placed(new OrderId(envelope.Key), f.Terms, f.PlacedAt, f.LapsesAt),
        (null, _) => throw new InvalidOperationException($"The first fact of order {envelope.Key} is {envelope.Type}."),
        (_, OrderConfirmed f) => row with
        {
            Status = OrderStatus.Confirmed, FreeTerm = f.FreeTerm, CancellableUntil = f.FreeTerm.From.AddDays(row.CoolingOffDays),
        },
        (_, OrderProvisioned) => row with { Status = OrderStatus.Provisioned, CancellableUntil = null },
        (_, OrderCancelled) => row with { Status = OrderStatus.Cancelled, CancellableUntil = null },
        (_, OrderLapsed) => row with { Status = OrderStatus.Lapsed },
        (_, TermEnded) => row with { Status = OrderStatus.Ended, CancellableUntil = null },
        (_, OrderRated f) => row with { Rating = new OrderRating(f.Satisfied, f.Comment) },
        _ => throw Unhandled.Of(fact),
    };

    /// <summary>Days after confirmation in which the order may be cancelled while it is not provisioned.</summary>
    public int CoolingOffDays { get; init; }

    static OrderRow Placed(OrderId id, OrderTerms terms, DateTimeOffset placedAt, DateTimeOffset? lapsesAt) => new(
        id, terms.Number, OrderStatus.AwaitingPayment, terms.Company, terms.City, terms.Vendor, terms.Listing, terms.Plan,
        terms.Price, terms.Split, terms.Funds, placedAt, lapsesAt, null, null, null, terms.PolicyVersion, terms.UsageRule)
    {
        CoolingOffDays = terms.CoolingOffDays,
    };
}
