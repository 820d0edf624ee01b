using System.Text.Json.Serialization;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Payments;

/// <summary>What is needed to ask for a payment page.</summary>
/// <param name="Open">The page that is open already.</param>
/// <param name="Number">Of the page to open, from 1: the same number is the same page, however often it is asked for.</param>
public sealed record PaymentBeginning(PaymentTerms Terms, Checkout? Open, int Number, DateTimeOffset LapsesAt);

/// <summary>A company begins to pay its share of an order: what it pays, and what the platform keeps of it, is fixed (S003 art.17).</summary>
/// <param name="Company">Who pays; another company's order is unknown to it.</param>
public sealed record BeginPayment(OrderId Order, CreditCode Company) : ITurn
{
    [JsonIgnore] public required SubsidyPolicy Policy { get; init; }

    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value], OrderPayment.Grain[Order.Value]];

    public Reply Run(Turn turn)
    {
        var order = turn.Read(Orders.Order.Grain[Order.Value]);
        if (order.Terms is not { } terms || terms.Company != Company) return OrderRefusal.Unknown;
        if (order.Status != OrderStatus.AwaitingPayment) return order.Status == OrderStatus.Lapsed ? PaymentRefusal.TooLate : PaymentRefusal.NothingDue;
        if (turn.Now >= order.LapsesAt || !RenewOrder.MayBegin(turn, Order)) return PaymentRefusal.TooLate;
        if (Terms(turn, Order, Policy) is { } refusal) return refusal;
        var payment = turn.Read(OrderPayment.Grain[Order.Value]);
        return Reply.With(new PaymentBeginning(payment.Terms!, payment.Checkout, payment.Checkouts + 1, order.LapsesAt!.Value));
    }

    /// <summary>Fixes the terms of what the company pays for an order, where that is not done.</summary>
    internal static Refusal? Terms(Turn turn, OrderId id, SubsidyPolicy policy)
    {
        var terms = turn.Read(Orders.Order.Grain[id.Value]).Terms!;
        var fee = turn.Read(Listing.Grain[terms.Listing.Value]).FeeBasisPoints ?? policy.PlatformFeeBasisPoints;
        return PaymentCalls.Do(turn, id, new PaymentCommand.Begin(
            new PaymentTerms(terms.Number, terms.Company, terms.City, terms.Vendor, terms.Listing, terms.Split.Company, fee)));
    }
}

/// <summary>The processor has opened a page on which the order can be paid.</summary>
public sealed record RecordCheckout(OrderId Order, string Session, DateTimeOffset ExpiresAt, string? Method) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value], OrderPayment.Grain[Order.Value]];

    public Reply Run(Turn turn)
    {
        if (PaymentCalls.Do(turn, Order, new PaymentCommand.OpenCheckout(new Checkout(Session, ExpiresAt, Method))) is { } refusal) return refusal;
        // It lapsed, or was cancelled, while the processor was asked.
        if (turn.Read(Orders.Order.Grain[Order.Value]).Status != OrderStatus.AwaitingPayment
            && PaymentCalls.Do(turn, Order, new PaymentCommand.AskToClose()) is { } unclosed) return unclosed;
        return PaymentRow.Answer(turn, Order);
    }
}

/// <summary>The processor says that nobody can pay on that page any more; an order whose time was over lapses now.</summary>
public sealed record CloseCheckout(OrderId Order, string Session) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value], OrderPayment.Grain[Order.Value]];

    public Reply Run(Turn turn)
    {
        if (PaymentCalls.Do(turn, Order, new PaymentCommand.EndCheckout(Session)) is { } refusal) return refusal;
        return OrderRelease.In(turn, Order, new OrderCommand.Lapse(turn.Now)) is { } unlapsed ? unlapsed : PaymentRow.Answer(turn, Order);
    }
}
