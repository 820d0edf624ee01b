using Marketplace.Api.Lists;

namespace Marketplace.Api.Portals.Signals;

/// <summary>What a signal saw, as a sentence: its text with the evidence in its places.</summary>
public static class SignalWords
{
    const string Names = "、";

    /// <param name="signal">Such as <c>usage.around-the-clock</c>.</param>
    public static string Sentence(this Texts texts, string signal, IEnumerable<string> evidence, Language language) =>
        texts.Has($"signals.{signal}")
            ? texts.In(language, $"signals.{signal}", [.. evidence.Select((e, i) => Word(texts, signal, i, e, language))])
            : string.Join(' ', evidence); // of a signal that is not looked for any more

    /// <summary>Evidence is kept in codes; those that people have words for are told in words, lists as the language writes them.</summary>
    static string Word(Texts texts, string signal, int place, string evidence, Language language)
    {
        var group = (signal, place) switch
        {
            ("parties.one-contact", 1) => "mark",
            ("software.industry-misfit", _) => "division",
            _ => "",
        };
        return string.Join(language == Language.English ? ", " : Names, evidence.Split([Names, ","], StringSplitOptions.None).Select(e => texts.Word(group, e, language)));
    }
}
