using System.Text.Json.Serialization;
using Billing;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Orders.OrderCommand;
using static Marketplace.Grains.Orders.OrderEvent;

namespace Marketplace.Grains.Orders;

[JsonConverter(typeof(JsonStringEnumConverter<OrderStatus>))]
public enum OrderStatus
{
    [JsonStringEnumMemberName("none")] None,
    [JsonStringEnumMemberName("awaitingPayment")] AwaitingPayment,
    [JsonStringEnumMemberName("confirmed")] Confirmed,
    [JsonStringEnumMemberName("provisioned")] Provisioned,
    [JsonStringEnumMemberName("cancelled")] Cancelled,
    [JsonStringEnumMemberName("lapsed")] Lapsed,
    [JsonStringEnumMemberName("ended")] Ended,
}

/// <summary>What an order holds of one fund.</summary>
public sealed record FundShare(FundId Fund, Money Amount);

/// <summary>The free year: from the confirmed moment to the same wall clock a year later, in Asia/Shanghai (S003 art.17).</summary>
public sealed record FreeTerm(DateTimeOffset From, DateTimeOffset To)
{
    public static FreeTerm StartingAt(DateTimeOffset moment) => new(ChinaTime.Of(moment), ChinaTime.OneYearAfter(moment));
}

/// <summary>Everything that is fixed when an order is placed.</summary>
/// <param name="Wallet">The wallet that holds the reservation.</param>
/// <param name="Funds">Where the province's and the city's shares are encumbered; shares of zero are left out.</param>
/// <param name="PolicyVersion">The version of the programme's policy it was placed under.</param>
/// <param name="UsageRule">The version of the listing's usage rule it will be accepted by.</param>
/// <param name="CoolingOffDays">Days after confirmation in which it may be cancelled while not provisioned.</param>
public sealed record OrderTerms(
    string Number, CreditCode Company, string City, string Wallet, CreditCode Vendor, ListingId Listing, string Plan,
    Money Price, SubsidySplit Split, EquatableList<FundShare> Funds, string PolicyVersion, int UsageRule, int CoolingOffDays);

