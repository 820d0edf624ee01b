namespace Marketplace.Api.Tests.Portals;

/// <summary>How somebody looks at pages: on a desk or a phone, in a language, light or dark, with or without script.</summary>
public sealed record Look(int Width, string Language = "zh-CN", string Theme = "light", bool Script = true)
{
    public static readonly Look Desk = new(1440);
    public static readonly Look Phone = new(390);
    public static readonly Look WithoutScript = new(390, Script: false);

    /// <summary>For journeys: both widths, both languages, with and without script.</summary>
    public static TheoryData<Look> Journeys => [Desk, new Look(390, "en", "dark"), WithoutScript];

    /// <summary>Every width and language, and both themes.</summary>
    public static readonly Look[] All = [Desk, new(390, "en", "dark"), Phone, new(1440, "en", "dark")];

    public int Height => Width < 600 ? 844 : 900;
}
