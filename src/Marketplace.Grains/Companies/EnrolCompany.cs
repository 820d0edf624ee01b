using System.Text.Json.Serialization;
using Billing.Subsidies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Wallets;

namespace Marketplace.Grains.Companies;

/// <summary>Enrols a company and opens its wallet with the cap (S003 art.12, art.17).</summary>
public sealed record EnrolCompany(CompanyProfile Profile) : ITurn
{
    [JsonIgnore] public required SubsidyPolicy Policy { get; init; }

    public IEnumerable<IGrainKey> Needs() => [Company.Grain[Profile.CreditCode.Value]];

    public Reply Run(Turn turn)
    {
        var key = Company.Grain[Profile.CreditCode.Value];
        var isNew = turn.Read(key).Profile is null;
        if (turn.Do(key, new CompanyCommand.Enrol(Profile, ChinaTime.DayOf(turn.Now))) is { } refusal)
            return refusal;
        if (OpenWallet.In(turn, Profile.CreditCode, Policy) is { } walletRefusal) return walletRefusal;
        return Reply.With(new Enrolment(isNew, CompanyRow.Of(Profile, turn.Read(key).Size)));
    }
}

/// <param name="IsNew">False when the same company was enrolled before with the same particulars.</param>
public sealed record Enrolment(bool IsNew, CompanyRow Company);
