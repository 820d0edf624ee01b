using Marketplace.Api.Listings;

namespace Marketplace.Api.Portals.Storefront;

/// <summary>Codes and names of the catalogue in the reader's language.</summary>
static class StorefrontWords
{
    /// <summary>The name itself where there is no other for it.</summary>
    public static string Category(Portal portal, string name)
    {
        var key = $"category.{name}";
        return portal.HasText(key) ? portal.Text(key) : name;
    }

    public static string Industry(Portal portal, string code)
    {
        var key = $"words.division.{code[..Math.Min(3, code.Length)]}";
        return portal.HasText(key) ? portal.Text(key) : code;
    }

    public static string City(Portal portal, string code)
    {
        var key = $"words.city.{code}";
        return portal.HasText(key) ? portal.Text(key) : code;
    }

    public static string Price(Portal portal, string key) => PriceBand.All.FirstOrDefault(b => b.Key == key) switch
    {
        null => key,
        { To: null } band => portal.Text("storefront.priceAbove", Whole(band.From)),
        { From.IsZero: true } band => portal.Text("storefront.priceBelow", Whole(band.To!.Value)),
        var band => portal.Text("storefront.priceBetween", Whole(band.From), Whole(band.To!.Value)),
    };

    static string Whole(Billing.Money money) => (money.Fen / 100).ToString("#,0", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Where a software is offered, in a phrase.</summary>
    public static string Cities(Portal portal, ShelfItem item) =>
        item.Listing.Cities.Count == 0 ? portal.Text("software.everywhere") : string.Join(portal.Text("software.listComma"), item.Listing.Cities.Select(c => City(portal, c)));

    public static string Industries(Portal portal, ShelfItem item) =>
        item.Listing.Industries.Count == 0 ? portal.Text("software.allIndustries")
            : string.Join(portal.Text("software.listComma"), item.Listing.Industries.Select(i => Industry(portal, i)));
}
