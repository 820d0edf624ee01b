using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Listings;

/// <summary>The whole public catalogue at one moment, with everything computed beforehand that a query needs. Immutable.</summary>
public sealed class ShelfSnapshot
{
    [Flags]
    enum Fails { None = 0, Category = 1, Industry = 2, City = 4, Price = 8, Rating = 16, FirstVersion = 32, Other = 64 }

    const int DivisionFirst = 13, DivisionLast = 43;

    static readonly int[] RatingSteps = [95, 90, 80];
    static readonly string[] CityCodes = [.. Province.Cities.Keys.Order(StringComparer.Ordinal)];

    readonly SearchIndex _index;
    readonly string[] _categories;
    readonly Row[] _rows;
    readonly FrozenDictionary<ListingId, ShelfItem> _byId;

    /// <summary>What the filters look at, close together.</summary>
    readonly record struct Row(
        int Category, ulong Divisions, uint Cities, Money Price, int Satisfied, bool FirstVersion, CreditCode Vendor, int[] Ranks);

    /// <summary>Everything in stable order: by name, then id.</summary>
    public IReadOnlyList<ShelfItem> Items { get; }

    public FrozenDictionary<CreditCode, ShelfVendor> Vendors { get; }

    public static ShelfSnapshot Empty { get; } = new([], [], null);

    /// <param name="like">One with the same texts, whose search index is used again.</param>
    public ShelfSnapshot(IEnumerable<ShelfItem> items, IEnumerable<ShelfVendor> vendors, ShelfSnapshot? like)
    {
        Items = [.. items.OrderBy(i => i.Listing.Name, StringComparer.Ordinal).ThenBy(i => i.Id.Value, StringComparer.Ordinal)];
        Vendors = vendors.ToFrozenDictionary(v => v.Code);
        _byId = Items.ToFrozenDictionary(i => i.Id);
        _index = like?._index ?? new SearchIndex([.. Items.Select(i => i.SearchFields())], Synonyms.Trade);
        _categories = [.. Items.GroupBy(i => i.Listing.Category, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key)];
        _rows = [.. Items.Select(RowOf)];
        foreach (var sort in Enum.GetValues<ShelfSort>().Where(s => s != ShelfSort.Relevance))
            foreach (var (rank, (index, _)) in Sorted(Items.Index(), sort).Index())
                _rows[index].Ranks[(int)sort] = rank;
    }

    public ShelfItem? Find(ListingId id) => _byId.GetValueOrDefault(id);

    static IEnumerable<(int Index, ShelfItem Item)> Sorted(IEnumerable<(int Index, ShelfItem Item)> items, ShelfSort sort) => sort switch
    {
        ShelfSort.Rating => items.OrderByDescending(i => RatingScore(i.Item.Numbers)).ThenByDescending(i => i.Item.Numbers.Ratings),
        ShelfSort.PriceUp => items.OrderBy(i => i.Item.PriceFrom),
        ShelfSort.PriceDown => items.OrderByDescending(i => i.Item.PriceFrom),
        ShelfSort.Newest => items.OrderByDescending(i => i.Item.Listing.ListedAt),
        _ => items.OrderByDescending(i => i.Item.Numbers.Running).ThenByDescending(i => i.Item.Numbers.Satisfied),
    };

    /// <summary>One happy customer is not better than ninety-six of a hundred: few ratings are drawn towards 80 %.</summary>
    static double RatingScore(ListingNumbers numbers) => numbers.Ratings == 0 ? 0 : (numbers.Satisfied + 4.0) / (numbers.Ratings + 5.0);

    Row RowOf(ShelfItem item) => new(
        Array.IndexOf(_categories, item.Listing.Category),
        item.Listing.Industries.Count == 0 ? ulong.MaxValue : item.Listing.Industries.Aggregate(0ul, (mask, code) => mask | 1ul << DivisionOf(code)),
        item.Listing.Cities.Count == 0 ? uint.MaxValue : item.Listing.Cities.Aggregate(0u, (mask, code) => mask | 1u << Array.IndexOf(CityCodes, code)),
        item.PriceFrom, item.SatisfiedPercent ?? -1, item.Listing.FirstVersion, item.Listing.Vendor, new int[Enum.GetValues<ShelfSort>().Length]);

    /// <summary>13 to 43 of <c>C13</c> to <c>C43</c>; 0 for what is no manufacturing.</summary>
    static int DivisionOf(string industry) =>
        Industry.IsManufacturing(industry) ? int.Parse(industry.AsSpan(1, 2), CultureInfo.InvariantCulture) : 0;

    public ShelfResult Query(ShelfQuery query)
    {
        var scores = _index.Score(query.Text);
        var wanted = new Wanted(query, this);
        var counts = new Counts(_categories.Length);
        var found = new List<int>();
        for (var i = 0; i < _rows.Length; i++)
        {
            if (scores is not null && scores[i] <= 0) continue;
            var fails = wanted.FailsOf(_rows[i]);
            if (fails == Fails.None) found.Add(i);
            counts.Count(_rows[i], fails);
        }
        var order = InOrder(found, query.Sort, scores);
        var pages = Math.Max(1, (found.Count + query.Size - 1) / query.Size);
        var page = Math.Clamp(query.Page, 1, pages);
        var items = order.Skip((page - 1) * query.Size).Take(query.Size).Select(i => Items[i]).ToArray();
        return new ShelfResult(items, found.Count, page, pages, FacetsOf(counts, query));
    }

