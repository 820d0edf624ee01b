using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Funds;

/// <summary>Opens the fund of an owner for a year and enters it in the year's register (S003 art.18, art.20).</summary>
public sealed record OpenFund(FundId Id, string Owner, int Year) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Fund.Grain[Id.Value], FundRegister.Of(Year)];

    public Reply Run(Turn turn)
    {
        var refusal = turn.Do(Fund.Grain[Id.Value], new FundCommand.Open(Owner, Year))
            ?? turn.Do(FundRegister.Of(Year), new FundRegisterCommand.Enter(Owner, Id));
        return refusal is not null ? refusal : Reply.With(FundView.Of(turn, Id));
    }
}
