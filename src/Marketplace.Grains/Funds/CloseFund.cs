using System.Text.Json.Serialization;
using Billing.Ledger;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Funds;

/// <summary>
/// Closes a fund's year on the ledger's proof, and carries what is left into the owner's fund of the next year (S003 art.18). Sent
/// again, it carries on what was released since.
/// </summary>
/// <param name="Owner">Whose fund it must be.</param>
public sealed record CloseFund(FundId Id, string Owner) : ITurn
{
    /// <summary>Of a year that is over, so it does not change any more.</summary>
    [JsonIgnore] public required FundProof Proof { get; init; }

    public IEnumerable<IGrainKey> Needs() => [Fund.Grain[Id.Value]];

    public Reply Run(Turn turn)
    {
        var key = Fund.Grain[Id.Value];
        var fund = turn.Read(key);
        if (fund.Owner != Owner) return FundRefusal.Unknown;
        if (!fund.IsClosed && turn.Now < fund.MayCloseFrom) return FundRefusal.YearNotOver;
        if (Successor(turn, fund) is not { } next) return FundRefusal.SuccessorMissing;
        var refusal = turn.Do(key, new FundCommand.Close(Proof, turn.Now));
        var left = turn.Balance(AccountId.FundAvailable(Id.Value));
        if (left.IsPositive)
            refusal ??= turn.Do(key, new FundCommand.CarryForward(next, left)) ?? turn.Do(Fund.Grain[next.Value], new FundCommand.Receive(Id, left));
        return refusal is not null ? refusal : Reply.With(FundView.Of(turn, Id));
    }

    /// <summary>The owner's fund of the year after, or of the first year that is not closed.</summary>
    FundId? Successor(Turn turn, Fund fund)
    {
        for (var year = fund.Year + 1; turn.Read(FundRegister.Of(year)).FundOf(Owner) is { } next; year++)
            if (!turn.Read(Fund.Grain[next.Value]).IsClosed)
                return next;
        return null;
    }
}
