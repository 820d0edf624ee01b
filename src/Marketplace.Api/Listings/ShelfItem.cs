using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;

namespace Marketplace.Api.Listings;

/// <summary>What orders say of a listing.</summary>
/// <param name="Running">Subscriptions that run now.</param>
public readonly record struct ListingNumbers(int Running, int Ratings, int Satisfied);

/// <summary>A vendor as the public sees it: nothing personal.</summary>
public sealed record ShelfVendor(CreditCode Code, string Name, string? Summary, string? Website, string? Seat);

/// <summary>One software as the public catalogue shows it.</summary>
public sealed record ShelfItem(ListingRow Listing, ShelfVendor Vendor, ListingNumbers Numbers)
{
    public ListingId Id => Listing.Id;

    /// <summary>The lowest and the highest price per year among its plans.</summary>
    public Money PriceFrom => Listing.PriceFrom;

    public Money PriceTo { get; } = Listing.Plans.Max(p => p.PricePerYear);

    /// <summary>Of a hundred ratings so many are satisfied (S003 art.25-5), rounded down; null before the first rating.</summary>
    public int? SatisfiedPercent => Numbers.Ratings == 0 ? null : Numbers.Satisfied * 100 / Numbers.Ratings;

    public bool IsOfferedIn(string city) => Listing.Cities.Count == 0 || Listing.Cities.Contains(city);

    internal IReadOnlyList<SearchField> SearchFields() =>
    [
        new(Listing.Name, 8), new(Listing.Category, 5), .. (Listing.Features ?? []).Select(f => new SearchField(f, 3)),
        new(Listing.Summary, 2.5f), new(Vendor.Name, 2), new(Listing.Description ?? "", 1),
    ];
}
