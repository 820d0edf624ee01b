using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Billing;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Acceptance.VerificationCommand;
using static Marketplace.Grains.Acceptance.VerificationEvent;

namespace Marketplace.Grains.Acceptance;

[JsonConverter(typeof(JsonStringEnumConverter<VerificationStatus>))]
public enum VerificationStatus
{
    /// <summary>The platform is still at it.</summary>
    [JsonStringEnumMemberName("open")] Open,

    /// <summary>The city looks at the sample.</summary>
    [JsonStringEnumMemberName("submitted")] Submitted,

    /// <summary>A second person of the city has confirmed what the first found.</summary>
    [JsonStringEnumMemberName("confirmed")] Confirmed,
}

public abstract record VerificationCommand
{
    /// <summary>Orders that are in it already stay as they are.</summary>
    public sealed record Propose(EquatableList<ProposedLine> Lines) : VerificationCommand;
    public sealed record Adjust(EquatableList<Adjustment> Adjustments) : VerificationCommand;
    public sealed record Submit(string Seed, int Percent, int Minimum) : VerificationCommand;

    /// <param name="By">Who looked; somebody else confirms.</param>
    public sealed record Verify(string By, EquatableList<Check> Checks) : VerificationCommand;
    public sealed record Confirm(string By, string? Opinion) : VerificationCommand;
    public sealed record Reopen : VerificationCommand;
    public sealed record Apply(EquatableList<AppliedLine> Lines) : VerificationCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record VerificationEvent
{
    public sealed record LinesProposed(EquatableList<ProposedLine> Lines) : VerificationEvent;
    public sealed record LinesAdjusted(EquatableList<Adjustment> Adjustments) : VerificationEvent;

