using Marketplace.Grains.Places;

namespace Marketplace.Grains.Usage;

/// <summary>The items of a call by what has to be asked and done for them.</summary>
/// <param name="Leading">By id, the first item that nothing speaks against; later ones are compared with what became of it.</param>
/// <param name="New">Those that are stored unless they are on record, by id in the order in which every caller takes locks.</param>
/// <param name="Tried">Against the sandbox order.</param>
sealed record UsagePlan(
    IReadOnlyDictionary<string, UsageItem> Leading, UsageItem[] New, IReadOnlyList<UsageItem> Tried, IReadOnlyList<UsageItem> Other)
{
    /// <summary>The months of the new events, in order.</summary>
    public string[] Months { get; } =
        [.. New.Select(i => ChinaTime.DayOf(i.Event!.At)).Distinct().Select(d => ChinaMonth.Of(d)).Distinct().Order(StringComparer.Ordinal)];

    public static UsagePlan Of(UsageCall call)
    {
        var leading = new Dictionary<string, UsageItem>(call.Items.Count, StringComparer.Ordinal);
        var added = new List<UsageItem>(call.Items.Count);
        List<UsageItem> tried = [], other = [];
        foreach (var item in call.Items)
        {
            if (item.IsTried) tried.Add(item);
            else if (item.Fault is null && leading.TryAdd(item.Event!.Id, item) && item.Event.Corrects is null) added.Add(item);
            else other.Add(item);
        }
        var sorted = added.ToArray();
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Event!.Id, b.Event!.Id));
        return new UsagePlan(leading, sorted, tried, other);
    }
}
