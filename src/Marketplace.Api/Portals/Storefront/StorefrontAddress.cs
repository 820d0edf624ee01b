using System.Globalization;
using Marketplace.Api.Listings;
using Microsoft.AspNetCore.WebUtilities;

namespace Marketplace.Api.Portals.Storefront;

/// <summary>What is asked of the storefront, as it stands in the address: what makes no sense there is left out.</summary>
public static class StorefrontAddress
{
    const int TextMax = 60;

    static readonly (ShelfSort Sort, string Name)[] Sorts =
    [
        (ShelfSort.Relevance, "relevance"), (ShelfSort.Popular, "popular"), (ShelfSort.Rating, "rating"), (ShelfSort.PriceUp, "priceUp"),
        (ShelfSort.PriceDown, "priceDown"), (ShelfSort.Newest, "newest"),
    ];

    public static IEnumerable<string> SortNames => Sorts.Select(s => s.Name);

    public static string NameOf(ShelfSort sort) => Sorts.Single(s => s.Sort == sort).Name;

    public static ShelfQuery Read(IQueryCollection query) => new(
        Text(query, "q"), Text(query, "category"), Text(query, "industry"), Text(query, "city"), Text(query, "price"),
        RatingMin: int.TryParse(query["rating"], NumberStyles.None, CultureInfo.InvariantCulture, out var rating) ? rating : null,
        FirstVersion: query["first"] == "true",
        Sort: Sorts.FirstOrDefault(s => s.Name == query["sort"]).Sort,
        Page: int.TryParse(query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page > 0 ? page : 1);

    /// <summary>The storefront with this query.</summary>
    public static string Of(ShelfQuery query)
    {
        var parts = new Dictionary<string, string?>
        {
            ["q"] = query.Text, ["category"] = query.Category, ["industry"] = query.Industry, ["city"] = query.City, ["price"] = query.Price,
            ["rating"] = query.RatingMin?.ToString(CultureInfo.InvariantCulture), ["first"] = query.FirstVersion ? "true" : null,
            ["sort"] = query.Sort == ShelfSort.Relevance ? null : NameOf(query.Sort),
            ["page"] = query.Page == 1 ? null : query.Page.ToString(CultureInfo.InvariantCulture),
        };
        return QueryHelpers.AddQueryString("/", parts.Where(p => p.Value is not null));
    }

    /// <summary>True when nothing is asked: the front page itself.</summary>
    public static bool IsPlain(ShelfQuery query) => Of(query with { Sort = ShelfSort.Relevance }) == "/";

    static string? Text(IQueryCollection query, string name)
    {
        var text = string.Concat(query[name].ToString().Where(c => !char.IsControl(c))).Trim();
        return text.Length == 0 ? null : text.Length > TextMax ? text[..TextMax] : text;
    }
}
