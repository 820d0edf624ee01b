using System.Text.Json;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Companies;

/// <summary>A division of manufacturing (制造业大类, GB/T 4754-2017).</summary>
/// <param name="Code">Such as <c>C34</c>.</param>
public sealed record Division(string Code, string Name, string NameEn);

/// <summary>Industry codes of GB/T 4754: a section letter, then two to four digits, such as <c>C34</c>.</summary>
public static class Industry
{
    const int DivisionLength = 3;

    /// <summary>The divisions whose companies the programme is for.</summary>
    public static IReadOnlyList<Division> Divisions { get; } = Load();

    public static bool IsWellFormed(string code) =>
        code is { Length: >= 3 and <= 5 } && code[0] is >= 'A' and <= 'T' && !code.AsSpan(1).ContainsAnyExceptInRange('0', '9');

    /// <summary>Section C, divisions 13 to 43 (S003 art.2).</summary>
    public static bool IsManufacturing(string code) =>
        IsWellFormed(code) && code[0] == 'C' && (code[1] - '0') * 10 + (code[2] - '0') is >= 13 and <= 43;

    /// <summary>The division that a code, also a finer one, belongs to; null outside of manufacturing.</summary>
    public static Division? DivisionOf(string code) =>
        IsManufacturing(code) ? Divisions.First(d => d.Code == code[..DivisionLength]) : null;

    static IReadOnlyList<Division> Load()
    {
        using var file = typeof(Industry).Assembly.GetManifestResourceStream("divisions.json")!;
        return JsonSerializer.Deserialize<IReadOnlyList<Division>>(file, CanonicalJson.Options)!;
    }
}
