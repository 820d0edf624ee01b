namespace Marketplace.Api.Lists;

/// <summary>A column whose values are counted.</summary>
/// <param name="Value">SQL of the value.</param>
/// <param name="Label">SQL of what people call it; null where the value is a code with words of its own.</param>
public sealed record Facet(string Value, string? Label = null);

/// <summary>What all lists of a noun have in common: where their rows come from, and which columns they have.</summary>
public sealed record ListShape
{
    /// <summary>The noun in the plural, as in the URL; names its file too.</summary>
    public required string Name { get; init; }

    /// <summary>SQL: the table, with left joins that the database leaves out where nothing of them is asked for.</summary>
    public required string From { get; init; }

    /// <summary>SQL: the row as a JSON object.</summary>
    public required string Document { get; init; }

    /// <summary>SQL: what tells rows apart; it makes every order a total one, so that pages neither repeat nor skip a row.</summary>
    public required string Key { get; init; }

    /// <summary>SQL: the order when none is asked for.</summary>
    public required string DefaultOrder { get; init; }

    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>What can be counted under a filter, by the query parameter that asks for one of its values.</summary>
    public IReadOnlyDictionary<string, Facet> Facets { get; init; } = new Dictionary<string, Facet>();

    /// <summary>True where <c>?size=</c> may also be a word to filter by, and only a number is the size of a page.</summary>
    public bool SizeIsAlsoAFilter { get; init; }

    /// <summary>Members of documents that never go out in a list.</summary>
    public static readonly IReadOnlyList<string> AlwaysHidden = ["contact", "bankAccount"];
}
