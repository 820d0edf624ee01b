using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Marketplace.Grains.Companies;

namespace Marketplace.Api.Portals;

/// <summary>The languages of the pages; Chinese is first.</summary>
public enum Language
{
    Chinese,
    English,
}

public static class Languages
{
    /// <summary>As browsers name it: <c>zh-CN</c>, <c>en</c>.</summary>
    public static string Tag(this Language language) => language == Language.English ? "en" : "zh-CN";

    public static Language? Parse(string? tag) => tag switch
    {
        "zh-CN" or "zh" => Language.Chinese,
        "en" => Language.English,
        _ => null,
    };
}

/// <summary>
/// What pages say, from <c>Portals/Texts/*.json</c>: each entry has Chinese and English side by side, so that none is
/// forgotten; its key is the file's name, a point, and the entry's name. A text that is not there is a bug and throws.
/// </summary>
public sealed class Texts
{
    const string Folder = "texts/";

    static readonly JsonSerializerOptions Once = new() { AllowDuplicateProperties = false };

    readonly FrozenDictionary<string, string[]> _texts = Load().ToFrozenDictionary(StringComparer.Ordinal);

    public IEnumerable<string> Keys => _texts.Keys;

    public bool Has(string key) => _texts.ContainsKey(key);

    public string In(Language language, string key) =>
        _texts.TryGetValue(key, out var text) ? text[(int)language] : throw new KeyNotFoundException($"There is no text '{key}'.");

    public string In(Language language, string key, params ReadOnlySpan<object?> values) =>
        string.Format(CultureInfo.InvariantCulture, In(language, key), values);

    static Dictionary<string, string[]> Load()
    {
        var assembly = typeof(Texts).Assembly;
        var texts = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var file = assembly.GetManifestResourceStream(resource)!;
            foreach (var (name, both) in JsonSerializer.Deserialize<Dictionary<string, string[]>>(file, Once)!)
                texts.Add($"{Path.GetFileNameWithoutExtension(resource[Folder.Length..])}.{name}", both is { Length: 2 }
                    ? both
                    : throw new InvalidOperationException($"{resource}: {name} must be [Chinese, English]."));
        }
        foreach (var division in Industry.Divisions) texts.Add($"words.division.{division.Code}", [division.Name, division.NameEn]);
        return texts;
    }
}
