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

/// <summary>
/// The free year: from the confirmed moment to the same wall clock a year later, in Asia/Shanghai (S003 art.17). Of a renewal, the
/// year that the company pays, from the end of the one before.
/// </summary>
public sealed record FreeTerm(DateTimeOffset From, DateTimeOffset To)
{
    public static FreeTerm StartingAt(DateTimeOffset moment) => new(ChinaTime.Of(moment), ChinaTime.OneYearAfter(moment));
}

/// <summary>What a batch did not grant of what was asked: it is released, and may be put right and submitted again once.</summary>
/// <param name="Batch">The month of the batch.</param>
public sealed record Shortfall(string Batch, EquatableList<FundShare> Shares, DateTimeOffset At);

/// <summary>What an order renews, at market terms (续订, S003 art.17).</summary>
/// <param name="Of">The order whose term it continues.</param>
/// <param name="From">When that one ends, and this one's term begins.</param>
public sealed record Continuation(OrderId Of, DateTimeOffset From);

/// <summary>Everything that is fixed when an order is placed.</summary>
/// <param name="Wallet">The wallet that holds the reservation.</param>
/// <param name="Funds">Where the province's and the city's shares are encumbered; shares of zero are left out.</param>
/// <param name="PolicyVersion">The version of the programme's policy it was placed under.</param>
/// <param name="UsageRule">The version of the listing's usage rule it will be accepted by.</param>
/// <param name="CoolingOffDays">Days after confirmation in which it may be cancelled while not provisioned.</param>
/// <param name="Continues">What it renews; null for what is new.</param>
public sealed record OrderTerms(
    string Number, CreditCode Company, string City, string Wallet, CreditCode Vendor, ListingId Listing, string Plan,
    Money Price, SubsidySplit Split, EquatableList<FundShare> Funds, string PolicyVersion, int UsageRule, int CoolingOffDays,
    Continuation? Continues = null);

public abstract record OrderCommand
{
    /// <param name="LapsesAt">When it lapses if the company's own share is not paid.</param>
    public sealed record Place(OrderTerms Terms, DateTimeOffset PlacedAt, DateTimeOffset LapsesAt) : OrderCommand;

    /// <param name="Paid">By the company: no order is confirmed without its money.</param>
    public sealed record Confirm(DateTimeOffset At, Money Paid) : OrderCommand;
    public sealed record Provision(CreditCode Vendor, DateTimeOffset At) : OrderCommand;

    /// <summary>The order that it renews has ended, in use: the software goes on under this one.</summary>
    public sealed record TakeOver : OrderCommand;
    public sealed record Cancel(CreditCode Company, string Reason, DateTimeOffset At) : OrderCommand;
    public sealed record Lapse(DateTimeOffset At) : OrderCommand;
    public sealed record End(DateTimeOffset At) : OrderCommand;
    public sealed record Rate(CreditCode Company, bool Satisfied, string? Comment) : OrderCommand;

    /// <param name="On">The day, in Asia/Shanghai, on which the company first used the software.</param>
    public sealed record RecordFirstUse(DateOnly On) : OrderCommand;
    public sealed record MissFirstUse(DateOnly DeadlineOn) : OrderCommand;
    public sealed record EndSupport(int IdleMonths, DateTimeOffset At) : OrderCommand;

    /// <summary>What a batch grants of what was asked; the rest of what was asked is released.</summary>
    /// <param name="Batch">The month of the batch.</param>
    /// <param name="Percent">The share of the whole subsidy that was asked for, 1 to 100.</param>
    public sealed record Accept(string Batch, int Percent, Money Asked, Money Approved, string? Reason, DateTimeOffset At) : OrderCommand
    {
        /// <summary>The batch that had decided last when this was asked for: what was judged on an older state is not due again.</summary>
        public string? After { get; init; }

        public bool IsAppeal { get; init; }
    }

    /// <param name="Held">What the funds hold for it again.</param>
    /// <param name="WithinDays">In which an appeal is in time, counted from the decision.</param>
    public sealed record Resubmit(Resubmission Resubmission, EquatableList<FundShare> Held, DateTimeOffset At, int WithinDays) : OrderCommand;

