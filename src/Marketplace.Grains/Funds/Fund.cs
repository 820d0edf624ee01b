using Billing;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Funds.FundCommand;
using static Marketplace.Grains.Funds.FundEvent;

namespace Marketplace.Grains.Funds;

public abstract record FundCommand
{
    public sealed record Open(string Owner, int Year) : FundCommand;
    public sealed record Appropriate(Money Amount, string Reference) : FundCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record FundEvent
{
    public sealed record FundOpened(string Owner, int Year) : FundEvent;
    public sealed record MoneyAppropriated(string Owner, Money Amount, string Reference) : FundEvent;
}

/// <summary>
/// The subsidy money of one owner for one year (专项资金, S003 art.18; of a city: art.20). What orders draw on it moves
/// on its ledger accounts, not in this stream.
/// </summary>
/// <param name="Owner">The province or the code of a city; null until the fund is opened.</param>
public sealed record Fund(string? Owner, int Year, Money Appropriated) : IAggregate<Fund, FundCommand, FundEvent>
{
    public static readonly GrainType<Fund, FundCommand, FundEvent> Grain = new("fund");

    /// <summary>The most that one fund may be given: ten trillion yuan.</summary>
    public static readonly Money AppropriatedMax = Money.Yuan(10_000_000_000_000);

    public static Fund Initial { get; } = new(null, 0, Money.Zero);

    public static Decision<FundEvent> Decide(Fund fund, FundCommand command) => command switch
    {
        Open c when fund.Owner is not null => fund.Owner == c.Owner && fund.Year == c.Year ? Nothing.Happens : FundRefusal.Exists,
        Open c => new FundOpened(c.Owner, c.Year),

        Appropriate when fund.Owner is null => FundRefusal.Unknown,
        Appropriate { Amount.IsPositive: false } => FundRefusal.AmountNotPositive,
        Appropriate c when c.Amount > AppropriatedMax - fund.Appropriated => FundRefusal.TooMuch,
        Appropriate c => new MoneyAppropriated(fund.Owner, c.Amount, c.Reference),
        _ => throw Unhandled.Of(command),
    };

    public static Fund Evolve(Fund fund, FundEvent fact) => fact switch
    {
        FundOpened f => fund with { Owner = f.Owner, Year = f.Year },
        MoneyAppropriated f => fund with { Appropriated = fund.Appropriated + f.Amount },
        _ => throw Unhandled.Of(fact),
    };
}
