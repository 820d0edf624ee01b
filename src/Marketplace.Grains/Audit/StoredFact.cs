using System.Runtime.CompilerServices;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Grains.Audit;

/// <summary>A fact as the database has it, with the columns that the host never sets.</summary>
/// <param name="Row">With its data brought into canonical form.</param>
/// <param name="IsPlain">False when a column that is always empty or default is not.</param>
sealed record StoredFact(long Seq, ulong Xid, FactRow Row, bool IsPlain)
{
    const string Columns =
        $"""
        select seq_id, xid, id, stream_id, version, data, type, timestamp, coalesce(mt_dotnet_type, ''), command_id, actor, hash,
          bdata is null and tenant_id is not distinct from '{HashChain.TenantId}' and is_archived is not distinct from false
        from es.mt_events
        """;

    /// <summary>The facts of one stream.</summary>
    public static async IAsyncEnumerable<StoredFact> Of(
        NpgsqlDataSource database, string streamId, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"{Columns} where stream_id = $1 order by version");
        command.Parameters.Add(Sql.Param(streamId));
        await foreach (var fact in Read(command, cancel)) yield return fact;
    }

    /// <summary>All facts, stream by stream.</summary>
    public static async IAsyncEnumerable<StoredFact> All(Snapshot snapshot, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var command = await snapshot.Command($"{Columns} order by stream_id collate \"C\" nulls first, version", cancel);
        await foreach (var fact in Read(command, cancel)) yield return fact;
    }

    static async IAsyncEnumerable<StoredFact> Read(NpgsqlCommand command, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var row = new FactRow(
                reader.GetGuid(2), reader.IsDBNull(3) ? "" : reader.GetString(3), reader.GetInt64(4), reader.GetString(6), reader.GetString(8),
                CanonicalJson.Canonicalise(reader.GetString(5)), reader.GetFieldValue<DateTimeOffset>(7), reader.GetGuid(9),
                reader.GetString(10)) { Hash = reader.GetFieldValue<byte[]>(11) };
            yield return new StoredFact(reader.GetInt64(0), reader.GetFieldValue<ulong>(1), row, reader.GetBoolean(12));
        }
    }
}