    /// <summary>The batch of the month in which it ended is decided: what nobody asked for goes back.</summary>
    public sealed record Expire(DateTimeOffset EndedBefore) : OrderCommand;
    public sealed record Recover(string Recovery, Money Amount) : OrderCommand;

    /// <summary>Nothing of the company's own share is paid any more.</summary>
    public sealed record EndUnpaid(DateTimeOffset At) : OrderCommand;

    /// <summary>The company says yes to going on at market terms.</summary>
    /// <param name="OpensDays">Before the end of the term.</param>
    public sealed record AcceptRenewal(CreditCode Company, OrderId By, DateTimeOffset At, int OpensDays) : OrderCommand;

    /// <summary>The company says no, and keeps its term.</summary>
    public sealed record RefuseRenewal(CreditCode Company, string? Reason) : OrderCommand;

    /// <summary>The order that was to renew it is over.</summary>
    public sealed record DropRenewal(OrderId By) : OrderCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record OrderEvent
{
    /// <param name="LapsesAt">Null when nothing is left to pay.</param>
    public sealed record OrderPlaced(OrderTerms Terms, DateTimeOffset PlacedAt, DateTimeOffset? LapsesAt) : OrderEvent;

    /// <param name="At">Null where the term begins with the confirmation.</param>
    public sealed record OrderConfirmed(FreeTerm FreeTerm, DateTimeOffset? At = null) : OrderEvent;
    public sealed record OrderProvisioned : OrderEvent;
    public sealed record OrderCancelled(string Reason, EquatableList<FundShare> Released) : OrderEvent;
    public sealed record OrderLapsed(EquatableList<FundShare> Released) : OrderEvent;
    public sealed record TermEnded(EquatableList<FundShare> Released) : OrderEvent;
    public sealed record OrderRated(bool Satisfied, string? Comment) : OrderEvent;
    public sealed record OrderFirstUsed(DateOnly On) : OrderEvent;
    public sealed record FirstUseMissed(DateOnly DeadlineOn, EquatableList<FundShare> Released) : OrderEvent;
    public sealed record SupportEnded(int IdleMonths, DateTimeOffset At, EquatableList<FundShare> Released) : OrderEvent;

    /// <param name="Approved">What is consumed and payable; nothing when all of it was rejected.</param>
    public sealed record OrderAccepted(
        string Batch, CreditCode Vendor, int Percent, EquatableList<FundShare> Approved, EquatableList<FundShare> Released, string? Reason,
        DateTimeOffset At) : OrderEvent;
    public sealed record OrderResubmitted(Resubmission Resubmission, EquatableList<FundShare> Held) : OrderEvent;
    public sealed record SubsidyExpired(EquatableList<FundShare> Released) : OrderEvent;

    /// <param name="Shares">Paid out, and owed back to these funds.</param>
    public sealed record SubsidyRecovered(string Recovery, CreditCode Vendor, EquatableList<FundShare> Shares) : OrderEvent;

