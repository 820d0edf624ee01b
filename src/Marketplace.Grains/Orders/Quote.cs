using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Orders;

/// <summary>
/// What an order of a plan would come to right now: everything that <see cref="PlaceOrder"/> decides before it writes, so
/// that the price a company is shown and the order it gets agree by construction.
/// </summary>
/// <param name="Refusal">Why the order would be refused; null when it would be accepted.</param>
public sealed record Quote(
    CompanyProfile Company, ListingContent Listing, Plan Plan, SpendingPower Power, SubsidySplit Split, Refusal? Refusal)
{
    /// <summary>The quote, or a refusal when there is no such company, software or plan to quote for.</summary>
    public static (Quote? Quote, Refusal? Unknown) For(
        Turn turn, CreditCode companyCode, ListingId listingId, string planId, SubsidyPolicy policy)
    {
        var company = turn.Read(Companies.Company.Grain[companyCode.Value]);
        if (company.Profile is not { } profile) return (null, CompanyRefusal.Unknown);
        var listing = turn.Read(Listings.Listing.Grain[listingId.Value]);
        if (listing.Content is not { } content) return (null, ListingRefusal.Unknown);
        if (listing.Plan(planId) is not { } plan) return (null, ListingRefusal.PlanUnknown);

        var power = SpendingPower.Of(turn, companyCode, profile.City, policy);
        var refusal = !listing.IsOfferedIn(profile.City) ? ListingRefusal.NotOffered
            : company.Subscriptions.ContainsKey(listingId) ? OrderRefusal.Duplicate
            : power.Refuses(plan.PricePerYear);
        return (new Quote(profile, content, plan, power, power.Split(plan.PricePerYear), refusal), null);
    }
}