    int[] InOrder(List<int> found, ShelfSort sort, float[]? scores)
    {
        int[] order = [.. found];
        if (sort == ShelfSort.Relevance && scores is not null)
            Array.Sort(order, (a, b) => scores[a] != scores[b] ? scores[b].CompareTo(scores[a]) : Rank(a, ShelfSort.Popular).CompareTo(Rank(b, ShelfSort.Popular)));
        else
            Array.Sort([.. order.Select(i => Rank(i, sort == ShelfSort.Relevance ? ShelfSort.Popular : sort))], order);
        return order;
    }

    int Rank(int row, ShelfSort sort) => _rows[row].Ranks[(int)sort];

    ShelfFacets FacetsOf(Counts counts, ShelfQuery query) => new(
        [.. _categories.Select((c, i) => new FacetValue(c, counts.Categories[i], c == query.Category)).Where(IsWorthShowing)],
        [.. Enumerable.Range(DivisionFirst, DivisionLast - DivisionFirst + 1).Select(d =>
            new FacetValue($"C{d.ToString(CultureInfo.InvariantCulture)}", counts.Industries[d], query.Industry is { } i && DivisionOf(i) == d)).Where(IsWorthShowing)],
        [.. CityCodes.Select((c, i) => new FacetValue(c, counts.Cities[i], c == query.City)).Where(IsWorthShowing)],
        [.. PriceBand.All.Select((b, i) => new FacetValue(b.Key, counts.Prices[i], b.Key == query.Price))],
        [.. RatingSteps.Select((s, i) => new FacetValue(s.ToString(CultureInfo.InvariantCulture), counts.Ratings[i], s == query.RatingMin))],
        new FacetValue("true", counts.FirstVersion, query.FirstVersion));

    static bool IsWorthShowing(FacetValue value) => value.Count > 0 || value.IsChosen;

    /// <summary>The filters of a query in the form of the rows.</summary>
    sealed class Wanted(ShelfQuery query, ShelfSnapshot shelf)
    {
        readonly int _category = query.Category is { Length: > 0 } c ? Array.IndexOf(shelf._categories, c) : -2;
        readonly ulong _divisions = query.Industry is { Length: > 0 } i ? 1ul << DivisionOf(i) : ulong.MaxValue;
        readonly uint _cities = query.City is { Length: > 0 } c ? MaskOf(Array.IndexOf(CityCodes, c)) : uint.MaxValue;
        readonly PriceBand? _band = PriceBand.All.FirstOrDefault(b => b.Key == query.Price);

        static uint MaskOf(int city) => city < 0 ? 0 : 1u << city;

        public Fails FailsOf(in Row row)
        {
            var fails = Fails.None;
            if (_category != -2 && row.Category != _category) fails |= Fails.Category;
            if ((row.Divisions & _divisions) == 0) fails |= Fails.Industry;
            if ((row.Cities & _cities) == 0) fails |= Fails.City;
            if (_band?.Holds(row.Price) == false || row.Price < query.PriceMin || row.Price > query.PriceMax) fails |= Fails.Price;
            if (row.Satisfied < query.RatingMin) fails |= Fails.Rating;
            if (query.FirstVersion && !row.FirstVersion) fails |= Fails.FirstVersion;
            if (query.Vendor is { Length: > 0 } vendor && row.Vendor.Value != vendor) fails |= Fails.Other;
            return fails;
        }
    }

    sealed class Counts(int categories)
    {
        public readonly int[] Categories = new int[categories], Industries = new int[64], Cities = new int[32];
        public readonly int[] Prices = new int[PriceBand.All.Count], Ratings = new int[RatingSteps.Length];
        public int FirstVersion;

        public void Count(in Row row, Fails fails)
        {
            if (Only(Fails.Category)) Categories[row.Category]++;
            if (Only(Fails.Industry)) CountBits(row.Divisions, Industries);
            if (Only(Fails.City)) CountBits(row.Cities, Cities);
            if (Only(Fails.Price))
                for (var i = 0; i < Prices.Length; i++)
                    if (PriceBand.All[i].Holds(row.Price)) Prices[i]++;
            if (Only(Fails.Rating))
                for (var i = 0; i < Ratings.Length; i++)
                    if (row.Satisfied >= RatingSteps[i]) Ratings[i]++;
            if (Only(Fails.FirstVersion) && row.FirstVersion) FirstVersion++;

            bool Only(Fails facet) => (fails & ~facet) == Fails.None;
        }

        static void CountBits(ulong mask, int[] counts)
        {
            for (; mask != 0; mask &= mask - 1)
                if (BitOperations.TrailingZeroCount(mask) is var bit && bit < counts.Length) counts[bit]++;
        }
    }
}