    public sealed record OrderUnpaid(DateTimeOffset At, EquatableList<FundShare> Released) : OrderEvent;
    public sealed record RenewalAccepted(OrderId By) : OrderEvent;
    public sealed record RenewalDeclined(string? Reason) : OrderEvent;
    public sealed record RenewalDropped(OrderId By) : OrderEvent;
}

/// <summary>An appeal with new evidence: the order goes into the next batch once more.</summary>
/// <param name="ProvinceFund">Which of the funds that hold for it again is the province's.</param>
/// <param name="By">Who appealed: the vendor or the company.</param>
/// <param name="Evidence">Ids of stored files.</param>
public sealed record Resubmission(string Batch, string By, string Reason, EquatableList<string> Evidence, FundId? ProvinceFund);

/// <summary>One subscription of one company (订单, S003 art.11, art.17).</summary>
/// <param name="Terms">Null until the order is placed.</param>
/// <param name="Held">What is encumbered for it now; only acceptance consumes it (S003 art.16).</param>
/// <param name="ProvinceFund">Which of the funds it holds of is the province's, whose share its company's wallet reserves.</param>
/// <param name="FirstUsedOn">Null until the company has used the software.</param>
/// <param name="EndedAt">When a running order ended: its term, or its support for want of use.</param>
/// <param name="Accepted">What acceptance has made payable, less what was recovered.</param>
/// <param name="DecidedPercent">How much of the whole subsidy batches have decided upon.</param>
/// <param name="LastBatch">The last batch that decided upon it.</param>
/// <param name="GrantedBy">The batches that have granted it something.</param>
/// <param name="Shortfall">What the last batch did not grant.</param>
/// <param name="Resubmission">The appeal that the next batch decides upon.</param>
/// <param name="WasResubmitted">An order is submitted again once.</param>
/// <param name="ConfirmedAt">Before the term begins where it renews another.</param>
/// <param name="RenewedBy">The order that goes on when this one ends, paid or not.</param>
/// <param name="IsRenewalDeclined">The company does not want to be asked again.</param>
public sealed record Order(
    OrderStatus Status, OrderTerms? Terms, DateTimeOffset PlacedAt, DateTimeOffset? LapsesAt, FreeTerm? FreeTerm, OrderRated? Rating,
    EquatableList<FundShare> Held, FundId? ProvinceFund, DateOnly? FirstUsedOn, DateTimeOffset? EndedAt, EquatableList<FundShare> Accepted,
    int DecidedPercent, string? LastBatch, EquatableList<string> GrantedBy, Shortfall? Shortfall, Resubmission? Resubmission, bool WasResubmitted,
    DateTimeOffset? ConfirmedAt, OrderId? RenewedBy, bool IsRenewalDeclined)
    : IAggregate<Order, OrderCommand, OrderEvent>
{
    public static readonly GrainType<Order, OrderCommand, OrderEvent> Grain = new("order");

    public static Order Initial { get; } = new(
        OrderStatus.None, null, default, null, null, null, FundShares.None, null, null, null, FundShares.None, 0, null, [], null, null, false, null, null, false);

    public static Decision<OrderEvent> Decide(Order order, OrderCommand command) => command switch
    {
        Place when order.Terms is not null => OrderRefusal.Exists,
        Place c => new OrderPlaced(c.Terms, ChinaTime.Of(c.PlacedAt), c.Terms.Split.Company.IsPositive ? ChinaTime.Of(c.LapsesAt) : null),

        _ when order.Terms is null => OrderRefusal.Unknown,

        Confirm when order.IsRunning => Nothing.Happens,
        Confirm c when c.Paid != order.Terms.Split.Company => OrderRefusal.NotPaid,
        Confirm when order.Status != OrderStatus.AwaitingPayment => OrderRefusal.NotConfirmable,
        Confirm c => order.Terms.Continues is { } continued
            ? new OrderConfirmed(FreeTerm.StartingAt(continued.From), ChinaTime.Of(c.At)) : new OrderConfirmed(FreeTerm.StartingAt(c.At)),

        Provision c when c.Vendor != order.Terms.Vendor => OrderRefusal.Unknown,
        Provision when order.Status == OrderStatus.Provisioned => Nothing.Happens,
        Provision c when c.At < order.FreeTerm?.From => OrderRefusal.TermNotBegun,
        TakeOver => order.Status == OrderStatus.Confirmed ? new OrderProvisioned() : Nothing.Happens,
        Provision => order.Status == OrderStatus.Confirmed ? new OrderProvisioned() : OrderRefusal.NotProvisionable,

        Cancel c when c.Company != order.Terms.Company => OrderRefusal.Unknown,
        Cancel c => order.IsCancellable(c.At) ? new OrderCancelled(c.Reason, order.Held) : OrderRefusal.NotCancellable,

        // Deadlines come by themselves and may find that something else was first.
        Lapse c => order.Status == OrderStatus.AwaitingPayment && c.At >= order.LapsesAt ? new OrderLapsed(order.Held) : Nothing.Happens,
        End c => order.IsRunning && c.At >= order.FreeTerm?.To ? new TermEnded(order.Unused) : Nothing.Happens,

        Rate c when c.Company != order.Terms.Company => OrderRefusal.Unknown,
        Rate when !order.IsRunning && order.Status != OrderStatus.Ended => OrderRefusal.NotRateable,
        Rate c => new OrderRated(c.Satisfied, c.Comment) is var rating && rating == order.Rating ? Nothing.Happens : rating,

        RecordFirstUse c => order.IsRunning && order.FirstUsedOn is null ? new OrderFirstUsed(c.On) : Nothing.Happens,
        // What the company pays by itself is its own to use or not.
        MissFirstUse or EndSupport when order.Terms.Continues is not null => Nothing.Happens,
        MissFirstUse c => order.IsRunning && order.FirstUsedOn is null ? new FirstUseMissed(c.DeadlineOn, order.Held) : Nothing.Happens,
        EndSupport c => order.IsRunning ? new SupportEnded(c.IdleMonths, c.At, order.Unused) : Nothing.Happens,

        Accept c when order.LastBatch == c.Batch => Nothing.Happens,
        Accept c when order.LastBatch != c.After || c.IsAppeal != (order.Resubmission is not null) => OrderRefusal.DecidedMeanwhile,
        Accept { Approved.IsNegative: true } => OrderRefusal.NotHeld,
        Accept c when c.Approved > c.Asked || c.Asked > order.Held.Sum() => OrderRefusal.NotHeld,
        Accept c => order.Granted(c),

        // No batch looks at an order that was given up: what it would hold again would never come back.
        Resubmit when order.Shortfall is null || order.Status is OrderStatus.Cancelled or OrderStatus.Lapsed => OrderRefusal.NothingToResubmit,
        Resubmit c when order.Resubmission is { } pending => pending == c.Resubmission ? Nothing.Happens : OrderRefusal.ResubmittedBefore,
        Resubmit when order.WasResubmitted => OrderRefusal.ResubmittedBefore,
        Resubmit c when c.At > order.Shortfall.At.AddDays(c.WithinDays) => OrderRefusal.ResubmittedTooLate,
        Resubmit c => new OrderResubmitted(c.Resubmission, c.Held),

        Expire c => order.EndedAt < c.EndedBefore && order.Resubmission is null && order.Held.Count > 0
            ? new SubsidyExpired(order.Held) : Nothing.Happens,

        Recover { Amount.IsPositive: false } => OrderRefusal.NotAccepted,
        Recover c when c.Amount > order.Accepted.Sum() => OrderRefusal.NotAccepted,
        Recover c => new SubsidyRecovered(c.Recovery, order.Terms.Vendor, order.Accepted.Take(c.Amount)),

        EndUnpaid c => order.IsRunning ? new OrderUnpaid(ChinaTime.Of(c.At), order.Unused) : Nothing.Happens,

        AcceptRenewal c when c.Company != order.Terms.Company => OrderRefusal.Unknown,
        AcceptRenewal c when order.RenewedBy == c.By => Nothing.Happens,
        AcceptRenewal when order.RenewedBy is not null => OrderRefusal.RenewedAlready,
        AcceptRenewal c => order.RenewalObstacle(c.At, c.OpensDays) is { } obstacle ? obstacle : new RenewalAccepted(c.By),
        RefuseRenewal c when c.Company != order.Terms.Company => OrderRefusal.Unknown,
        RefuseRenewal when order.RenewedBy is not null => OrderRefusal.RenewedAlready,
        RefuseRenewal when order.IsRenewalDeclined => Nothing.Happens,
        RefuseRenewal c => order.IsRunning ? new RenewalDeclined(c.Reason) : OrderRefusal.NotRenewable,
        DropRenewal c => order.RenewedBy == c.By ? new RenewalDropped(c.By) : Nothing.Happens,
        _ => throw Unhandled.Of(command),
    };

    public static Order Evolve(Order order, OrderEvent fact) => fact switch
    {
        OrderPlaced f => order with
        {
            Status = OrderStatus.AwaitingPayment, Terms = f.Terms, PlacedAt = f.PlacedAt, LapsesAt = f.LapsesAt, Held = f.Terms.Funds,
            ProvinceFund = f.Terms.Split.Province.IsPositive ? f.Terms.Funds[0].Fund : null,
        },
        OrderConfirmed f => order with { Status = OrderStatus.Confirmed, FreeTerm = f.FreeTerm, ConfirmedAt = f.At ?? f.FreeTerm.From },
        OrderProvisioned => order with { Status = OrderStatus.Provisioned },
        OrderCancelled => order with { Status = OrderStatus.Cancelled, Held = FundShares.None },
        OrderLapsed => order with { Status = OrderStatus.Lapsed, Held = FundShares.None },
        TermEnded f => order with { Status = OrderStatus.Ended, EndedAt = order.FreeTerm?.To, Held = order.Held.Less(f.Released) },
        OrderRated f => order with { Rating = f },
        OrderFirstUsed f => order with { FirstUsedOn = f.On },
        FirstUseMissed => order with { Status = OrderStatus.Lapsed, Held = FundShares.None },
        SupportEnded f => order with { Status = OrderStatus.Ended, EndedAt = f.At, Held = order.Held.Less(f.Released) },
        OrderAccepted f => order with
        {
            Held = order.Held.Less(f.Approved).Less(f.Released),
            Accepted = order.Accepted.Plus(f.Approved),
            DecidedPercent = order.DecidedPercent + (order.Resubmission is null ? f.Percent : 0),
            LastBatch = f.Batch,
            GrantedBy = f.Approved.Count > 0 ? [.. order.GrantedBy, f.Batch] : order.GrantedBy,
            Shortfall = f.Released.Count > 0 ? new Shortfall(f.Batch, f.Released, f.At) : null,
            Resubmission = null,
        },
        OrderResubmitted f => order with
        {
            Held = order.Held.Plus(f.Held).Leading(f.Resubmission.ProvinceFund), ProvinceFund = f.Resubmission.ProvinceFund, Resubmission = f.Resubmission, WasResubmitted = true,
        },
        SubsidyExpired => order with { Held = FundShares.None },
        SubsidyRecovered f => order with { Accepted = order.Accepted.Less(f.Shares) },
        OrderUnpaid f => order with { Status = OrderStatus.Ended, EndedAt = f.At, Held = order.Held.Less(f.Released) },
        RenewalAccepted f => order with { RenewedBy = f.By, IsRenewalDeclined = false },
        RenewalDeclined => order with { IsRenewalDeclined = true },
        RenewalDropped => order with { RenewedBy = null },
        _ => throw Unhandled.Of(fact),
    };

    public bool IsRunning => Status is OrderStatus.Confirmed or OrderStatus.Provisioned;

    public bool IsOver => Status is OrderStatus.Cancelled or OrderStatus.Lapsed or OrderStatus.Ended;

    /// <summary>What goes back at once when the order ends: all of it if the software was never used, else the next batch comes first.</summary>
    EquatableList<FundShare> Unused => FirstUsedOn is null ? Held : FundShares.None;

    OrderAccepted Granted(Accept c)
    {
        var asked = Held.Take(c.Asked);
        var approved = asked.Take(c.Approved);
        return new OrderAccepted(c.Batch, Terms!.Vendor, c.Percent, approved, asked.Less(approved), c.Reason, ChinaTime.Of(c.At));
    }

    /// <summary>The last moment of the cooling-off time; null before confirmation.</summary>
    public DateTimeOffset? CoolingOffEnds => ConfirmedAt?.AddDays(Terms!.CoolingOffDays);

    /// <summary>Why it cannot be renewed at a moment; null when it can.</summary>
    /// <param name="opensDays">Before the end of the term.</param>
    public Refusal? RenewalObstacle(DateTimeOffset at, int opensDays) =>
        !IsRunning || at >= FreeTerm!.To ? OrderRefusal.NotRenewable : at < FreeTerm.To.AddDays(-opensDays) ? OrderRefusal.RenewalNotOpen : null;

    bool IsCancellable(DateTimeOffset at) => Status switch
    {
        OrderStatus.AwaitingPayment => true,
        OrderStatus.Confirmed => at <= CoolingOffEnds,
        OrderStatus.None or OrderStatus.Provisioned or OrderStatus.Cancelled or OrderStatus.Lapsed or OrderStatus.Ended => false,
    };
}
