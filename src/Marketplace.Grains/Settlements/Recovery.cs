using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Settlements.RecoveryCommand;
using static Marketplace.Grains.Settlements.RecoveryEvent;

namespace Marketplace.Grains.Settlements;

[JsonConverter(typeof(JsonStringEnumConverter<RecoveryStatus>))]
public enum RecoveryStatus
{
    [JsonStringEnumMemberName("none")] None,
    [JsonStringEnumMemberName("proposed")] Proposed,

    /// <summary>The vendor owes it.</summary>
    [JsonStringEnumMemberName("confirmed")] Confirmed,

    /// <summary>All of it is back.</summary>
    [JsonStringEnumMemberName("settled")] Settled,
}

/// <summary>How money comes back.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecoveryMethod>))]
public enum RecoveryMethod
{
    /// <summary>The next statements take it.</summary>
    [JsonStringEnumMemberName("statement")] Statement,

    /// <summary>The vendor pays it back.</summary>
    [JsonStringEnumMemberName("repayment")] Repayment,
}

public sealed record RecoveryTerms(OrderId Order, string Number, CreditCode Vendor, Money Amount, string Reason, RecoveryMethod Method);

/// <summary>Money that a vendor paid back.</summary>
public sealed record Repayment(DateOnly On, string BankReference, Money Amount);

public abstract record RecoveryCommand
{
    public sealed record Propose(RecoveryTerms Terms, string By) : RecoveryCommand;

    /// <param name="Shares">Of the funds that it goes back to.</param>
    public sealed record Confirm(string By, EquatableList<FundShare> Shares) : RecoveryCommand;
    public sealed record Take(StatementId Statement, Money Amount) : RecoveryCommand;
    public sealed record SettleBy(StatementId Statement, DateOnly On) : RecoveryCommand;
    public sealed record Repay(Repayment Repayment) : RecoveryCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record RecoveryEvent
{
    public sealed record RecoveryProposed(RecoveryTerms Terms, string By) : RecoveryEvent;
    public sealed record RecoveryConfirmed(string By, EquatableList<FundShare> Shares) : RecoveryEvent;
    public sealed record RecoveryTaken(StatementId Statement, Money Amount) : RecoveryEvent;
    public sealed record RecoverySettled(StatementId Statement, CreditCode Vendor, OrderId Order, EquatableList<FundShare> Shares, DateOnly On) : RecoveryEvent;
    public sealed record RecoveryRepaid(Repayment Repayment, CreditCode Vendor, OrderId Order, EquatableList<FundShare> Shares) : RecoveryEvent;
}

/// <summary>Money that was paid out and has to come back (追回): proposed by the platform, confirmed by the province.</summary>
/// <param name="Outstanding">By fund: confirmed, and not back yet.</param>
/// <param name="Taken">By statements that are not paid yet.</param>
public sealed record Recovery(
    RecoveryStatus Status, RecoveryTerms? Terms, string? ProposedBy, EquatableList<FundShare> Outstanding,
    ImmutableSortedDictionary<string, Money> Taken, ImmutableSortedDictionary<string, Repayment> Repayments)
    : IAggregate<Recovery, RecoveryCommand, RecoveryEvent>
{
    public static readonly GrainType<Recovery, RecoveryCommand, RecoveryEvent> Grain = new("recovery");

    public static Recovery Initial { get; } = new(
        RecoveryStatus.None, null, null, FundShares.None, ImmutableSortedDictionary.Create<string, Money>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, Repayment>(StringComparer.Ordinal));

    public static Decision<RecoveryEvent> Decide(Recovery recovery, RecoveryCommand command) => command switch
    {
        Propose { Terms.Amount.IsPositive: false } => RecoveryRefusal.AmountNotPositive,
        Propose when recovery.Terms is not null => Nothing.Happens,
        Propose c => new RecoveryProposed(c.Terms, c.By),

        _ when recovery.Terms is null => RecoveryRefusal.Unknown,

        Confirm when recovery.Status != RecoveryStatus.Proposed => Nothing.Happens,
        Confirm c when c.By == recovery.ProposedBy => RecoveryRefusal.SamePerson,
        Confirm c => new RecoveryConfirmed(c.By, c.Shares),

        _ when recovery.Status == RecoveryStatus.Proposed => RecoveryRefusal.NotConfirmed,

        Take c when recovery.Taken.ContainsKey(c.Statement.Value) => Nothing.Happens,
        Take c => c.Amount.IsPositive && c.Amount <= recovery.Free ? new RecoveryTaken(c.Statement, c.Amount) : RecoveryRefusal.AboveOutstanding,

        SettleBy c => recovery.Taken.TryGetValue(c.Statement.Value, out var taken)
            ? new RecoverySettled(c.Statement, recovery.Terms.Vendor, recovery.Terms.Order, recovery.Outstanding.Take(taken), c.On)
            : Nothing.Happens,

        Repay { Repayment.Amount.IsPositive: false } => RecoveryRefusal.AmountNotPositive,
        Repay c when recovery.Repayments.TryGetValue(c.Repayment.BankReference, out var known) =>
            known == c.Repayment ? Nothing.Happens : RecoveryRefusal.RepaymentDiffers,
        Repay c => c.Repayment.Amount <= recovery.Free
            ? new RecoveryRepaid(c.Repayment, recovery.Terms.Vendor, recovery.Terms.Order, recovery.Outstanding.Take(c.Repayment.Amount))
            : RecoveryRefusal.AboveOutstanding,
        _ => throw Unhandled.Of(command),
    };

    public static Recovery Evolve(Recovery recovery, RecoveryEvent fact) => fact switch
    {
        RecoveryProposed f => recovery with { Status = RecoveryStatus.Proposed, Terms = f.Terms, ProposedBy = f.By },
        RecoveryConfirmed f => recovery with { Status = RecoveryStatus.Confirmed, Outstanding = f.Shares },
        RecoveryTaken f => recovery with { Taken = recovery.Taken.Add(f.Statement.Value, f.Amount) },
        RecoverySettled f => recovery.Less(f.Shares) with { Taken = recovery.Taken.Remove(f.Statement.Value) },
        RecoveryRepaid f => recovery.Less(f.Shares) with { Repayments = recovery.Repayments.Add(f.Repayment.BankReference, f.Repayment) },
        _ => throw Unhandled.Of(fact),
    };

    /// <summary>What no statement has taken and nobody has paid back.</summary>
    public Money Free => Taken.Values.Aggregate(Outstanding.Sum(), (free, taken) => free - taken);

    Recovery Less(EquatableList<FundShare> shares)
    {
        var rest = Outstanding.Less(shares);
        return this with { Outstanding = rest, Status = rest.Count == 0 ? RecoveryStatus.Settled : Status };
    }
}
