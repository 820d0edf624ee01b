using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Npgsql;

namespace Marketplace.Api.Lists;

/// <summary>A value that rows have under a filter, and how many of them.</summary>
public sealed record FacetCount(string Value, long Count);

/// <summary>Size and sums of the whole filter, whichever page is looked at.</summary>
/// <param name="Sums">Yuan, by field.</param>
public sealed record ListTotals(long Count, IReadOnlyDictionary<string, decimal> Sums);

/// <summary>Reads lists: a part with the totals of the whole, everything row by row, or how often each value occurs.</summary>
public sealed class ListReader(NpgsqlDataSource database)
{
    const int FacetValuesMax = 100;

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
        var column = list.Shape.Facets[name];
        await using var command = database.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture,
            $"select {column}::text, count(*) {From(list, command, without: name)} group by 1 order by 2 desc, 1 limit {FacetValuesMax}");
        var counts = new List<FacetCount>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            if (!reader.IsDBNull(0))
                counts.Add(new FacetCount(reader.GetString(0), reader.GetInt64(1)));
        return counts;
    }

    async IAsyncEnumerable<string> Documents(ListRequest list, int limit, long offset, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var command = database.CreateCommand();
        command.CommandText = new StringBuilder("select (").Append(list.Shape.Document).Append(") - '{").AppendJoin(',', list.Hidden).Append("}'::text[] ")
            .Append(From(list, command))
            .Append(CultureInfo.InvariantCulture, $" order by {list.OrderBy} limit {limit} offset {offset}").ToString();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) yield return reader.GetString(0);
    }

    static string From(ListRequest list, NpgsqlCommand command, string? without = null) =>
        $"from {list.Shape.From}{list.Filter.Sql(command.Parameters, without)}";
}
