using Marketplace.Api.Lists;
using Marketplace.Grains.Acceptance;

namespace Marketplace.Api.Acceptance;

/// <summary>Which lines of a batch are asked for; it stands in the address, and its files hold the same.</summary>
public sealed class LineFilter
{
    const int WordsMax = 8;

    /// <summary>By query parameter, the value that a line has for it; null where it has none yet.</summary>
    static readonly IReadOnlyDictionary<string, Func<string, BatchLine, string?>> Values = new Dictionary<string, Func<string, BatchLine, string?>>
    {
        ["city"] = (city, _) => city,
        ["state"] = (_, line) => CodeOf(line.State),
        ["flagged"] = (_, line) => line.Proposed.IsConspicuous ? "true" : "false",
        ["vendor"] = (_, line) => line.Proposed.Vendor.Value,
        ["outcome"] = (_, line) => OutcomeOf(line) is { } outcome ? CodeOf(outcome) : null,
    };

    public static readonly string[] Parameters = ["q", .. Values.Keys];

    readonly Dictionary<string, HashSet<string>> _wanted;

    LineFilter(Dictionary<string, HashSet<string>> wanted, string[] words) => (_wanted, Words) = (wanted, words);

    /// <summary>Each of them is somewhere in number, company, software or vendor.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>A value that no line has is no mistake: nothing fits it.</summary>
    public static LineFilter Of(IQueryCollection query) => new(
        Values.Keys.Select(name => (name, Given: query[name].Where(v => !string.IsNullOrEmpty(v)).Select(v => v!).ToHashSet(StringComparer.Ordinal)))
            .Where(p => p.Given.Count > 0).ToDictionary(p => p.name, p => p.Given),
        [.. query["q"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(WordsMax)]);

    /// <param name="without">Leaves out what this parameter asks, so that its other values can be counted.</param>
    public bool Fits(string city, BatchLine line, string? without = null) =>
        _wanted.All(w => w.Key == without || (Values[w.Key](city, line) is { } value && w.Value.Contains(value)));

    public bool Says(NamedLine line) => Words.All(word =>
        new[] { line.Proposed.Number, line.Proposed.Company.Value, line.Company, line.Software, line.Vendor }.Any(t => t.Contains(word, StringComparison.OrdinalIgnoreCase)));

    /// <summary>How many lines have each value of a parameter, under the rest of the filter.</summary>
    public IReadOnlyList<FacetCount> Facet(string name, IEnumerable<NamedLine> lines) =>
    [
        .. from line in lines
           where Fits(line.City, line.Line, without: name)
           let value = Values[name](line.City, line.Line)
           where value is not null
           group line by value into same
           orderby same.Count() descending, same.Key
           select new FacetCount(same.Key, name == "vendor" ? same.First().Vendor : null, same.Count()),
    ];

    /// <summary>What became of a line, or what will by all that is known now; null while it waits for the city.</summary>
    public static LineOutcome? OutcomeOf(BatchLine line) =>
        line.Applied?.Outcome ?? (line.State == ReviewState.Selected ? null
            : line.VerifiedStep.Amount == line.Proposed.Asked ? LineOutcome.Accepted
            : line.VerifiedStep.Amount.IsPositive ? LineOutcome.Deducted : LineOutcome.Rejected);

    /// <summary>The name of a state or an outcome as the API writes it.</summary>
    public static string CodeOf<T>(T value) where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
