using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Lists;

/// <summary>A list as one requester may see it and asks for it: which rows, which columns, in which order.</summary>
/// <param name="Columns">Those the requester may see, in order.</param>
/// <param name="Chosen">Those of them that were asked for by <c>?columns=</c>; all when none was.</param>
/// <param name="SortedBy">By <c>?sort=</c>; null for the list's own order.</param>
public sealed record ListRequest(
    ListShape Shape, ListFilter Filter, IReadOnlyList<Column> Columns, IReadOnlyList<Column> Chosen, Column? SortedBy, bool Descending)
{
    /// <param name="hidden">Fields that this requester may not see, and so not sort by either.</param>
    public static Refusal? Read(
        ListShape shape, ListFilter filter, IQueryCollection query, out ListRequest list, params IReadOnlyCollection<string> hidden)
    {
        Column[] columns = [.. shape.Columns.Where(c => !hidden.Contains(c.Field))];
        var isSortable = columns.Any(c => c.Sort is not null); // else ?order= may mean something else, as in the ledger
        var (sort, order) = isSortable ? (query["sort"].ToString(), query["order"].ToString()) : ("", "");
        var sortedBy = columns.FirstOrDefault(c => c.Field == sort && c.Sort is not null);
        var chosen = query["columns"].SelectMany(v => (v ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.Ordinal);
        Column[] shown = [.. columns.Where(c => chosen.Contains(c.Field))];
        list = new ListRequest(shape, filter, columns, shown.Length == 0 ? columns : shown, sortedBy, order == "desc")
        {
            Hidden = [.. ListShape.AlwaysHidden, .. hidden],
        };
        if (sort.Length > 0 && sortedBy is null) return WrongSort(columns);
        if (order is not ("" or "asc" or "desc")) return Refusal.Invalid("order", "order is asc or desc.", "order 应为 asc 或 desc。");
        if (chosen.FirstOrDefault(f => columns.All(c => c.Field != f)) is { } unknown)
            return Refusal.Invalid("columns", $"There is no column {unknown} here.", $"没有列 {unknown}。");
        return null;
    }

    /// <summary>Adds to a document what is nowhere stored; the document itself where there is nothing to add.</summary>
    public Func<string, string> Complete { get; init; } = static document => document;

    /// <summary>Members taken out of the documents.</summary>
    internal IReadOnlyList<string> Hidden { get; private init; } = [];

    internal string OrderBy => SortedBy is null
        ? $"{Shape.DefaultOrder}, {Shape.Key}"
        : $"{SortedBy.Sort} {(Descending ? "desc" : "asc")} nulls last, {Shape.Key}";

    static Refusal WrongSort(IEnumerable<Column> columns)
    {
        var allowed = string.Join(", ", columns.Where(c => c.Sort is not null).Select(c => c.Field));
        return Refusal.Invalid("sort", $"sort is one of {allowed}.", $"sort 应为以下之一：{allowed}。");
    }
}
