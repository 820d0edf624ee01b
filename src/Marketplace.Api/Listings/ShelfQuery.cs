using Billing;

namespace Marketplace.Api.Listings;

public enum ShelfSort
{
    /// <summary>By how well the text matches; without a text, by popularity.</summary>
    Relevance,
    Rating,
    Popular,
    PriceUp,
    PriceDown,
    Newest,
}

/// <summary>Prices per year from one bound up to, but not including, another.</summary>
/// <param name="To">Null for no upper bound.</param>
public sealed record PriceBand(string Key, Money From, Money? To)
{
    public static readonly IReadOnlyList<PriceBand> All =
    [
        new("0-1000", Money.Zero, Money.Yuan(1_000)), new("1000-2000", Money.Yuan(1_000), Money.Yuan(2_000)),
        new("2000-4000", Money.Yuan(2_000), Money.Yuan(4_000)), new("4000-8000", Money.Yuan(4_000), Money.Yuan(8_000)),
        new("8000-", Money.Yuan(8_000), null),
    ];

    public bool Holds(Money price) => price >= From && (To is null || price < To.Value);
}

/// <summary>What a visitor asks of the catalogue; what is null does not matter.</summary>
/// <param name="Industry">A code of GB/T 4754; its division counts.</param>
/// <param name="City">Software that is offered there.</param>
/// <param name="Price">The key of a <see cref="PriceBand"/>, by the lowest price of a software.</param>
/// <param name="RatingMin">Satisfied of a hundred.</param>
public sealed record ShelfQuery(
    string? Text = null, string? Category = null, string? Industry = null, string? City = null, string? Price = null,
    Money? PriceMin = null, Money? PriceMax = null, int? RatingMin = null, bool FirstVersion = false, string? Vendor = null,
    ShelfSort Sort = ShelfSort.Relevance, int Page = 1, int Size = ShelfQuery.SizeDefault)
{
    public const int SizeDefault = 24;
}

/// <param name="Count">How many there are with all other filters as they are.</param>
public sealed record FacetValue(string Value, int Count, bool IsChosen);

/// <summary>Each facet is counted as if it alone were not chosen, so that a visitor sees where each choice leads.</summary>
public sealed record ShelfFacets(
    IReadOnlyList<FacetValue> Categories, IReadOnlyList<FacetValue> Industries, IReadOnlyList<FacetValue> Cities,
    IReadOnlyList<FacetValue> Prices, IReadOnlyList<FacetValue> Ratings, FacetValue FirstVersion);

/// <param name="Page">From 1; a page beyond the last is the last.</param>
public sealed record ShelfResult(IReadOnlyList<ShelfItem> Items, int Total, int Page, int Pages, ShelfFacets Facets);
