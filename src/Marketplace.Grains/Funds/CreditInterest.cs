using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Funds;

/// <summary>Records the bank's interest on a fund, once for each period; it stays in the fund (S003 art.18).</summary>
/// <param name="Owner">Whose fund it must be; another owner's is unknown to the caller.</param>
public sealed record CreditInterest(FundId Id, string Owner, Interest Interest) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Fund.Grain[Id.Value]];

    public Reply Run(Turn turn)
    {
        if (turn.Read(Fund.Grain[Id.Value]).Owner != Owner) return FundRefusal.Unknown;
        if (turn.Do(Fund.Grain[Id.Value], new FundCommand.Credit(Interest)) is { } refusal) return refusal;
        return Reply.With(FundView.Of(turn, Id));
    }
}
