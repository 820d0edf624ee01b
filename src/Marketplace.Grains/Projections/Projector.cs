using Marketplace.Grains.Runtime;
using Marketplace.Grains.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Marketplace.Grains.Projections;

/// <summary>
/// Folds committed facts into the read tables, in one order, and never skips one of a slow transaction: it reads by
/// transaction number and stops before the oldest one still running. One runner at a time in the cluster; its position
/// moves in the transaction that writes the rows.
/// </summary>
public sealed class Projector(NpgsqlDataSource database, FactCatalogue catalogue, IReadOnlyList<ReadTable> tables)
{
    const long Lock = 0x50524F4A454354; // "PROJECT"

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Facts in one step.</summary>
    public const int BatchMax = 2000;

    readonly Dictionary<string, ReadTable> _tables = tables.ToDictionary(t => t.Grain.Name, StringComparer.Ordinal);

    /// <summary>Takes the next facts; how many there were, zero also when another node is at it.</summary>
    public async Task<int> Step(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await Position(connection, cancel) is not { } position) return 0;
        var facts = await Next(connection, position, cancel);
        if (facts.Count == 0) return 0;
        foreach (var group in facts.GroupBy(f => catalogue.GrainTypeOf(f.StreamId).Name))
            if (_tables.TryGetValue(group.Key, out var table))
                await Fold(connection, table, group, cancel);
        await MoveTo(connection, facts[^1], cancel);
        await transaction.CommitAsync(cancel);
        return facts.Count;
    }

    /// <summary>Empties the read tables and folds everything again.</summary>
    public async Task Rebuild(CancellationToken cancel)
    {
        var names = string.Join(", ", _tables.Values.Select(t => $"read.{t.Name}"));
        await using (var command = database.CreateCommand(
            $"truncate {names}; update read.position set xid = '0', seq_id = 0"))
            await command.ExecuteNonQueryAsync(cancel);
        await CatchUp(cancel);
    }

    /// <summary>Until everything is folded that was committed before this call, by this node or by another.</summary>
    public async Task CatchUp(CancellationToken cancel)
    {
        var last = await Last(cancel);
        while (!await HasReached(last, cancel))
            if (await Step(cancel) == 0)
                await Task.Delay(Pause, cancel); // another node is at it, or an older transaction is still open
    }

    /// <summary>The position of the last fact that is committed.</summary>
    public async Task<long> Last(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select coalesce(max(seq_id), 0) from es.mt_events");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>True when the fact at a position, and so everything before it, is in the read tables.</summary>
    public async Task<bool> HasReached(long seq, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            select coalesce(
              (select (e.xid, e.seq_id) <= (p.xid, p.seq_id) from es.mt_events e, read.position p where e.seq_id = $1),
              $1 <= (select coalesce(max(seq_id), 0) from es.mt_events))
            """);
        command.Parameters.Add(Sql.Param(seq));
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    static async Task<(ulong Xid, long Seq)?> Position(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"""
            set local synchronous_commit = off; -- what a crash loses is folded again: position and rows are lost together
            select xid, seq_id from read.position where pg_try_advisory_xact_lock({Lock})
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? (reader.GetFieldValue<ulong>(0), reader.GetInt64(1)) : null;
    }

    static async Task<List<Projected>> Next(NpgsqlConnection connection, (ulong Xid, long Seq) after, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select xid, seq_id, stream_id, version, type, data, timestamp, actor
            from es.mt_events
            where (xid, seq_id) > ($1, $2) and xid < pg_snapshot_xmin(pg_current_snapshot())
            order by xid, seq_id
            limit $3
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<ulong> { TypedValue = after.Xid, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.Add(Sql.Param(after.Seq));
        command.Parameters.Add(Sql.Param(BatchMax));
        var facts = new List<Projected>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            facts.Add(new Projected(
                reader.GetFieldValue<ulong>(0), reader.GetInt64(1), reader.GetString(2), reader.GetInt64(3), reader.GetString(4),
                reader.GetString(5), reader.GetFieldValue<DateTimeOffset>(6), reader.GetString(7)));
        return facts;
    }

    async Task Fold(NpgsqlConnection connection, ReadTable table, IEnumerable<Projected> facts, CancellationToken cancel)
    {
        var byKey = facts.GroupBy(f => table.Grain.KeyOf(f.StreamId), StringComparer.Ordinal).ToArray();
        var rows = await Rows(connection, table, Array.ConvertAll(byKey, g => g.Key), cancel);
        foreach (var group in byKey)
        {
            var (version, row) = rows.GetValueOrDefault(group.Key);
            foreach (var fact in group.Where(f => f.Version > version))
                row = table.Evolve(row, catalogue.Read(fact.Type, fact.Data), new Envelope(group.Key, fact.Version, fact.Type, fact.At, fact.Actor));
            rows[group.Key] = (Math.Max(version, group.Last().Version), row);
        }
        await using var command = new NpgsqlCommand(
            $"""
            insert into read.{table.Name} (id, version, doc) select * from unnest($1, $2, $3)
            on conflict (id) do update set version = excluded.version, doc = excluded.doc
            """, connection);
        command.Parameters.Add(Sql.Param(rows.Keys.ToArray()));
        command.Parameters.Add(Sql.Param(rows.Values.Select(r => r.Version).ToArray()));
        command.Parameters.Add(Sql.Json([.. rows.Values.Select(r => table.Write(r.Row!))]));
        await command.ExecuteNonQueryAsync(cancel);
    }

    static async Task<Dictionary<string, (long Version, object? Row)>> Rows(
        NpgsqlConnection connection, ReadTable table, string[] keys, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select id, version, doc from read.{table.Name} where id = any($1)", connection);
        command.Parameters.Add(Sql.Param(keys));
        var rows = new Dictionary<string, (long Version, object? Row)>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) rows.Add(reader.GetString(0), (reader.GetInt64(1), table.Read(reader.GetString(2))));
        return rows;
    }

    static async Task MoveTo(NpgsqlConnection connection, Projected last, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("update read.position set xid = $1, seq_id = $2", connection);
        command.Parameters.Add(new NpgsqlParameter<ulong> { TypedValue = last.Xid, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.Add(Sql.Param(last.Seq));
        await command.ExecuteNonQueryAsync(cancel);
    }

    sealed record Projected(
        ulong Xid, long Seq, string StreamId, long Version, string Type, string Data, DateTimeOffset At, string Actor);
}
