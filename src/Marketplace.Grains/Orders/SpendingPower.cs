using Billing;
using Billing.Ledger;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Wallets;

namespace Marketplace.Grains.Orders;

/// <summary>
/// What a company can still draw, and so who pays how much of a price (S003 art.17, art.20). Orders and whatever shows
/// "you pay" ask here and nowhere else, so that they agree.
/// </summary>
/// <param name="Wallet">The wallet of the period in force, opened or not.</param>
/// <param name="Remainder">What is left of the cap.</param>
/// <param name="CityFund">The fund of the company's city for this year, where it has one.</param>
/// <param name="ProvinceFund">The province's fund of this year, where there is one.</param>
public sealed record SpendingPower(
    string Wallet, Money Remainder, FundId? CityFund, Money CityAvailable, FundId? ProvinceFund, Money ProvinceAvailable,
    AboveRemainder AboveRemainder)
{
    public static SpendingPower Of(Turn turn, CreditCode company, string city, SubsidyPolicy policy)
    {
        var id = WalletId.For(company, policy, turn.Now);
        var wallet = turn.Read(Wallets.Wallet.Grain[id]);
        var register = turn.Read(FundRegister.Of(ChinaTime.Of(turn.Now).Year));
        var (cityFund, provinceFund) = (register.FundOf(city), register.FundOf(Province.Owner));
        return new SpendingPower(
            id, wallet.Cap is null ? policy.Cap : wallet.Available, cityFund, Available(turn, cityFund), provinceFund,
            Available(turn, provinceFund), policy.AboveRemainder);
    }

    /// <summary>Subsidy first, then city money, the company pays the rest.</summary>
    public SubsidySplit Split(Money price) => SubsidySplit.Of(price, Remainder, CityAvailable);

    /// <summary>Why nothing of this price can be ordered now; null when it can.</summary>
    public Refusal? Refuses(Money price)
    {
        if (price > Remainder && AboveRemainder == AboveRemainder.Refuse) return WalletRefusal.Insufficient;
        var province = Split(price).Province;
        return province.IsPositive && (ProvinceFund is null || ProvinceAvailable < province) ? FundRefusal.Exhausted : null;
    }

    /// <summary>What an order with this split holds of each fund; shares of zero are left out.</summary>
    public EquatableList<FundShare> Shares(SubsidySplit split)
    {
        FundShare?[] shares =
        [
            split.Province.IsPositive ? new FundShare(ProvinceFund!.Value, split.Province) : null,
            split.City.IsPositive ? new FundShare(CityFund!.Value, split.City) : null,
        ];
        return [.. shares.OfType<FundShare>()];
    }

    static Money Available(Turn turn, FundId? fund) => fund is null ? Money.Zero : turn.Balance(AccountId.FundAvailable(fund.Value.Value));
}
