using System.Collections.Frozen;
using System.Numerics;

namespace Marketplace.Api.Listings;

/// <summary>A text of a document and how much a match in it counts.</summary>
public readonly record struct SearchField(string Text, float Weight);

/// <summary>
/// Finds documents by pairs of Chinese characters, by words of other scripts (whole, or as a beginning) and by the trade's
/// synonyms of both. Every word of a query must match; the best come first. Immutable, so that all may search at once.
/// </summary>
public sealed class SearchIndex
{
    readonly record struct Posting(int Document, float Weight);

    /// <summary>A word that was meant and not written counts less.</summary>
    const float SynonymFactor = 0.7f;
    const float PrefixFactor = 0.6f;
    const int PrefixLengthMin = 2;
    const int PrefixWordsMax = 64;
    const int RunsMax = 8;
    const int RunLengthMax = 32;

    readonly int _documents;
    readonly FrozenDictionary<uint, Posting[]> _pairs;
    readonly string[] _words;
    readonly Posting[][] _wordPostings;
    readonly Synonyms _synonyms;
    readonly Posting[][] _groupPostings;

    public SearchIndex(IReadOnlyList<IReadOnlyList<SearchField>> documents, Synonyms synonyms)
    {
        _documents = documents.Count;
        _synonyms = synonyms;
        var pairs = new Dictionary<uint, List<Posting>>();
        var words = new SortedDictionary<string, List<Posting>>(StringComparer.Ordinal);
        for (var document = 0; document < documents.Count; document++) Add(document, documents[document], pairs, words);
        _pairs = pairs.ToFrozenDictionary(p => p.Key, p => p.Value.ToArray());
        _words = [.. words.Keys];
        _wordPostings = [.. words.Values.Select(p => p.ToArray())];
        _groupPostings = [.. synonyms.Groups.Select(PostingsOfGroup)];
    }

    static void Add(
        int document, IReadOnlyList<SearchField> fields, Dictionary<uint, List<Posting>> pairs, SortedDictionary<string, List<Posting>> words)
    {
        var (pairWeights, wordWeights) = (new Dictionary<uint, float>(), new Dictionary<string, float>(StringComparer.Ordinal));
        foreach (var field in fields)
            foreach (var run in SearchText.Runs(field.Text))
            {
                if (!run.IsChinese) Raise(wordWeights, run.Text, field.Weight);
                else
                    for (var i = 0; i < run.Text.Length; i++)
                    {
                        Raise(pairWeights, SearchText.Pair(run.Text[i]), field.Weight);
                        if (i + 1 < run.Text.Length) Raise(pairWeights, SearchText.Pair(run.Text[i], run.Text[i + 1]), field.Weight);
                    }
            }
        foreach (var (pair, weight) in pairWeights) Append(pairs, pair, new Posting(document, weight));
        foreach (var (word, weight) in wordWeights) Append(words, word, new Posting(document, weight));
    }

    /// <summary>A long text that says a word often is not better than a name that says it once: the best field counts.</summary>
    static void Raise<TKey>(Dictionary<TKey, float> weights, TKey key, float weight) where TKey : notnull =>
        weights[key] = Math.Max(weights.GetValueOrDefault(key), weight);

    static void Append<TKey>(IDictionary<TKey, List<Posting>> postings, TKey key, Posting posting) where TKey : notnull
    {
        if (postings.TryGetValue(key, out var list)) list.Add(posting);
        else postings.Add(key, [posting]);
    }

    Posting[] PostingsOfGroup(string[] group)
    {
        var best = new float[_documents];
        foreach (var term in group)
            foreach (var (document, weight) in PostingsOfTerm(term))
                best[document] = Math.Max(best[document], weight);
        return [.. best.Index().Where(b => b.Item > 0).Select(b => new Posting(b.Index, b.Item))];
    }

    /// <summary>Documents that say a whole word: all its pairs, each weighed by its weakest.</summary>
    IEnumerable<Posting> PostingsOfTerm(string term)
    {
        if (SearchText.Runs(term).First() is { IsChinese: false } word) return OfWord(word.Text);
        if (term.Length == 1) return OfPair(SearchText.Pair(term[0]));
        var pairs = Enumerable.Range(0, term.Length - 1).Select(i => OfPair(SearchText.Pair(term[i], term[i + 1]))).ToArray();
        return pairs.SelectMany(p => p).GroupBy(p => p.Document).Where(g => g.Count() == pairs.Length)
            .Select(g => new Posting(g.Key, g.Min(p => p.Weight)));
    }

