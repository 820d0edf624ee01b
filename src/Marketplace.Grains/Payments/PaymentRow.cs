using System.Text.Json.Serialization;
using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Payments.PaymentEvent;

namespace Marketplace.Grains.Payments;

[JsonConverter(typeof(JsonStringEnumConverter<PaymentStatus>))]
public enum PaymentStatus
{
    /// <summary>The company can pay, or nobody has yet.</summary>
    [JsonStringEnumMemberName("due")] Due,

    [JsonStringEnumMemberName("paid")] Paid,
    [JsonStringEnumMemberName("partlyRefunded")] PartlyRefunded,
    [JsonStringEnumMemberName("refunded")] Refunded,
    [JsonStringEnumMemberName("disputed")] Disputed,

    /// <summary>The company's bank has taken it back for good.</summary>
    [JsonStringEnumMemberName("chargedBack")] ChargedBack,

    /// <summary>Only money came that no order takes, and it goes back.</summary>
    [JsonStringEnumMemberName("returned")] Returned,
}

/// <summary>What a company pays itself for one order, as it, the vendor and the platform see it.</summary>
/// <param name="Id">Of the order.</param>
/// <param name="Amount">All that the company pays for the order.</param>
/// <param name="Received">What pays the order; nothing before that.</param>
/// <param name="Surplus">What came beyond it, and goes back.</param>
/// <param name="Refunded">All that has gone back to the company.</param>
/// <param name="Refunding">What is on its way back, or could not be given back yet.</param>
/// <param name="InDispute">What the company's bank has taken back for as long as it is disputed.</param>
/// <param name="ChargedBack">What it has taken back for good.</param>
/// <param name="VendorShare">What of it is, or will be, the vendor's.</param>
/// <param name="PlatformFee">What of it is the platform's.</param>
/// <param name="ProcessorFees">What the processor kept.</param>
/// <param name="Payment">All of it, with its refunds, disputes and transfers.</param>
public sealed record PaymentRow(
    OrderId Id, string Number, CreditCode Company, string City, CreditCode Vendor, ListingId Listing, Money Amount, PaymentStatus Status, Money Received,
    Money Surplus, Money Refunded, Money Refunding, Money InDispute, Money ChargedBack, Money VendorShare, Money PlatformFee, Money ProcessorFees, Money Payable,
    string? Method, DateTimeOffset BegunAt, DateTimeOffset? PaidAt, OrderPayment Payment) : IReadRow<PaymentRow, PaymentEvent>
{
    public static ReadTable Table { get; } = ReadTable.For<PaymentRow, PaymentEvent>(OrderPayment.Grain, "payments");

    /// <summary>What commands about a payment answer with.</summary>
    public static Reply Answer(Turn turn, OrderId order) => turn.Read(OrderPayment.Grain[order.Value]) is { Terms: { } terms } payment
        ? Reply.With(new PaymentAnswer(order, terms.Number, terms.Amount, StatusOf(payment), payment.Refunds, payment.Proposal)) : PaymentRefusal.Unknown;

    public static PaymentRow Evolve(PaymentRow? row, PaymentEvent fact, Envelope envelope) =>
        Of(new OrderId(envelope.Key), OrderPayment.Evolve(row?.Payment ?? OrderPayment.Initial, fact), row?.BegunAt ?? envelope.At);

    static PaymentRow Of(OrderId id, OrderPayment payment, DateTimeOffset begunAt)
    {
        var (terms, kept) = (payment.Terms!, payment.Kept);
        return new PaymentRow(
            id, terms.Number, terms.Company, terms.City, terms.Vendor, terms.Listing, terms.Amount, StatusOf(payment), kept?.Amount ?? Money.Zero,
            payment.Charges.Where(c => c.Use != ChargeUse.Order).Sum(c => c.Amount), payment.Refunds.Where(r => r.Status == RefundStatus.Made).Sum(r => r.Amount),
            payment.Refunds.Where(r => r.Status != RefundStatus.Made).Sum(r => r.Amount), Disputed(payment, DisputeStatus.Open), Disputed(payment, DisputeStatus.Lost),
            payment.Lies.Share(), payment.Lies.Fee, payment.FeesBooked.Values.Sum(f => f), payment.Lies.Payable, kept?.Method, begunAt, kept?.At, payment);
    }

    static Money Disputed(OrderPayment payment, DisputeStatus status) => payment.Disputes.Where(d => d.Status == status).Sum(d => d.Amount);

    static PaymentStatus StatusOf(OrderPayment payment) =>
        payment.Kept is null ? payment.Charges.Count > 0 ? PaymentStatus.Returned : PaymentStatus.Due
        : payment.IsDisputed ? PaymentStatus.Disputed
        : payment.Disputes.Any(d => d.Status == DisputeStatus.Lost) ? PaymentStatus.ChargedBack
        : payment.Lies.Total().IsZero ? PaymentStatus.Refunded
        : payment.GoneBack.IsPositive ? PaymentStatus.PartlyRefunded
        : PaymentStatus.Paid;
}

/// <summary>A payment after a command about it.</summary>
/// <param name="Order">The order that it is for.</param>
/// <param name="Proposal">A refund that waits for its confirmation.</param>
public sealed record PaymentAnswer(
    OrderId Order, string Number, Money Amount, PaymentStatus Status, IReadOnlyList<Refund> Refunds, RefundProposal? Proposal);

static class Sums
{
    public static Money Sum<T>(this IEnumerable<T> items, Func<T, Money> amount) => items.Aggregate(Money.Zero, (sum, item) => sum + amount(item));
}
