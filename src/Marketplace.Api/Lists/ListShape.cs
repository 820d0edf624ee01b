namespace Marketplace.Api.Lists;

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

    /// <summary>By name, SQL of the columns whose values can be counted under a filter.</summary>
    public IReadOnlyDictionary<string, string> Facets { get; init; } = new Dictionary<string, string>();

    /// <summary>True where <c>?size=</c> may also be a word to filter by, and only a number is the size of a page.</summary>
    public bool SizeIsAlsoAFilter { get; init; }

    /// <summary>Members of documents that never go out in a list.</summary>
    public static readonly IReadOnlyList<string> AlwaysHidden = ["contact"];
}
