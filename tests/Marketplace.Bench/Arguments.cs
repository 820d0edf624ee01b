using System.Globalization;
using System.Text.Json;
using Marketplace.Testing;

namespace Marketplace.Bench;

/// <summary>What every benchmark may be told.</summary>
/// <param name="Only">The parts to run; null for all.</param>
/// <param name="JsonFile">Where the figures go too.</param>
sealed record Arguments(TimeSpan Time, IReadOnlyList<int> Callers, IReadOnlyList<string>? Only, string? JsonFile)
{
    /// <summary>Of the PostgreSQL that <c>ops/bench</c> starts.</summary>
    public static string Server =>
        Environment.GetEnvironmentVariable(TestDatabase.Variable) ?? throw new NotMeasurableException("Run it with ops/bench.");

    public static Arguments Read(string[] args, string seconds, string callers) => new(
        TimeSpan.FromSeconds(double.Parse(Option(args, "--seconds") ?? seconds, CultureInfo.InvariantCulture)),
        [.. (Option(args, "--callers") ?? callers).Split(',').Select(c => int.Parse(c, CultureInfo.InvariantCulture))],
        Option(args, "--only")?.Split(','), Option(args, "--json"));

    public bool Wants(string part) => Only is null || Only.Contains(part);

    /// <summary>Writes the rows to <see cref="JsonFile"/>, if there is to be one.</summary>
    public async Task Keep<TRows>(string bench, TRows rows)
    {
        if (JsonFile is not null) await File.WriteAllTextAsync(JsonFile, JsonSerializer.Serialize(new { bench, rows }, JsonSerializerOptions.Web));
    }

    /// <summary>A whole number that only one benchmark knows.</summary>
    public static long Number(string[] args, string name, long otherwise) =>
        Option(args, name) is { } number ? long.Parse(number, CultureInfo.InvariantCulture) : otherwise;

    static string? Option(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}
