using Billing;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Funds;

/// <summary>Pays budget money into a fund (S003 art.18).</summary>
/// <param name="Owner">Whose fund it must be; another owner's is unknown to the caller.</param>
/// <param name="Reference">The document it rests on, such as the number of the budget notice.</param>
public sealed record AppropriateMoney(FundId Id, string Owner, Money Amount, string Reference) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Fund.Grain[Id.Value]];

    public Reply Run(Turn turn)
    {
        if (turn.Read(Fund.Grain[Id.Value]).Owner != Owner) return FundRefusal.Unknown;
        if (turn.Do(Fund.Grain[Id.Value], new FundCommand.Appropriate(Amount, Reference)) is { } refusal) return refusal;
        return Reply.With(FundView.Of(turn, Id));
    }
}