public abstract record OrderCommand
{
    /// <param name="LapsesAt">When it lapses if the company's own share is not paid.</param>
    public sealed record Place(OrderTerms Terms, DateTimeOffset PlacedAt, DateTimeOffset LapsesAt) : OrderCommand;
    public sealed record Confirm(DateTimeOffset At) : OrderCommand;
    public sealed record Provision(CreditCode Vendor) : OrderCommand;
    public sealed record Cancel(CreditCode Company, string Reason, DateTimeOffset At) : OrderCommand;
    public sealed record Lapse(DateTimeOffset At) : OrderCommand;
    public sealed record End(DateTimeOffset At) : OrderCommand;
    public sealed record Rate(CreditCode Company, bool Satisfied, string? Comment) : OrderCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record OrderEvent
{
    /// <param name="LapsesAt">Null when nothing is left to pay.</param>
    public sealed record OrderPlaced(OrderTerms Terms, DateTimeOffset PlacedAt, DateTimeOffset? LapsesAt) : OrderEvent;
    public sealed record OrderConfirmed(FreeTerm FreeTerm) : OrderEvent;
    public sealed record OrderProvisioned : OrderEvent;
    public sealed record OrderCancelled(string Reason, EquatableList<FundShare> Released) : OrderEvent;
    public sealed record OrderLapsed(EquatableList<FundShare> Released) : OrderEvent;
    public sealed record TermEnded(EquatableList<FundShare> Released) : OrderEvent;
    public sealed record OrderRated(bool Satisfied, string? Comment) : OrderEvent;
}

/// <summary>One subscription of one company (订单, S003 art.11, art.17).</summary>
/// <param name="Terms">Null until the order is placed.</param>
public sealed record Order(
    OrderStatus Status, OrderTerms? Terms, DateTimeOffset PlacedAt, DateTimeOffset? LapsesAt, FreeTerm? FreeTerm, OrderRated? Rating)
    : IAggregate<Order, OrderCommand, OrderEvent>
{
    public static readonly GrainType<Order, OrderCommand, OrderEvent> Grain = new("order");

    public static Order Initial { get; } = new(OrderStatus.None, null, default, null, null, null);

    public static Decision<OrderEvent> Decide(Order order, OrderCommand command) => command switch
    {
        Place when order.Terms is not null => OrderRefusal.Exists,
        Place c => new OrderPlaced(c.Terms, ChinaTime.Of(c.PlacedAt), c.Terms.Split.Company.IsPositive ? ChinaTime.Of(c.LapsesAt) : null),

        _ when order.Terms is null => OrderRefusal.Unknown,

        Confirm when order.Status is OrderStatus.Confirmed or OrderStatus.Provisioned => Nothing.Happens,
        Confirm c => order.Status == OrderStatus.AwaitingPayment ? new OrderConfirmed(FreeTerm.StartingAt(c.At)) : OrderRefusal.NotConfirmable,

        Provision c when c.Vendor != order.Terms.Vendor => OrderRefusal.Unknown,
        Provision when order.Status == OrderStatus.Provisioned => Nothing.Happens,
        Provision => order.Status == OrderStatus.Confirmed ? new OrderProvisioned() : OrderRefusal.NotProvisionable,

        Cancel c when c.Company != order.Terms.Company => OrderRefusal.Unknown,
        Cancel c => order.IsCancellable(c.At) ? new OrderCancelled(c.Reason, order.Terms.Funds) : OrderRefusal.NotCancellable,

        // Deadlines come by themselves and may find that something else was first.
        Lapse c => order.Status == OrderStatus.AwaitingPayment && c.At >= order.LapsesAt ? new OrderLapsed(order.Terms.Funds) : Nothing.Happens,
        End c => order.IsRunning && c.At >= order.FreeTerm?.To ? new TermEnded(order.Terms.Funds) : Nothing.Happens,

        Rate c when c.Company != order.Terms.Company => OrderRefusal.Unknown,
        Rate when !order.IsRunning && order.Status != OrderStatus.Ended => OrderRefusal.NotRateable,
        Rate c => new OrderRated(c.Satisfied, c.Comment) is var rating && rating == order.Rating ? Nothing.Happens : rating,
        _ => throw Unhandled.Of(command),
    };

    public static Order Evolve(Order order, OrderEvent fact) => fact switch
    {
        OrderPlaced f => order with
        {
            Status = OrderStatus.AwaitingPayment, Terms = f.Terms, PlacedAt = f.PlacedAt, LapsesAt = f.LapsesAt,
        },
        OrderConfirmed f => order with { Status = OrderStatus.Confirmed, FreeTerm = f.FreeTerm },
        OrderProvisioned => order with { Status = OrderStatus.Provisioned },
        OrderCancelled => order with { Status = OrderStatus.Cancelled },
        OrderLapsed => order with { Status = OrderStatus.Lapsed },
        TermEnded => order with { Status = OrderStatus.Ended },
        OrderRated f => order with { Rating = f },
        _ => throw Unhandled.Of(fact),
    };

    public bool IsRunning => Status is OrderStatus.Confirmed or OrderStatus.Provisioned;

    /// <summary>The last moment of the cooling-off time; null before confirmation.</summary>
    public DateTimeOffset? CoolingOffEnds => FreeTerm?.From.AddDays(Terms!.CoolingOffDays);

    bool IsCancellable(DateTimeOffset at) => Status switch
    {
        OrderStatus.AwaitingPayment => true,
        OrderStatus.Confirmed => at <= CoolingOffEnds,
        OrderStatus.None or OrderStatus.Provisioned or OrderStatus.Cancelled or OrderStatus.Lapsed or OrderStatus.Ended => false,
    };
}
