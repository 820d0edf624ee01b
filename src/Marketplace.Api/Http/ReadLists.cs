using System.Text;
using System.Text.Json;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Api.Http;

/// <summary>Lists from the read tables, filtered by generated columns, paged with totals, as JSON or as CSV.</summary>
public sealed class ReadLists(NpgsqlDataSource database)
{
    /// <summary>One condition of a filter; its text has one placeholder <c>?</c> for the value.</summary>
    public sealed record Condition(string Text, object Value);

    /// <summary>Conditions that a request may give, left out where it gives none.</summary>
    public sealed class Filter
    {
        public List<Condition> Conditions { get; } = [];

        public Filter Where(string text, object? value)
        {
            if (value is not (null or "")) Conditions.Add(new Condition(text, value));
            return this;
        }

        /// <summary>Every word of the query somewhere in one of the columns.</summary>
        public Filter Search(string? query, params ReadOnlySpan<string> columns)
        {
            foreach (var word in (query ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(8))
                Conditions.Add(new Condition($"concat_ws(' ', {string.Join(", ", columns)}) ilike ?", $"%{Escape(word)}%"));
            return this;
        }

        static string Escape(string word) => word.Replace("\\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
    }

    /// <summary>Answers a list request; the documents go out as they are stored, without personal data.</summary>
    /// <param name="hidden">Members that this requester may not see.</param>
    public async Task<IResult> Answer(
        HttpContext context, ReadTable table, Filter filter, string orderBy, string[] csvFields, params string[] hidden)
    {
        if (Page.Read(context, out var page) is { } refusal) return Problems.Result(refusal);
        var cancel = context.RequestAborted;
        if (Csv.IsWanted(context))
        {
            var all = await Documents(table, filter, orderBy, hidden, Page.CsvRowsMax, 0, cancel);
            return Csv.OfDocuments(all, [.. csvFields.Except(hidden)], $"{table.Name}.csv");
        }
        var total = await Count(table, filter, cancel);
        var documents = await Documents(table, filter, orderBy, hidden, page.Size, page.Offset, cancel);
        var json = new StringBuilder("{\"items\":[").AppendJoin(',', documents)
            .Append(System.Globalization.CultureInfo.InvariantCulture, $"],\"page\":{page.Number},\"size\":{page.Size},\"total\":{total}}}");
        return Results.Text(json.ToString(), "application/json; charset=utf-8");
    }

    public async Task<long> Count(ReadTable table, Filter filter, CancellationToken cancel)
    {
        await using var command = Command($"select count(*) from read.{table.Name}", filter, "");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    async Task<List<string>> Documents(
        ReadTable table, Filter filter, string orderBy, string[] hidden, int limit, long offset, CancellationToken cancel)
    {
        await using var command = Command(
            $"select doc - '{{contact{string.Concat(hidden.Select(h => $",{h}"))}}}'::text[] from read.{table.Name}", filter,
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"order by {orderBy}, id limit {limit} offset {offset}"));
        var documents = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) documents.Add(reader.GetString(0));
        return documents;
    }

    NpgsqlCommand Command(string select, Filter filter, string tail)
    {
        var sql = new StringBuilder(select);
        var command = database.CreateCommand();
        foreach (var condition in filter.Conditions)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = condition.Value });
            sql.Append(command.Parameters.Count == 1 ? " where " : " and ")
                .Append(condition.Text.Replace("?", $"${command.Parameters.Count}", StringComparison.Ordinal));
        }
        command.CommandText = sql.Append(' ').Append(tail).ToString();
        return command;
    }
}
