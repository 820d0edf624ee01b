using System.Text.Json.Serialization;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
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
        var (quote, unknown) = Quote.For(turn, Company, Listing, Plan, Policy);
        if (quote is null) return unknown!;
        if (quote.Refusal is { } refused) return refused;
        if (OpenWallet.In(turn, Company, Policy) is { } notOpened) return notOpened;

        var order = OrderId.PlacedBy(turn.CommandId);
        var (power, split) = (quote.Power, quote.Split);
        var terms = new OrderTerms(
            Number, Company, quote.Company.City, power.Wallet, quote.Listing.Vendor, Listing, Plan, quote.Plan.PricePerYear, split,
            power.Shares(split), Policy.Version, quote.Listing.UsageRule.Version, Policy.CoolingOffDays);

        var key = Order.Grain[order.Value];
        var refusal = turn.Do(Companies.Company.Grain[Company.Value], new CompanyCommand.TakeSubscription(Listing, order))
            ?? (split.Province.IsPositive ? turn.Do(Wallet.Grain[power.Wallet], new WalletCommand.Reserve(order, split.Province)) : null)
            ?? turn.Do(key, new OrderCommand.Place(terms, turn.Now, turn.Now + Policy.UnpaidLapse), isNew: true)
            ?? (split.Company.IsZero ? turn.Do(key, new OrderCommand.Confirm(turn.Now, split.Company)) : null);
        if (refusal is not null) return refusal;

        var placed = turn.Read(key);
        if (placed.LapsesAt is { } lapsesAt) turn.Later(lapsesAt, LapseOrder.Kind, order.Value);
        if (placed.FreeTerm is { } term) turn.Later(term.To, EndTerm.Kind, order.Value);
        return Reply.With(OrderRow.Of(order, placed));
    }
}
