using Marketplace.Grains.Places;
using Marketplace.Grains.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Marketplace.Grains.Usage;

/// <summary>
/// The steps of storing a call: receipts say what is new, the new events go in by binary COPY, their sums to their days. Every
/// caller takes its locks in the same order: months, receipts by id, days by order.
/// </summary>
sealed class UsageTransaction(NpgsqlConnection connection, UsageCall call, UsagePlan plan)
{
    readonly UsageReceipts _receipts = new(connection, call);
    readonly UsageDays _days = new();

    /// <summary>False when a month of the new events turned out to be closed; nothing may be committed then.</summary>
    public async Task<bool> Run(CancellationToken cancel)
    {
        if (plan.Tried.Count > 0) await UsageSandbox.Take(connection, call, plan.Tried, cancel);
        if (plan.New.Length > 0)
        {
            var (added, closed) = await InsertReceipts(cancel);
            if (closed.Count > 0)
            {
                foreach (var item in plan.New.Where(i => closed.Contains(ChinaMonth.Of(i.Event!.At)))) item.Fault = UsageRefusal.MonthClosed;
                return false;
            }
            var isKnown = added.Count == plan.New.Length ? new HashSet<string>() : [.. plan.New.Select(i => i.Event!.Id).Except(added)];
            foreach (var item in plan.New)
            {
                if (isKnown.Contains(item.Event!.Id)) continue;
                item.Accept(call.ReceivedAt);
                _days.Add(item.Event);
            }
            await Copy([.. plan.New.Where(i => !isKnown.Contains(i.Event!.Id))], cancel);
            await Settle([.. plan.New.Where(i => isKnown.Contains(i.Event!.Id))], cancel);
        }
        await Settle(plan.Other, cancel);
        await new UsageConflicts(connection, call).ShowFirst(cancel);
        await Write(cancel);
        return true;
    }

    async Task<(HashSet<string> Added, HashSet<string> Closed)> InsertReceipts(CancellationToken cancel)
    {
        var added = new HashSet<string>(plan.New.Length, StringComparer.Ordinal);
        var closed = new HashSet<string>();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in UsageMonthLock.Share(plan.Months)) batch.BatchCommands.Add(command);
        batch.BatchCommands.Add(Sql.Command(
            """
            insert into usage.receipts (vendor, id, digest, at, received_at)
            select $1, e.id, e.digest, e.at, $2 from unnest($3, $4, $5) as e(id, digest, at)
            on conflict do nothing returning id
            """,
            Sql.Param(call.Vendor), Sql.Param(call.ReceivedAt), Sql.Param(Array.ConvertAll(plan.New, i => i.Event!.Id)),
            Sql.Param(Array.ConvertAll(plan.New, i => i.Digest)), Sql.Param(Array.ConvertAll(plan.New, i => i.Event!.At))));
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel)) closed.Add(reader.GetString(0));
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel)) added.Add(reader.GetString(0));
        return (added, closed);
    }

    async Task Copy(UsageItem[] items, CancellationToken cancel)
    {
        if (items.Length == 0) return;
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy usage.events (vendor, id, order_id, user_id, kind, count, at, ip, attributes, received_at) from stdin (format binary)", cancel);
        foreach (var item in items)
        {
            var e = item.Event!;
            copy.StartRow();
            copy.Write(call.Vendor, NpgsqlDbType.Text);
            copy.Write(e.Id, NpgsqlDbType.Text);
            copy.Write(e.Order, NpgsqlDbType.Text);
            copy.Write(e.User, NpgsqlDbType.Text);
            copy.Write(e.Kind, NpgsqlDbType.Text);
            copy.Write(e.Count, NpgsqlDbType.Integer);
            copy.Write(e.At, NpgsqlDbType.TimestampTz);
            if (e.Ip is null) copy.WriteNull();
            else copy.Write(e.Ip, NpgsqlDbType.Inet);
            if (e.Attributes is null) copy.WriteNull();
            else copy.Write(e.Attributes, NpgsqlDbType.Jsonb);
            copy.Write(call.ReceivedAt, NpgsqlDbType.TimestampTz);
        }
        await copy.CompleteAsync(cancel);
    }

    /// <summary>In the order of the call, so that the first of several of one id is the one that counts.</summary>
    async Task Settle(IReadOnlyList<UsageItem> items, CancellationToken cancel)
    {
        if (items.Count == 0) return;
        var known = await _receipts.Find([.. items.Select(i => i.Event?.Id).OfType<string>().Distinct(StringComparer.Ordinal)], cancel);
        var corrections = new UsageCorrections(connection, call, _receipts, _days);
        foreach (var item in items)
        {
            if (item.Event is not { } usage) item.Reject(item.Fault!);
            else if (known.TryGetValue(usage.Id, out var receipt)) item.Compare(receipt.Digest, receipt.ReceivedAt);
            else if (item.Fault is { } fault) item.Reject(fault);
            else if (plan.Leading[usage.Id] is var leading && leading != item) Follow(item, leading);
            else await corrections.Take(item, cancel);
        }
    }

    /// <summary>An id for the second time within the call, after a correction that was taken or refused just now.</summary>
    void Follow(UsageItem item, UsageItem leading)
    {
        if (leading.ReceivedAt is { } receivedAt) item.Compare(leading.Digest, receivedAt);
        else item.Reject(leading.Digest == item.Digest ? leading.Refusal! : UsageRefusal.Conflict);
        if (item.Verdict == EventVerdict.Conflict) item.First = leading.Event!.Content();
    }

    async Task Write(CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in _days.Commands()) batch.BatchCommands.Add(command);
        foreach (var command in UsageLog.Commands(call)) batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancel);
    }
}
