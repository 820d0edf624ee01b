using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Marketplace.StripeStandIn.Http;

/// <summary>Parameters of a request, with nested names as <c>a[b][0]</c>.</summary>
sealed class Form
{
    const int MetadataKeysMax = 50, MetadataKeyMax = 40, MetadataValueMax = 500;

    readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public static Form Read(string encoded)
    {
        var form = new Form();
        foreach (var (name, values) in QueryHelpers.ParseQuery(encoded)) form.Add(name, values);
        return form;
    }

    public string Hash(string method, string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{method} {path}\n{string.Concat(_values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}\n"))}")));

    /// <summary>Refuses what no pattern allows; in a pattern <c>*</c> stands for any name, <c>#</c> for a position.</summary>
    public void OnlyKnows(IReadOnlyList<string[]> patterns)
    {
        foreach (var name in _values.Keys)
            if (!patterns.Any(p => Fits(Segments(name), p)))
                throw StripeError.Unknown(name);
    }

    public string? Text(string name) => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public string Needed(string name)
    {
        if (!_values.TryGetValue(name, out var value)) throw StripeError.Missing(name);
        return value.Length > 0 ? value : throw StripeError.Malformed("parameter_invalid_empty",
            $"You passed an empty string for '{name}'. We assume empty values are an attempt to unset a parameter; however '{name}' cannot be unset.", name);
    }

    public long? Number(string name) => Text(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw StripeError.Malformed("parameter_invalid_integer", $"Invalid integer: {text}", name);

    public long NeededNumber(string name)
    {
        Needed(name);
        return Number(name)!.Value;
    }

    /// <summary>An amount, which must be above nothing.</summary>
    public long? Amount(string name) => Number(name) is <= 0
        ? throw StripeError.Malformed("parameter_invalid_integer", "This value must be greater than or equal to 1.", name)
        : Number(name);

    public string OneOf(string name, string otherwise, params ReadOnlySpan<string> allowed)
    {
        var value = Text(name) ?? otherwise;
        return allowed.Contains(value) ? value : throw StripeError.Malformed(
            "parameter_invalid_enum", $"Invalid {name}: must be one of {string.Join(", ", allowed!)}", name);
    }

    public bool Has(string prefix) => _values.Keys.Any(k => k == prefix || k.StartsWith(prefix + "[", StringComparison.Ordinal));

    /// <summary>How many positions <c>prefix[0]…</c> has.</summary>
    public int Count(string prefix)
    {
        var count = 0;
        while (Has($"{prefix}[{count.ToString(CultureInfo.InvariantCulture)}]")) count++;
        return count;
    }

    public List<string> List(string prefix) =>
        [.. Enumerable.Range(0, Count(prefix)).Select(i => Text($"{prefix}[{i.ToString(CultureInfo.InvariantCulture)}]") ?? "")];

    public JsonObject Metadata(string prefix = "metadata")
    {
        var metadata = new JsonObject();
        foreach (var (name, value) in _values)
            if (name.StartsWith(prefix + "[", StringComparison.Ordinal) && name.EndsWith(']') && value.Length > 0)
            {
                var key = name[(prefix.Length + 1)..^1];
                if (key.Length > MetadataKeyMax || value.Length > MetadataValueMax)
                    throw StripeError.Malformed("parameter_invalid_string", "Metadata keys have at most 40 and values at most 500 characters.", name);
                metadata[key] = value;
            }
        return metadata.Count <= MetadataKeysMax ? metadata
            : throw StripeError.Malformed("parameter_invalid_string", "You can have up to 50 keys of metadata.", prefix);
    }

    /// <summary>Sets what was sent; an empty value takes a key away.</summary>
    public void Merge(JsonObject metadata)
    {
        foreach (var (name, value) in _values)
            if (name.StartsWith("metadata[", StringComparison.Ordinal))
                if (value.Length == 0) metadata.Remove(name[9..^1]);
                else metadata[name[9..^1]] = value;
    }

    public static string[] Segments(string name) => name.Replace("]", "", StringComparison.Ordinal).Split('[');

    void Add(string name, StringValues values)
    {
        if (!name.EndsWith("[]", StringComparison.Ordinal))
        {
            _values[name] = values[^1] ?? "";
            return;
        }
        var at = Count(name[..^2]);
        foreach (var value in values) _values[$"{name[..^2]}[{at++.ToString(CultureInfo.InvariantCulture)}]"] = value ?? "";
    }

    static bool Fits(string[] name, string[] pattern) => name.Length == pattern.Length && name.Zip(pattern).All(p =>
        p.Second == p.First || (p.Second == "*" && p.First.Length > 0) || (p.Second == "#" && int.TryParse(p.First, CultureInfo.InvariantCulture, out _)));
}