    Posting[] OfPair(uint pair) => _pairs.TryGetValue(pair, out var postings) ? postings : [];

    Posting[] OfWord(string word) => Array.BinarySearch(_words, word, StringComparer.Ordinal) is var at and >= 0 ? _wordPostings[at] : [];

    /// <summary>How well each document matches, zero for not at all; null when the text asks for nothing.</summary>
    public float[]? Score(string? text)
    {
        TextRun[] runs = [.. SearchText.Runs(text ?? "").Take(RunsMax).Select(r => r.Text.Length > RunLengthMax ? r with { Text = r.Text[..RunLengthMax] } : r)];
        if (runs.Length == 0) return null;
        var scores = new float[_documents];
        foreach (var run in runs.Where(r => r.IsChinese)) AddPairs(run.Text, scores);
        var covered = new uint[_documents];
        foreach (var run in _synonyms.Strong(runs))
        {
            Array.Clear(covered);
            if (run.IsChinese) CoverChinese(run.Text, covered);
            else CoverWord(run.Text, covered, scores);
            CoverSynonyms(run, covered, scores);
            for (var document = 0; document < _documents; document++)
                if (!IsEnough(covered[document], run))
                    scores[document] = float.NegativeInfinity;
        }
        for (var document = 0; document < _documents; document++) scores[document] = Math.Max(scores[document], 0);
        return scores;
    }

    /// <summary>Two thirds of the characters: people write words together that a listing has apart.</summary>
    static bool IsEnough(uint covered, TextRun run) =>
        run.IsChinese ? BitOperations.PopCount(covered) * 3 >= run.Text.Length * 2 : covered != 0;

    void AddPairs(string text, float[] scores)
    {
        for (var i = 0; i + 1 < text.Length; i++) Score(OfPair(SearchText.Pair(text[i], text[i + 1])), 1, scores);
        if (text.Length == 1) Score(OfPair(SearchText.Pair(text[0])), 1, scores);
    }

    /// <summary>Rare pairs count more.</summary>
    void Score(Posting[] postings, float factor, float[] scores)
    {
        var rarity = MathF.Log(1 + (float)_documents / Math.Max(1, postings.Length)) * factor;
        foreach (var (document, weight) in postings) scores[document] += weight * rarity;
    }

    void CoverChinese(string text, uint[] covered)
    {
        if (text.Length == 1) Cover(OfPair(SearchText.Pair(text[0])), 1, covered);
        for (var i = 0; i + 1 < text.Length; i++) Cover(OfPair(SearchText.Pair(text[i], text[i + 1])), 3u << i, covered);
    }

    static void Cover(Posting[] postings, uint characters, uint[] covered)
    {
        foreach (var posting in postings) covered[posting.Document] |= characters;
    }

    void CoverWord(string word, uint[] covered, float[] scores)
    {
        var at = Array.BinarySearch(_words, word, StringComparer.Ordinal);
        if (at >= 0) Take(_wordPostings[at], 1);
        if (word.Length < PrefixLengthMin) return;
        var next = at < 0 ? ~at : at + 1;
        for (var i = next; i < _words.Length && i < next + PrefixWordsMax && _words[i].StartsWith(word, StringComparison.Ordinal); i++)
            Take(_wordPostings[i], PrefixFactor);

        void Take(Posting[] postings, float factor)
        {
            Cover(postings, 1, covered);
            Score(postings, factor, scores);
        }
    }

    /// <summary>What a word of the trade covers, any other word for the same covers too.</summary>
    void CoverSynonyms(TextRun run, uint[] covered, float[] scores)
    {
        for (var group = 0; group < _groupPostings.Length; group++)
        {
            var characters = 0u;
            foreach (var term in _synonyms.Groups[group])
            {
                if (!run.IsChinese && term == run.Text) characters = 1;
                else if (run.IsChinese && run.Text.IndexOf(term, StringComparison.Ordinal) is var at and >= 0)
                    characters |= (uint)((1ul << term.Length) - 1) << at;
            }
            if (characters == 0) continue;
            Cover(_groupPostings[group], characters, covered);
            Score(_groupPostings[group], SynonymFactor, scores);
        }
    }
}
