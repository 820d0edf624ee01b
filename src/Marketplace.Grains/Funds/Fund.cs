using System.Collections.Immutable;
using Billing;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Funds.FundCommand;
using static Marketplace.Grains.Funds.FundEvent;

namespace Marketplace.Grains.Funds;

/// <summary>What the bank has credited for a period.</summary>
/// <param name="Period">A month such as <c>2026-10</c>.</param>
/// <param name="Reference">The bank's document.</param>
public sealed record Interest(string Period, Money Amount, string Reference);

/// <summary>What a year did to one of a fund's accounts: opening + in − out = closing.</summary>
/// <param name="Account">Such as <c>available</c>.</param>
public sealed record AccountYear(string Account, Money Opening, Money In, Money Out, Money Closing)
{
    public bool Holds() => Opening + In - Out == Closing;
}

/// <summary>What the ledger says of a fund's year.</summary>
/// <param name="Entries">How many movements the hash covers.</param>
/// <param name="Hash">
/// SHA-256, in hexadecimal, over the fund's movements up to the end of the year in the order of their streams, versions and lines,
/// each as the text <c>stream version line from to fen</c> and a line feed.
/// </param>
public sealed record FundProof(EquatableList<AccountYear> Accounts, long Entries, string Hash);

public abstract record FundCommand
{
    public sealed record Open(string Owner, int Year) : FundCommand;
    public sealed record Appropriate(Money Amount, string Reference) : FundCommand;
    public sealed record Credit(Interest Interest) : FundCommand;
    public sealed record Close(FundProof Proof, DateTimeOffset At) : FundCommand;

    /// <summary>What a closed fund has left moves into the owner's fund of the year after.</summary>
    public sealed record CarryForward(FundId To, Money Amount) : FundCommand;
    public sealed record Receive(FundId From, Money Amount) : FundCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record FundEvent
{
    public sealed record FundOpened(string Owner, int Year) : FundEvent;
    public sealed record MoneyAppropriated(string Owner, Money Amount, string Reference) : FundEvent;
    public sealed record InterestCredited(string Owner, Interest Interest) : FundEvent;
    public sealed record FundClosed(FundProof Proof, DateTimeOffset At) : FundEvent;
    public sealed record SurplusCarried(FundId To, Money Amount) : FundEvent;
    public sealed record SurplusReceived(FundId From, Money Amount) : FundEvent;
}

/// <summary>
/// The subsidy money of one owner for one year (专项资金, S003 art.18; of a city: art.20). What orders draw on it moves
/// on its ledger accounts, not in this stream.
/// </summary>
/// <param name="Owner">The province or the code of a city; null until the fund is opened.</param>
/// <param name="Interest">By period.</param>
/// <param name="Proof">Null until its year is closed.</param>
public sealed record Fund(
    string? Owner, int Year, Money Appropriated, ImmutableSortedDictionary<string, Interest> Interest, Money CarriedIn, Money CarriedOut,
    FundProof? Proof, DateTimeOffset? ClosedAt) : IAggregate<Fund, FundCommand, FundEvent>
{
    public static readonly GrainType<Fund, FundCommand, FundEvent> Grain = new("fund");

    /// <summary>The most that one fund may be given: ten trillion yuan.</summary>
    public static readonly Money AppropriatedMax = Money.Yuan(10_000_000_000_000);

    /// <summary>After the last moment of a year, so that what was underway then is written.</summary>
    public static readonly TimeSpan ClosingPause = TimeSpan.FromMinutes(10);

    public static Fund Initial { get; } = new(
        null, 0, Money.Zero, ImmutableSortedDictionary.Create<string, Interest>(StringComparer.Ordinal), Money.Zero, Money.Zero, null, null);

    public static Decision<FundEvent> Decide(Fund fund, FundCommand command) => command switch
    {
        Open c when fund.Owner is not null => fund.Owner == c.Owner && fund.Year == c.Year ? Nothing.Happens : FundRefusal.Exists,
        Open c => new FundOpened(c.Owner, c.Year),

        _ when fund.Owner is null => FundRefusal.Unknown,

        Appropriate { Amount.IsPositive: false } => FundRefusal.AmountNotPositive,
        Appropriate when fund.IsClosed => FundRefusal.Closed,
        Appropriate c when c.Amount > AppropriatedMax - fund.Appropriated => FundRefusal.TooMuch,
        Appropriate c => new MoneyAppropriated(fund.Owner, c.Amount, c.Reference),

        Credit { Interest.Amount.IsPositive: false } => FundRefusal.AmountNotPositive,
        Credit c when c.Interest.Amount > AppropriatedMax => FundRefusal.TooMuch,
        Credit c when fund.Interest.TryGetValue(c.Interest.Period, out var known) => known == c.Interest ? Nothing.Happens : FundRefusal.InterestKnown,
        // Interest of December comes in January: a closed fund takes it, and the next carry-forward moves it on.
        Credit c => c.Interest.Period.StartsWith($"{fund.Year}-", StringComparison.Ordinal)
            ? new InterestCredited(fund.Owner, c.Interest) : FundRefusal.InterestOfAnotherYear,

        Close when fund.IsClosed => Nothing.Happens,
        Close c when c.At < fund.MayCloseFrom => FundRefusal.YearNotOver,
        Close c when !c.Proof.Accounts.All(a => a.Holds()) => FundRefusal.NotProved,
        Close c => new FundClosed(c.Proof, ChinaTime.Of(c.At)),

        CarryForward { Amount.IsPositive: false } => Nothing.Happens,
        CarryForward c => fund.IsClosed ? new SurplusCarried(c.To, c.Amount) : FundRefusal.NotClosed,
        Receive c => fund.IsClosed ? FundRefusal.Closed : new SurplusReceived(c.From, c.Amount),
        _ => throw Unhandled.Of(command),
    };

    public static Fund Evolve(Fund fund, FundEvent fact) => fact switch
    {
        FundOpened f => fund with { Owner = f.Owner, Year = f.Year },
        MoneyAppropriated f => fund with { Appropriated = fund.Appropriated + f.Amount },
        InterestCredited f => fund with { Interest = fund.Interest.Add(f.Interest.Period, f.Interest) },
        FundClosed f => fund with { Proof = f.Proof, ClosedAt = f.At },
        SurplusCarried f => fund with { CarriedOut = fund.CarriedOut + f.Amount },
        SurplusReceived f => fund with { CarriedIn = fund.CarriedIn + f.Amount },
        _ => throw Unhandled.Of(fact),
    };

    public bool IsClosed => Proof is not null;

    public Money InterestTotal => Interest.Values.Aggregate(Money.Zero, (sum, interest) => sum + interest.Amount);

    /// <summary>All that came in, less what went on into the next year.</summary>
    public Money In => Appropriated + InterestTotal + CarriedIn - CarriedOut;

    /// <summary>The first moment of the year after, and the pause.</summary>
    [System.Text.Json.Serialization.JsonIgnore] public DateTimeOffset MayCloseFrom => EndOf(Year) + ClosingPause;

    /// <summary>The first moment after a year.</summary>
    public static DateTimeOffset EndOf(int year) => ChinaTime.Begin(new DateOnly(year + 1, 1, 1));
}
