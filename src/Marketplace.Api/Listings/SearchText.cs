using System.Text;

namespace Marketplace.Api.Listings;

/// <param name="Text">Normalised.</param>
/// <param name="IsChinese">Else letters and digits of other scripts: one word.</param>
public readonly record struct TextRun(string Text, bool IsChinese);

/// <summary>
/// Text as the search sees it: full-width letters as half-width, small letters, cut into runs of Chinese and words of
/// other scripts. There is no list of Chinese words behind it; pairs of neighbouring characters serve instead.
/// </summary>
public static class SearchText
{
    public static string Normalise(string text)
    {
        var normal = new StringBuilder(text.Length);
        foreach (var character in text)
            normal.Append(char.ToLowerInvariant(character switch
            {
                '\u3000' => ' ',
                >= '\uFF01' and <= '\uFF5E' => (char)(character - 0xFEE0),
                _ => character,
            }));
        return normal.ToString();
    }

    public static IEnumerable<TextRun> Runs(string text)
    {
        var normal = Normalise(text);
        for (var start = 0; start < normal.Length;)
        {
            var kind = KindOf(normal[start]);
            var end = start + 1;
            while (end < normal.Length && KindOf(normal[end]) == kind) end++;
            if (kind != Kind.Between) yield return new TextRun(normal[start..end], kind == Kind.Chinese);
            start = end;
        }
    }

    /// <summary>Two neighbouring characters as one key; a single character is a pair with nothing.</summary>
    public static uint Pair(char first, char second = '\0') => (uint)first << 16 | second;

    enum Kind { Between, Chinese, Word }

    static Kind KindOf(char character) => character switch
    {
        >= '\u4E00' and <= '\u9FFF' or >= '\u3400' and <= '\u4DBF' or >= '\uF900' and <= '\uFAFF' => Kind.Chinese,
        _ => char.IsLetterOrDigit(character) ? Kind.Word : Kind.Between,
    };
}
