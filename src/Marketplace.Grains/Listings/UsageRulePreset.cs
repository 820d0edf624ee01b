using System.Text.Json;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Listings;

/// <summary>A usage rule that a published scheme goes by, to start from.</summary>
/// <param name="Id">Stable, for programs: <c>programme</c>.</param>
/// <param name="Source">Which scheme.</param>
public sealed record UsageRulePreset(string Id, string Name, string NameZh, string Source, UsageRule Rule)
{
    /// <summary>The programme's own comes first.</summary>
    public static IReadOnlyList<UsageRulePreset> All { get; } = Load();

    static IReadOnlyList<UsageRulePreset> Load()
    {
        using var file = typeof(UsageRulePreset).Assembly.GetManifestResourceStream("usage-rules.json")!;
        return JsonSerializer.Deserialize<IReadOnlyList<UsageRulePreset>>(file, CanonicalJson.Options)!;
    }
}
