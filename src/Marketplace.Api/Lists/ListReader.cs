using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Npgsql;

namespace Marketplace.Api.Lists;

/// <summary>A value that rows have under a filter, and how many of them.</summary>
/// <param name="Label">What people call it, where that is stored.</param>
public sealed record FacetCount(string Value, string? Label, long Count);

/// <summary>Size and sums of the whole filter, whichever page is looked at.</summary>
/// <param name="Sums">Yuan, by field.</param>
public sealed record ListTotals(long Count, IReadOnlyDictionary<string, decimal> Sums);

/// <summary>Reads lists: a part with the totals of the whole, everything row by row, or how often each value occurs.</summary>
public sealed class ListReader(NpgsqlDataSource database)
{
    const int FacetValuesMax = 300;

    public async Task<ListTotals> Totals(ListRequest list, CancellationToken cancel)
    {
        Column[] summed = [.. list.Columns.Where(c => c.Sum is not null)];
        await using var command = database.CreateCommand();
        command.CommandText = $"select count(*){string.Concat(summed.Select(c => $", coalesce(sum({c.Sum}), 0)::numeric"))} {From(list, command)}";
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return new ListTotals(
            reader.GetInt64(0),
            summed.Select((c, i) => (c.Field, Yuan: reader.GetDecimal(i + 1) / 100)).ToDictionary(s => s.Field, s => s.Yuan, StringComparer.Ordinal));
    }

    /// <summary>The rows of a page, as JSON documents.</summary>
    public async Task<IReadOnlyList<string>> Page(ListRequest list, Http.Page page, CancellationToken cancel)
    {
        var documents = new List<string>(page.Size);
        await foreach (var document in Documents(list, page.Size, page.Offset, cancel)) documents.Add(document);
        return documents;
    }

    /// <summary>Every row as it comes, without holding them.</summary>
    public IAsyncEnumerable<string> All(ListRequest list, CancellationToken cancel) => Documents(list, Http.Page.FileRowsMax, 0, cancel);

    /// <summary>How many rows have each value, under the filter without what it asks of this very column.</summary>
    public async Task<IReadOnlyList<FacetCount>> Facet(ListRequest list, string name, CancellationToken cancel)
    {
        var facet = list.Shape.Facets[name];
        await using var command = database.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture,
            $"select {facet.Value}::text, {facet.Label ?? "null"}::text, count(*) {From(list, command, without: name)} group by 1, 2 order by 3 desc, 1 limit {FacetValuesMax}");
        var counts = new List<FacetCount>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            if (!reader.IsDBNull(0))
                counts.Add(new FacetCount(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetInt64(2)));
        return counts;
    }

    /// <summary>How many rows have each pair of values, such as month and status.</summary>
    /// <param name="first">SQL.</param>
    /// <param name="second">SQL.</param>
    public async Task<IReadOnlyList<(string First, string Second, long Count)>> Cross(
        ListRequest list, string first, string second, CancellationToken cancel)
    {
        await using var command = database.CreateCommand();
        command.CommandText = $"select {first}::text, {second}::text, count(*) {From(list, command)} group by 1, 2 order by 1, 2";
        var counts = new List<(string, string, long)>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) counts.Add((reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
        return counts;
    }

    async IAsyncEnumerable<string> Documents(ListRequest list, int limit, long offset, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var command = database.CreateCommand();
        command.CommandText = new StringBuilder("select (").Append(list.Shape.Document).Append(") - '{").AppendJoin(',', list.Hidden).Append("}'::text[] ")
            .Append(From(list, command))
            .Append(CultureInfo.InvariantCulture, $" order by {list.OrderBy} limit {limit} offset {offset}").ToString();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) yield return list.Complete(reader.GetString(0));
    }

    static string From(ListRequest list, NpgsqlCommand command, string? without = null) =>
        $"from {list.Shape.From}{list.Filter.Sql(command.Parameters, without)}";
}
