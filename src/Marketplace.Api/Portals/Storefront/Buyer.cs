using System.Collections.Immutable;
using Billing;
using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Listings;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Storefront;

/// <summary>The company that looks at the storefront: what it would pay, by the same reckoning that its order will use.</summary>
/// <param name="MayOrder">Whether the person who looks has the right to order.</param>
public sealed record Buyer(
    CompanyProfile Company, SpendingPower Power, ImmutableDictionary<ListingId, OrderId> Subscriptions, bool MayOrder)
{
    /// <summary>Null for everybody who is not of a company.</summary>
    public static async Task<Buyer?> Of(HttpContext context, IGrains grains, SubsidyPolicy policy)
    {
        if (Requester.From(context.User) is not { Role: Role.Company, Scope: { } code } requester) return null;
        var (company, power) = await grains.Read(turn =>
        {
            var state = turn.Read(Grains.Companies.Company.Grain[code]);
            return (state, state.Profile is { } profile ? SpendingPower.Of(turn, profile.CreditCode, profile.City, policy) : null);
        }, context.RequestAborted);
        return power is null ? null : new Buyer(company.Profile!, power, company.Subscriptions, requester.Rights.Includes(Right.Order));
    }

    /// <summary>What the company would pay itself of a price.</summary>
    public Money Pays(Money price) => Power.Split(price).Company;

    /// <summary>The order that runs for a software, if any.</summary>
    public OrderId? OrderOf(ListingId listing) => Subscriptions.TryGetValue(listing, out var order) ? order : null;

    /// <summary>Why it could not be ordered now; null when it can, or when it runs already.</summary>
    public Refusal? Refuses(ShelfItem item, Money price) =>
        item.IsOfferedIn(Company.City) ? Power.Refuses(price) : ListingRefusal.NotOffered;
}
