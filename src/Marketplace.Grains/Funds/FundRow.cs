using Billing;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Funds.FundEvent;

namespace Marketplace.Grains.Funds;

/// <summary>A fund in lists; what its accounts hold comes from the ledger.</summary>
public sealed record FundRow(FundId Id, string Owner, int Year, Money Appropriated) : IReadRow<FundRow, FundEvent>
{
    public static ReadTable Table { get; } = ReadTable.For<FundRow, FundEvent>(Fund.Grain, "funds");

    public static FundRow Evolve(FundRow? row, FundEvent fact, Envelope envelope) => fact switch
    {
        FundOpened f => new FundRow(new FundId(envelope.Key), f.Owner, f.Year, Money.Zero),
        MoneyAppropriated f => row! with { Appropriated = row.Appropriated + f.Amount },
        _ => throw Unhandled.Of(fact),
    };
}