    /// <param name="Orders">Those that the city looks at.</param>
    public sealed record SampleDrawn(string Seed, int Percent, int Minimum, EquatableList<OrderId> Orders) : VerificationEvent;
    public sealed record LinesVerified(string By, EquatableList<Check> Checks) : VerificationEvent;
    public sealed record VerificationConfirmed(string By, string? Opinion) : VerificationEvent;
    public sealed record VerificationReopened : VerificationEvent;
    public sealed record LinesApplied(EquatableList<AppliedLine> Lines) : VerificationEvent;
}

/// <summary>The part of a month's batch that one city verifies (市级核验, S003 art.19); its key is <c>2026-10-340100</c>.</summary>
/// <param name="Lines">By order.</param>
/// <param name="Seed">Of the sample; null until it is drawn.</param>
/// <param name="CheckedBy">Who has entered results; none of them confirms.</param>
public sealed record Verification(
    VerificationStatus Status, ImmutableDictionary<OrderId, BatchLine> Lines, string? Seed, ImmutableSortedSet<string> CheckedBy, string? ConfirmedBy,
    string? Opinion)
    : IAggregate<Verification, VerificationCommand, VerificationEvent>
{
    public static readonly GrainType<Verification, VerificationCommand, VerificationEvent> Grain = new("verification");

    /// <summary>Lines in one fact, checks in one command.</summary>
    public const int ChunkMax = 500;

    public static Verification Initial { get; } = new(
        VerificationStatus.Open, ImmutableDictionary<OrderId, BatchLine>.Empty, null, ImmutableSortedSet.Create<string>(StringComparer.Ordinal), null, null);

    public static GrainKey<Verification, VerificationCommand, VerificationEvent> Of(string month, string city) => Grain[$"{month}-{city}"];

    /// <summary>All lines in the order of their numbers.</summary>
    public IEnumerable<BatchLine> InOrder => Lines.Values.OrderBy(l => l.Proposed.Number, StringComparer.Ordinal);

    public bool IsChecked => Lines.Values.All(l => l.State != ReviewState.Selected);

    public static Decision<VerificationEvent> Decide(Verification verification, VerificationCommand command) => command switch
    {
        Propose c => verification.Status == VerificationStatus.Open ? verification.Proposed(c.Lines) : BatchRefusal.NotOpen,

        Adjust when verification.Status != VerificationStatus.Open => BatchRefusal.NotOpen,
        Adjust c => verification.FaultIn(c.Adjustments) is { } fault ? fault : new LinesAdjusted(c.Adjustments),

        Submit when verification.Status != VerificationStatus.Open => Nothing.Happens,
        Submit c => verification.Sampled(c),

        Verify when verification.Status != VerificationStatus.Submitted => BatchRefusal.NotSubmitted,
        Verify c => verification.FaultIn(c.Checks) is { } fault ? fault : new LinesVerified(c.By, c.Checks),

        Confirm c when verification.Status == VerificationStatus.Confirmed => verification.ConfirmedBy == c.By ? Nothing.Happens : BatchRefusal.NotSubmitted,
        Confirm when verification.Status != VerificationStatus.Submitted => BatchRefusal.NotSubmitted,
        Confirm when !verification.IsChecked => BatchRefusal.NotChecked,
        Confirm c => verification.CheckedBy.Contains(c.By) ? BatchRefusal.SamePerson : new VerificationConfirmed(c.By, c.Opinion),

        Reopen => verification.Status == VerificationStatus.Open ? Nothing.Happens : new VerificationReopened(),

        Apply when verification.Status != VerificationStatus.Confirmed => BatchRefusal.NotApproved,
        Apply c => verification.NotApplied(c.Lines) is { Count: > 0 } lines ? new LinesApplied(lines) : Nothing.Happens,
        _ => throw Unhandled.Of(command),
    };

    public static Verification Evolve(Verification verification, VerificationEvent fact) => fact switch
    {
        LinesProposed f => verification with { Lines = verification.Lines.SetItems(f.Lines.Select(l => KeyValuePair.Create(l.Order, BatchLine.Of(l)))) },
        // What a city has found right says nothing of more than it was shown: the same sample has it look again.
        LinesAdjusted f => verification.With(f.Adjustments, a => a.Order, (line, a) =>
            (a.Amount > line.AdjustedStep.Amount ? line with { Check = null, State = ReviewState.NotSelected } : line) with
            {
                Adjusted = new AmountStep(a.Amount, a.Code, a.Text),
            }),
        SampleDrawn f => verification.With(f.Orders, o => o, (line, _) => line.Check is null ? line with { State = ReviewState.Selected } : line) with
        {
            Status = VerificationStatus.Submitted, Seed = f.Seed, ConfirmedBy = null,
        },
        LinesVerified f => verification.With(f.Checks, c => c.Order, (line, c) => line with
        {
            Check = c, State = c.Result == CheckResult.Bypass ? ReviewState.Bypassed : ReviewState.Verified,
        }) with { CheckedBy = verification.CheckedBy.Add(f.By) },
        VerificationConfirmed f => verification with { Status = VerificationStatus.Confirmed, ConfirmedBy = f.By, Opinion = f.Opinion },
        VerificationReopened => verification with { Status = VerificationStatus.Open, ConfirmedBy = null },
        LinesApplied f => verification.With(f.Lines, l => l.Order, (line, l) => line with { Applied = l }),
        _ => throw Unhandled.Of(fact),
    };

    Decision<VerificationEvent> Proposed(EquatableList<ProposedLine> lines) =>
        lines.Where(l => !Lines.ContainsKey(l.Order)).ToArray() is { Length: > 0 } news ? new LinesProposed([.. news]) : Nothing.Happens;

    SampleDrawn Sampled(Submit c)
    {
        var drawn = Sample.Draw(InOrder.Select(l => l.Proposed), c.Seed, c.Percent, c.Minimum);
        return new SampleDrawn(c.Seed, c.Percent, c.Minimum, [.. InOrder.Select(l => l.Proposed.Order).Where(drawn.Contains)]);
    }

    EquatableList<AppliedLine> NotApplied(EquatableList<AppliedLine> lines) =>
        [.. lines.Where(l => Lines.TryGetValue(l.Order, out var line) && line.Applied is null)];

    /// <summary>The platform only ever takes back.</summary>
    Refusal? FaultIn(EquatableList<Adjustment> adjustments) => adjustments
        .Select(a => !Lines.TryGetValue(a.Order, out var line) ? BatchRefusal.LineUnknown
            : a.Amount.IsNegative || a.Amount > line.Proposed.Asked ? BatchRefusal.AboveAsked : null)
        .FirstOrDefault(fault => fault is not null);

    Refusal? FaultIn(EquatableList<Check> checks) => checks
        .Select(c => !Lines.TryGetValue(c.Order, out var line) ? BatchRefusal.LineUnknown
            : line.State == ReviewState.NotSelected ? BatchRefusal.NotSelected
            : c.Result == CheckResult.Deduct && !(c.Amount is { IsNegative: false } amount && amount < line.AdjustedStep.Amount) ? BatchRefusal.DeductionWrong
            : c.Result != CheckResult.Pass && string.IsNullOrWhiteSpace(c.Reason) ? BatchRefusal.ReasonMissing : null)
        .FirstOrDefault(fault => fault is not null);

    Verification With<T>(IEnumerable<T> changes, Func<T, OrderId> order, Func<BatchLine, T, BatchLine> change)
    {
        var lines = Lines.ToBuilder();
        foreach (var one in changes)
            if (lines.TryGetValue(order(one), out var line)) lines[order(one)] = change(line, one);
        return this with { Lines = lines.ToImmutable() };
    }
}
