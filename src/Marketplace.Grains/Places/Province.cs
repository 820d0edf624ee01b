using System.Collections.Frozen;
using System.Text.Json;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Places;

public sealed record County(string Code, string Name);

public sealed record City(string Code, string Name, IReadOnlyList<County> Counties)
{
    /// <summary>Finds a county of this city by its code or its name.</summary>
    public County? County(string codeOrName) => Counties.FirstOrDefault(c => c.Code == codeOrName || c.Name == codeOrName);
}

/// <summary>Anhui and its 16 cities (GB/T 2260; 340900 and 341400 are not in use).</summary>
public static class Province
{
    /// <summary>The owner's name of everything that belongs to the province and not to one of its cities.</summary>
    public const string Owner = "province";

    public static FrozenDictionary<string, City> Cities { get; } = Load();

    static FrozenDictionary<string, City> Load()
    {
        using var file = typeof(Province).Assembly.GetManifestResourceStream("anhui.json")!;
        var places = JsonSerializer.Deserialize<Places>(file, CanonicalJson.Options)!;
        return places.Cities.ToFrozenDictionary(c => c.Code);
    }

    sealed record Places(IReadOnlyList<City> Cities);
}
