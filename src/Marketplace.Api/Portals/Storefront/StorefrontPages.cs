using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Listings;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;

namespace Marketplace.Api.Portals.Storefront;

/// <summary>What everybody may see before choosing: the catalogue, software side by side, one software, its vendor.</summary>
public static class StorefrontPages
{
    /// <summary>More do not fit side by side.</summary>
    public const int ComparedMax = 4;

    const int SimilarMax = 4;

    public static void MapStorefront(this IEndpointRouteBuilder portals)
    {
        portals.MapGet("/", Browse).ForThePublic();
        portals.MapGet("/compare", Compare).ForThePublic();
        portals.MapGet("/software/{id}", Software).ForThePublic();
        portals.MapGet("/vendors/{code}", Vendor).ForThePublic();
    }

    static async Task<IResult> Browse(HttpContext context, Shelf shelf, IGrains grains, SubsidyPolicy policy)
    {
        var query = StorefrontAddress.Read(context.Request.Query);
        var snapshot = await shelf.Get(context.RequestAborted);
        return Pages.Show<StorefrontPage>(new
        {
            Query = query, Result = snapshot.Query(query), Policy = policy, Buyer = await Buyer.Of(context, grains, policy),
        });
    }

    static async Task<IResult> Compare(HttpContext context, Shelf shelf, IGrains grains, SubsidyPolicy policy)
    {
        var items = new List<ShelfItem>();
        foreach (var id in context.Request.Query["ids"].SelectMany(v => (v ?? "").Split(',')).Distinct(StringComparer.Ordinal).Take(ComparedMax))
            if (await shelf.Find(new ListingId(id), context.RequestAborted) is { } item)
                items.Add(item);
        return Pages.Show<ComparePage>(new { Items = items, Buyer = await Buyer.Of(context, grains, policy) });
    }

    static async Task<IResult> Software(
        string id, HttpContext context, Shelf shelf, ListingRatings ratings, IGrains grains, SubsidyPolicy policy)
    {
        var cancel = context.RequestAborted;
        if (await shelf.Find(new ListingId(id), cancel) is not { } item) return Problems.Result(ListingRefusal.Unknown);
        var similar = (await shelf.Get(cancel)).Query(new ShelfQuery(Category: item.Listing.Category, Size: SimilarMax + 1)).Items;
        return Pages.Show<SoftwarePage>(new
        {
            Item = item, Comments = await ratings.CommentsOn(item.Id, cancel), Policy = policy, Buyer = await Buyer.Of(context, grains, policy),
            Similar = similar.Where(s => s.Id != item.Id).Take(SimilarMax).ToArray(),
        });
    }

    static async Task<IResult> Vendor(string code, HttpContext context, Shelf shelf, IGrains grains, SubsidyPolicy policy)
    {
        var snapshot = await shelf.Get(context.RequestAborted);
        if (!snapshot.Vendors.TryGetValue(new CreditCode(code), out var vendor)) return Problems.Result(VendorRefusal.Unknown);
        var software = snapshot.Query(new ShelfQuery(Vendor: code, Size: int.MaxValue)).Items;
        return Pages.Show<VendorPage>(new { Vendor = vendor, Software = software, Buyer = await Buyer.Of(context, grains, policy) });
    }
}
