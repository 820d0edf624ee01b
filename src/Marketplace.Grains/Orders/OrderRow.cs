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
/// <param name="Held">What is still encumbered for it; only acceptance consumes it.</param>
/// <param name="Accepted">What acceptance has made payable to the vendor, less what was recovered.</param>
/// <param name="DecidedPercent">How much of its subsidy batches have decided upon, 0 to 100.</param>
/// <param name="Shortfall">What the last batch did not grant; null when it granted all that was asked.</param>
/// <param name="Resubmission">The appeal that the next batch decides upon.</param>
/// <param name="Continues">What it renews; null for what is new.</param>
/// <param name="RenewedBy">The order that goes on when this one ends, paid or not.</param>
/// <param name="IsRenewalDeclined">The company has said no to a renewal.</param>
public sealed record OrderRow(
    OrderId Id, string Number, OrderStatus Status, CreditCode Company, string City, CreditCode Vendor, ListingId Listing,
    string Plan, Money Price, SubsidySplit Split, EquatableList<FundShare> Funds, DateTimeOffset PlacedAt,
    DateTimeOffset? LapsesAt, FreeTerm? FreeTerm, DateTimeOffset? CancellableUntil, OrderRating? Rating,
    string PolicyVersion, int UsageRule, Money Held, DateOnly? FirstUsedOn, DateTimeOffset? EndedAt, Money Accepted, int DecidedPercent,
    string? LastBatch, Shortfall? Shortfall, Resubmission? Resubmission,
    Continuation? Continues, OrderId? RenewedBy, bool IsRenewalDeclined) : IReadRow<OrderRow, OrderEvent>
{
    public static ReadTable Table { get; } = ReadTable.For<OrderRow, OrderEvent>(Order.Grain, "orders");

    public static OrderRow Of(OrderId id, Order order) =>
        Placed(id, order.Terms!, order.PlacedAt, order.LapsesAt) with
        {
            Status = order.Status,
            FreeTerm = order.FreeTerm,
            CancellableUntil = order.Status == OrderStatus.Confirmed ? order.CoolingOffEnds : null,
            Rating = order.Rating is { } rating ? new OrderRating(rating.Satisfied, rating.Comment) : null,
            Held = order.Held.Sum(),
            FirstUsedOn = order.FirstUsedOn,
            EndedAt = order.EndedAt,
            Accepted = order.Accepted.Sum(),
            DecidedPercent = order.DecidedPercent,
            LastBatch = order.LastBatch,
            Shortfall = order.Shortfall,
            Resubmission = order.Resubmission,
            RenewedBy = order.RenewedBy,
            IsRenewalDeclined = order.IsRenewalDeclined,
        };

    public static OrderRow Evolve(OrderRow? row, OrderEvent fact, Envelope envelope) => (row, fact) switch
    {
        (_, OrderPlaced f) => Placed(new OrderId(envelope.Key), f.Terms, f.PlacedAt, f.LapsesAt),
        (null, _) => throw new InvalidOperationException($"The first fact of order {envelope.Key} is {envelope.Type}."),
        (_, OrderConfirmed f) => row with
        {
            Status = OrderStatus.Confirmed, FreeTerm = f.FreeTerm, CancellableUntil = (f.At ?? f.FreeTerm.From).AddDays(row.CoolingOffDays),
        },
        (_, OrderProvisioned) => row with { Status = OrderStatus.Provisioned, CancellableUntil = null },
        (_, OrderCancelled) => row with { Status = OrderStatus.Cancelled, CancellableUntil = null, Held = Money.Zero },
        (_, OrderLapsed) => row with { Status = OrderStatus.Lapsed, Held = Money.Zero },
        (_, TermEnded f) => row with
        {
            Status = OrderStatus.Ended, CancellableUntil = null, EndedAt = row.FreeTerm?.To, Held = row.Held - f.Released.Sum(),
        },
        (_, OrderRated f) => row with { Rating = new OrderRating(f.Satisfied, f.Comment) },
        (_, OrderFirstUsed f) => row with { FirstUsedOn = f.On },
        (_, FirstUseMissed) => row with { Status = OrderStatus.Lapsed, CancellableUntil = null, Held = Money.Zero },
        (_, SupportEnded f) => row with
        {
            Status = OrderStatus.Ended, CancellableUntil = null, EndedAt = f.At, Held = row.Held - f.Released.Sum(),
        },
        (_, OrderAccepted f) => row with
        {
            Held = row.Held - f.Approved.Sum() - f.Released.Sum(),
            Accepted = row.Accepted + f.Approved.Sum(),
            DecidedPercent = row.DecidedPercent + (row.Resubmission is null ? f.Percent : 0),
            LastBatch = f.Batch,
            Shortfall = f.Released.Count > 0 ? new Shortfall(f.Batch, f.Released, f.At) : null,
            Resubmission = null,
        },
        (_, OrderResubmitted f) => row with { Held = row.Held + f.Held.Sum(), Resubmission = f.Resubmission },
        (_, SubsidyExpired) => row with { Held = Money.Zero },
        (_, SubsidyRecovered f) => row with { Accepted = row.Accepted - f.Shares.Sum() },
        (_, OrderUnpaid f) => row with { Status = OrderStatus.Ended, CancellableUntil = null, EndedAt = f.At, Held = row.Held - f.Released.Sum() },
        (_, RenewalAccepted f) => row with { RenewedBy = f.By, IsRenewalDeclined = false },
        (_, RenewalDeclined) => row with { IsRenewalDeclined = true },
        (_, RenewalDropped) => row with { RenewedBy = null },
        _ => throw Unhandled.Of(fact),
    };

    /// <summary>Days after confirmation in which the order may be cancelled while it is not provisioned.</summary>
    public int CoolingOffDays { get; init; }

    static OrderRow Placed(OrderId id, OrderTerms terms, DateTimeOffset placedAt, DateTimeOffset? lapsesAt) => new(
        id, terms.Number, OrderStatus.AwaitingPayment, terms.Company, terms.City, terms.Vendor, terms.Listing, terms.Plan,
        terms.Price, terms.Split, terms.Funds, placedAt, lapsesAt, null, null, null, terms.PolicyVersion, terms.UsageRule,
        terms.Funds.Sum(), null, null, Money.Zero, 0, null, null, null, terms.Continues, null, false)
    {
        CoolingOffDays = terms.CoolingOffDays,
    };
}
