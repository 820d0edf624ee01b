using System.Net;
using Marketplace.Grains.Places;
using Marketplace.Grains.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Marketplace.Grains.Usage;

/// <summary>
/// Events that replace earlier ones. While the month of the earlier event is open, its day is counted anew; afterwards the
/// difference counts in the month in which the correction arrives.
/// </summary>
sealed class UsageCorrections(NpgsqlConnection connection, UsageCall call, UsageReceipts receipts, UsageDays days)
{
    /// <summary>The event to be replaced, as the record has it.</summary>
    /// <param name="AboutMonth">The month in which it happened.</param>
    /// <param name="IsAdjustment">It is itself a correction that came after that month was closed.</param>
    sealed record Target(DateTimeOffset At, int Count, string AboutMonth, bool IsAdjustment);

    public async Task Take(UsageItem item, CancellationToken cancel)
    {
        var usage = item.Event!;
        if (await Find(usage, cancel) is not { } target)
        {
            item.Reject(UsageRefusal.CorrectsUnknown);
            return;
        }
        var isOpen = await UsageMonthLock.Share(connection, target.AboutMonth, cancel) && !target.IsAdjustment;
        if (!await receipts.Insert(item, isOpen ? target.At : call.ReceivedAt, cancel))
        {
            // The same id came by another call meanwhile.
            var first = await receipts.Find(usage.Id, cancel);
            item.Compare(first!.Value.Digest, first.Value.ReceivedAt);
            return;
        }
        if (await Replace(usage, cancel) is { } by)
        {
            await receipts.Delete(usage.Id, cancel);
            item.Reject(UsageRefusal.CorrectedAlready(by));
        }
        else if (isOpen)
        {
            await Insert(usage, target, cancel);
            days.Recount(usage.Order, target.At);
            item.Accept(call.ReceivedAt);
        }
        else
        {
            item.Accept(call.ReceivedAt, await Adjust(usage, target, cancel));
        }
    }

    async Task<Target?> Find(UsageEvent usage, CancellationToken cancel)
    {
        if (await receipts.Find(usage.Corrects!, cancel) is not { } receipt) return null;
        await using var command = new NpgsqlCommand(
            """
            select at, count, null from usage.events where order_id = $1 and at = $2 and vendor = $3 and id = $4
            union all
            select received_at, count, about_month from usage.adjustments where vendor = $3 and event_id = $4 and order_id = $1
            """, connection);
        command.Parameters.Add(Sql.Param(usage.Order));
        command.Parameters.Add(Sql.Param(receipt.At));
        command.Parameters.Add(Sql.Param(call.Vendor));
        command.Parameters.Add(Sql.Param(usage.Corrects!));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel)) return null;
        var (at, isAdjustment) = (reader.GetFieldValue<DateTimeOffset>(0), !reader.IsDBNull(2));
        return new Target(at, reader.GetInt32(1), isAdjustment ? reader.GetString(2) : ChinaMonth.Of(at), isAdjustment);
    }

    /// <summary>Null when it is replaced now; otherwise the id of what had replaced it before.</summary>
    async Task<string?> Replace(UsageEvent usage, CancellationToken cancel)
    {
        await using var insert = new NpgsqlCommand(
            "insert into usage.replaced (vendor, id, by_id) values ($1, $2, $3) on conflict do nothing", connection);
        insert.Parameters.Add(Sql.Param(call.Vendor));
        insert.Parameters.Add(Sql.Param(usage.Corrects!));
        insert.Parameters.Add(Sql.Param(usage.Id));
        if (await insert.ExecuteNonQueryAsync(cancel) == 1) return null;
        await using var by = new NpgsqlCommand("select by_id from usage.replaced where vendor = $1 and id = $2", connection);
        by.Parameters.Add(Sql.Param(call.Vendor));
        by.Parameters.Add(Sql.Param(usage.Corrects!));
        return (string)(await by.ExecuteScalarAsync(cancel))!;
    }

    async Task Insert(UsageEvent usage, Target target, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into usage.events (vendor, id, order_id, user_id, kind, count, at, ip, attributes, corrects, said_at, received_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """, connection);
        command.Parameters.Add(Sql.Param(call.Vendor));
        command.Parameters.Add(Sql.Param(usage.Id));
        command.Parameters.Add(Sql.Param(usage.Order));
        command.Parameters.Add(Sql.Param(usage.User));
        command.Parameters.Add(Sql.Param(usage.Kind));
        command.Parameters.Add(Sql.Param(usage.Count));
        command.Parameters.Add(Sql.Param(target.At));
        command.Parameters.Add(new NpgsqlParameter<IPAddress?> { TypedValue = usage.Ip, NpgsqlDbType = NpgsqlDbType.Inet });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = usage.Attributes, NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(Sql.Param(usage.Corrects));
        command.Parameters.Add(Sql.Param(usage.At == target.At ? null : (DateTimeOffset?)usage.At));
        command.Parameters.Add(Sql.Param(call.ReceivedAt));
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <returns>The month in which the difference counts: that of its arrival, which is open.</returns>
    async Task<string> Adjust(UsageEvent usage, Target target, CancellationToken cancel)
    {
        var month = ChinaMonth.Of(call.ReceivedAt);
        await UsageMonthLock.Share(connection, month, cancel);
        await using var command = new NpgsqlCommand(
            """
            insert into usage.adjustments (vendor, event_id, order_id, month, about_month, uses, count, corrects, content, received_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """, connection);
        command.Parameters.Add(Sql.Param(call.Vendor));
        command.Parameters.Add(Sql.Param(usage.Id));
        command.Parameters.Add(Sql.Param(usage.Order));
        command.Parameters.Add(Sql.Param(month));
        command.Parameters.Add(Sql.Param(target.AboutMonth));
        command.Parameters.Add(Sql.Param((long)usage.Count - target.Count));
        command.Parameters.Add(Sql.Param(usage.Count));
        command.Parameters.Add(Sql.Param(usage.Corrects!));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = usage.Content().ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(Sql.Param(call.ReceivedAt));
        await command.ExecuteNonQueryAsync(cancel);
        return month;
    }
}
