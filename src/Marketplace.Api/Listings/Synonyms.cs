using System.Text.Json;

namespace Marketplace.Api.Listings;

/// <summary>What the trade calls by several names, Chinese and English, and which words say too little to search by.</summary>
/// <param name="Weak">Normalised, the longest first.</param>
/// <param name="Groups">Each a set of words for the same; normalised.</param>
public sealed record Synonyms(IReadOnlyList<string> Weak, IReadOnlyList<string[]> Groups)
{
    public static Synonyms Trade { get; } = Load();

    /// <summary>The parts of a run that say something; the run itself where nothing in it does.</summary>
    public IReadOnlyList<TextRun> Strong(IReadOnlyList<TextRun> runs)
    {
        var strong = runs.SelectMany(run => run.IsChinese ? WithoutWeak(run.Text) : Weak.Contains(run.Text) ? [] : [run]).ToList();
        return strong.Count > 0 ? strong : runs;
    }

    IEnumerable<TextRun> WithoutWeak(string text) =>
        Weak.Aggregate(text, (rest, weak) => rest.Replace(weak, " ", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => new TextRun(part, IsChinese: true));

    static Synonyms Load()
    {
        using var file = typeof(Synonyms).Assembly.GetManifestResourceStream("synonyms.json")!;
        var read = JsonSerializer.Deserialize<Synonyms>(file, JsonSerializerOptions.Web)!;
        return new Synonyms(
            [.. read.Weak.Select(SearchText.Normalise).OrderByDescending(w => w.Length)],
            [.. read.Groups.Select(g => g.Select(SearchText.Normalise).ToArray())]);
    }
}
