using Billing;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Funds.FundEvent;

namespace Marketplace.Grains.Funds;

/// <summary>A fund in lists; what its accounts hold comes from the ledger.</summary>
/// <param name="InterestUntil">The last period with interest; null where there was none.</param>
public sealed record FundRow(
    FundId Id, string Owner, int Year, Money Appropriated, Money Interest, string? InterestUntil, Money CarriedIn, Money CarriedOut,
    DateTimeOffset? ClosedAt) : IReadRow<FundRow, FundEvent>
{
    public static ReadTable Table { get; } = ReadTable.For<FundRow, FundEvent>(Fund.Grain, "funds");

    public static FundRow Evolve(FundRow? row, FundEvent fact, Envelope envelope) => fact switch
    {
        FundOpened f => new FundRow(new FundId(envelope.Key), f.Owner, f.Year, Money.Zero, Money.Zero, null, Money.Zero, Money.Zero, null),
        MoneyAppropriated f => row! with { Appropriated = row.Appropriated + f.Amount },
        InterestCredited f => row! with
        {
            Interest = row.Interest + f.Interest.Amount,
            InterestUntil = string.CompareOrdinal(row.InterestUntil, f.Interest.Period) > 0 ? row.InterestUntil : f.Interest.Period,
        },
        FundClosed f => row! with { ClosedAt = f.At },
        SurplusCarried f => row! with { CarriedOut = row.CarriedOut + f.Amount },
        SurplusReceived f => row! with { CarriedIn = row.CarriedIn + f.Amount },
        _ => throw Unhandled.Of(fact),
    };
}
