using System.Collections.ObjectModel;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Grains.Usage;

/// <param name="At">When the event stands in the record; that of its adjustment where a correction came after its month.</param>
readonly record struct UsageReceipt(Guid Digest, DateTimeOffset At, DateTimeOffset ReceivedAt);

/// <summary>The receipts of one vendor within a transaction.</summary>
sealed class UsageReceipts(NpgsqlConnection connection, UsageCall call)
{
    /// <summary>False when the id is on record already.</summary>
    public async Task<bool> Insert(UsageItem item, DateTimeOffset at, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "insert into usage.receipts (vendor, id, digest, at, received_at) values ($1, $2, $3, $4, $5) on conflict do nothing", connection);
        command.Parameters.Add(Sql.Param(call.Vendor));
        command.Parameters.Add(Sql.Param(item.Event!.Id));
        command.Parameters.Add(Sql.Param(item.Digest));
        command.Parameters.Add(Sql.Param(at));
        command.Parameters.Add(Sql.Param(call.ReceivedAt));
        return await command.ExecuteNonQueryAsync(cancel) == 1;
    }

    /// <summary>Takes back what this transaction has inserted.</summary>
    public async Task Delete(string id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("delete from usage.receipts where vendor = $1 and id = $2", connection);
        command.Parameters.Add(Sql.Param(call.Vendor));
        command.Parameters.Add(Sql.Param(id));
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<UsageReceipt?> Find(string id, CancellationToken cancel) =>
        (await Find([id], cancel)).TryGetValue(id, out var receipt) ? receipt : null;

    public async Task<IReadOnlyDictionary<string, UsageReceipt>> Find(string[] ids, CancellationToken cancel)
    {
        if (ids.Length == 0) return ReadOnlyDictionary<string, UsageReceipt>.Empty;
        await using var command = new NpgsqlCommand(
            "select id, digest, at, received_at from usage.receipts where vendor = $1 and id = any($2)", connection);
        command.Parameters.Add(Sql.Param(call.Vendor));
        command.Parameters.Add(Sql.Param(ids));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await Read(reader, cancel);
    }

    /// <summary>
    /// The same where hardly any is on record. Ids mostly rise: one look finds nothing between the least and the greatest of the call, and
    /// saves a look for each.
    /// </summary>
    public NpgsqlBatchCommand FindAmong(string[] ids) => Sql.Command(
        """
        select id, digest, at, received_at from usage.receipts where vendor = $1 and id = any(case when exists (
          select from usage.receipts where vendor = $1
            and id >= (select min(i collate "C") from unnest($2) as i) and id <= (select max(i collate "C") from unnest($2) as i))
          then $2 else '{}' end)
        """, Sql.Param(call.Vendor), Sql.Param(ids));

    public static async Task<IReadOnlyDictionary<string, UsageReceipt>> Read(NpgsqlDataReader reader, CancellationToken cancel)
    {
        var found = new Dictionary<string, UsageReceipt>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancel))
            found[reader.GetString(0)] = new UsageReceipt(
                reader.GetGuid(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetFieldValue<DateTimeOffset>(3));
        return found;
    }
}
