using System.Text.RegularExpressions;
using Marketplace.Api.Portals;
using Marketplace.Testing;

namespace Marketplace.Api.Tests.Portals;

/// <summary>Every text that a page names is there, in both languages; none is there that nobody names.</summary>
public sealed partial class TextTests
{
    static readonly Texts Texts = new();

    static readonly string Sources = string.Join('\n',
        Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src", "Marketplace.Api"), "*", SearchOption.AllDirectories)
            .Where(f => (f.EndsWith(".razor", StringComparison.Ordinal) || f.EndsWith(".cs", StringComparison.Ordinal))
                && !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/node_modules/", StringComparison.Ordinal))
            .Select(File.ReadAllText));

    [GeneratedRegex("(?<!\\$)\"([a-z][A-Za-z]*\\.[A-Za-z0-9.-]+)\"")]
    private static partial Regex Literal();

    [GeneratedRegex("""(?:\bT|\bPortal\.Text)\("([^"]+)"[,)]""")]
    private static partial Regex Named();

    [GeneratedRegex("""\$"([a-z][A-Za-z]*\.[A-Za-z0-9.-]*)\{""")]
    private static partial Regex Begun();

    [Fact]
    public void Every_text_that_is_named_is_there() =>
        Assert.Empty(Named().Matches(Sources).Select(m => m.Groups[1].Value).Where(k => k.Contains('.', StringComparison.Ordinal) && !Texts.Has(k)).Distinct());

    [Fact]
    public void No_text_is_there_that_nobody_names()
    {
        var named = Literal().Matches(Sources).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var begun = Begun().Matches(Sources).Select(m => m.Groups[1].Value).Append("notice.").Distinct().ToArray();
        var unused = Texts.Keys.Where(k => !named.Contains(k) && !begun.Any(b => k.StartsWith(b, StringComparison.Ordinal)));
        Assert.Equal("", string.Join(' ', unused));
    }

    [Fact]
    public void Every_fact_of_an_order_is_told_in_its_history() =>
        Assert.Empty(Grains.Catalogue.Facts.Facts.Where(f => f.Fact.BaseType == typeof(Grains.Orders.OrderEvent) && !Texts.Has($"order.fact.{f.Name}")).Select(f => f.Name));

    [Fact]
    public void Every_text_says_the_same_number_of_things_in_both_languages()
    {
        foreach (var key in Texts.Keys)
        {
            var (zh, en) = (Texts.In(Language.Chinese, key), Texts.In(Language.English, key));
            Assert.False(string.IsNullOrWhiteSpace(zh) || string.IsNullOrWhiteSpace(en), key);
            Assert.True(Holes(zh).SetEquals(Holes(en)), $"{key}: {zh} / {en}");
        }
    }

    [GeneratedRegex(@"\{\d+")]
    private static partial Regex Hole();

    static HashSet<string> Holes(string text) => [.. Hole().Matches(text).Select(m => m.Value)];
}
