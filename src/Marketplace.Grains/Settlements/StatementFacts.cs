using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Grains.Settlements;

/// <summary>Reads a statement straight from its facts: always current, and only as many of its lines as are asked for.</summary>
public sealed class StatementFacts(NpgsqlDataSource database, FactCatalogue catalogue)
{
    /// <summary>The first fact of a stream begins the statement; its lines follow from the second on, in full facts but for the last.</summary>
    const int FirstOfLines = 2;

    static readonly string LinesAdded = Catalogue.Facts.NameOf(typeof(StatementEvent.StatementLinesAdded)).Name;

    /// <summary>Null when there is none.</summary>
    public async Task<StatementRow?> Find(StatementId id, CancellationToken cancel)
    {
        StatementRow? row = null;
        await foreach (var (fact, envelope) in Facts(id, "type <> $2", Sql.Param(LinesAdded), cancel)) row = StatementRow.Evolve(row, fact, envelope);
        return row;
    }

    /// <summary>So many lines after so many others, in the order of their numbers.</summary>
    public async Task<IReadOnlyList<StatementLine>> Lines(StatementId id, long offset, int limit, CancellationToken cancel)
    {
        var first = offset / Statement.LinesMax;
        long[] versions = [.. Enumerable.Range(0, limit / Statement.LinesMax + 2).Select(i => FirstOfLines + first + i)];
        var lines = new List<StatementLine>();
        await foreach (var (fact, _) in Facts(id, "version = any($2)", Sql.Param(versions), cancel))
            if (fact is StatementEvent.StatementLinesAdded added)
                lines.AddRange(added.Lines);
        return [.. lines.Skip((int)(offset - first * Statement.LinesMax)).Take(limit)];
    }

    async IAsyncEnumerable<(StatementEvent Fact, Envelope Envelope)> Facts(
        StatementId id, string condition, NpgsqlParameter parameter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"select version, type, data, timestamp, actor from es.mt_events where stream_id = $1 and {condition} order by version");
        command.Parameters.Add(Sql.Param(Statement.Grain.StreamId(id.Value)));
        command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var (version, type) = (reader.GetInt64(0), reader.GetString(1));
            yield return (
                (StatementEvent)catalogue.Read(type, reader.GetString(2)),
                new Envelope(id.Value, version, type, reader.GetFieldValue<DateTimeOffset>(3), reader.GetString(4)));
        }
    }
}
