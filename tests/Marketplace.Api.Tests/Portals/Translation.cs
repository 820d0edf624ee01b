using System.Reflection;
using System.Text.RegularExpressions;
using Marketplace.Api.Portals;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Tests.Portals;

/// <summary>Finds in English what a test names in Chinese, so that one journey is walked in both languages.</summary>
static partial class Translation
{
    static readonly (string Chinese, string English)[] All = [.. OfPages(), .. OfRefusals()];

    /// <summary>What a page may say for a text, or a part of one, in a language.</summary>
    public static Regex Of(string chinese, string language, bool exact)
    {
        if (language != "en") return Pattern(Regex.Escape(chinese), exact);
        var same = All.Where(t => t.Chinese == chinese).ToArray();
        if (same.Length > 0) return Pattern(Alternatives(same), exact);
        var containing = All.Where(t => t.Chinese.Contains(chinese, StringComparison.Ordinal) || Fits(t.Chinese, chinese)).ToArray();
        // What no text says is data, such as the name of a software.
        return containing.Length > 0 ? Pattern(Alternatives(containing), exact: false) : Pattern(Regex.Escape(chinese), exact);
    }

    static Regex Pattern(string pattern, bool exact) => new(exact ? $"^\\s*({pattern})\\s*$" : $"({pattern})");

    static string Alternatives(IEnumerable<(string Chinese, string English)> texts) => string.Join('|', texts.Select(t => WithHoles(t.English)).Distinct());

    static bool Fits(string template, string text) => template.Contains('{', StringComparison.Ordinal) && Regex.IsMatch(text, $"^{WithHoles(template)}");

    [GeneratedRegex(@"\\\{\d+}")]
    private static partial Regex Hole();

    static string WithHoles(string template) => Hole().Replace(Regex.Escape(template), ".*");

    static IEnumerable<(string, string)> OfPages()
    {
        var texts = new Texts();
        return texts.Keys.Select(k => (texts.In(Language.Chinese, k), texts.In(Language.English, k)));
    }

    static IEnumerable<(string, string)> OfRefusals() =>
        from assembly in new[] { typeof(Refusal).Assembly, typeof(Texts).Assembly }
        from type in assembly.GetTypes()
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where field.FieldType == typeof(Refusal) && !type.ContainsGenericParameters
        let refusal = (Refusal)field.GetValue(null)!
        select (refusal.ReasonZh, refusal.Reason);
}
