using System.Text.Json.Serialization;
using Billing;
using Billing.Ledger;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Wallets;

namespace Marketplace.Grains.Orders;

/// <summary>
/// A company orders a plan: the subsidy is reserved in its wallet and encumbered in the funds, not paid (S003 art.16,
/// art.17). Subsidy first, then city money, the company pays the rest; with nothing left to pay it is confirmed at once.
/// </summary>
public sealed record PlaceOrder(CreditCode Company, ListingId Listing, string Plan) : ITurn
{
    /// <summary>Given at the edge; a command sent again may carry another one, which is not used.</summary>
    [JsonIgnore] public required string Number { get; init; }

    [JsonIgnore] public required SubsidyPolicy Policy { get; init; }

    public IEnumerable<IGrainKey> Needs() =>
        [Companies.Company.Grain[Company.Value], Listings.Listing.Grain[Listing.Value]];

    public Reply Run(Turn turn)
    {
        var company = turn.Read(Companies.Company.Grain[Company.Value]);
        if (company.Profile is null) return CompanyRefusal.Unknown;
        var listing = turn.Read(Listings.Listing.Grain[Listing.Value]);
        if (listing.Content is not { } content) return ListingRefusal.Unknown;
        if (listing.Plan(Plan) is not { } plan) return ListingRefusal.PlanUnknown;
        if (!listing.IsOfferedIn(company.Profile.City)) return ListingRefusal.NotOffered;
        if (company.Subscriptions.ContainsKey(Listing)) return OrderRefusal.Duplicate;
        if (OpenWallet.In(turn, Company, Policy) is { } notOpened) return notOpened;

        var wallet = Wallet.Grain[WalletId.For(Company, Policy, turn.Now)];
        var remainder = turn.Read(wallet).Available;
        if (plan.PricePerYear > remainder && Policy.AboveRemainder == AboveRemainder.Refuse) return WalletRefusal.Insufficient;

        var register = turn.Read(FundRegister.Of(ChinaTime.Of(turn.Now).Year));
        var cityFund = register.FundOf(company.Profile.City);
        var split = SubsidySplit.Of(plan.PricePerYear, remainder, cityFund is null ? Money.Zero : Available(turn, cityFund.Value));
        var provinceFund = register.FundOf(Province.Owner);
        if (split.Province.IsPositive && (provinceFund is null || Available(turn, provinceFund.Value) < split.Province))
            return FundRefusal.Exhausted;

        var order = OrderId.PlacedBy(turn.CommandId);
        FundShare?[] shares =
        [
            split.Province.IsPositive ? new FundShare(provinceFund!.Value, split.Province) : null,
            split.City.IsPositive ? new FundShare(cityFund!.Value, split.City) : null,
        ];
        var terms = new OrderTerms(
            Number, Company, company.Profile.City, wallet.Key, content.Vendor, Listing, Plan, plan.PricePerYear, split,
            [.. shares.OfType<FundShare>()], Policy.Version, content.UsageRule.Version, Policy.CoolingOffDays);

        var key = Order.Grain[order.Value];
        var refusal = turn.Do(Companies.Company.Grain[Company.Value], new CompanyCommand.TakeSubscription(Listing, order))
            ?? (split.Province.IsPositive ? turn.Do(wallet, new WalletCommand.Reserve(order, split.Province)) : null)
            ?? turn.Do(key, new OrderCommand.Place(terms, turn.Now, turn.Now + Policy.UnpaidLapse), isNew: true)
            ?? (split.Company.IsZero ? turn.Do(key, new OrderCommand.Confirm(turn.Now)) : null);
        if (refusal is not null) return refusal;

        var placed = turn.Read(key);
        if (placed.LapsesAt is { } lapsesAt) turn.Later(lapsesAt, LapseOrder.Kind, order.Value);
        if (placed.FreeTerm is { } term) turn.Later(term.To, EndTerm.Kind, order.Value);
        return Reply.With(OrderRow.Of(order, placed));
    }

    static Money Available(Turn turn, FundId fund) => turn.Balance(AccountId.FundAvailable(fund.Value));
}
