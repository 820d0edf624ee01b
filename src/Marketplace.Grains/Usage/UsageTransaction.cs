using Marketplace.Grains.Places;
using Npgsql;

namespace Marketplace.Grains.Usage;

/// <summary>
/// The steps of storing a call: receipts say what is new, the new events go in with receipts of their own, their sums to their days.
/// Every caller takes its locks in the same order: months, receipts by id, days by order.
/// </summary>
sealed class UsageTransaction(NpgsqlConnection connection, UsageCall call, UsagePlan plan)
{
    readonly UsageReceipts _receipts = new(connection, call);
    readonly UsageDays _days = new();

    /// <summary>False when a month of the new events turned out to be closed; nothing may be committed then.</summary>
    public async Task<bool> Run(CancellationToken cancel)
    {
        if (plan.Tried.Count > 0) await UsageSandbox.Take(connection, call, plan.Tried, cancel);
        if (plan.New.Length > 0 && !await TakeNew(cancel)) return false;
        await Settle(cancel);
        await new UsageConflicts(connection, call).ShowFirst(cancel);
        await Write(cancel);
        return true;
    }

    async Task<bool> TakeNew(CancellationToken cancel)
    {
        var (closed, known) = await Look(cancel);
        if (closed.Count > 0)
        {
            foreach (var item in plan.New.Where(i => closed.Contains(ChinaMonth.Of(i.Event!.At)))) item.Fault = UsageRefusal.MonthClosed;
            return false;
        }
        var added = new List<UsageItem>(plan.New.Length);
        foreach (var item in plan.New)
        {
            if (known.TryGetValue(item.Event!.Id, out var receipt)) item.Compare(receipt.Digest, receipt.ReceivedAt);
            else added.Add(item);
        }
        await new UsageRows(connection, call).Copy(added, cancel);
        foreach (var item in added)
        {
            item.Accept(call.ReceivedAt);
            _days.Add(item.Event!);
        }
        return true;
    }

    /// <summary>In one round trip: which months of the new events are closed, and which of the events are on record.</summary>
    async Task<(HashSet<string> Closed, IReadOnlyDictionary<string, UsageReceipt> Known)> Look(CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in UsageMonthLock.Share(plan.Months)) batch.BatchCommands.Add(command);
        batch.BatchCommands.Add(_receipts.FindAmong(Array.ConvertAll(plan.New, i => i.Event!.Id)));
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        var closed = new HashSet<string>();
        while (await reader.ReadAsync(cancel)) closed.Add(reader.GetString(0));
        await reader.NextResultAsync(cancel);
        return (closed, await UsageReceipts.Read(reader, cancel));
    }

    /// <summary>In the order of the call, so that the first of several of one id is the one that counts.</summary>
    async Task Settle(CancellationToken cancel)
    {
        if (plan.Other.Count == 0) return;
        var known = await _receipts.Find([.. plan.Other.Select(i => i.Event?.Id).OfType<string>().Distinct(StringComparer.Ordinal)], cancel);
        var corrections = new UsageCorrections(connection, call, _receipts, _days);
        foreach (var item in plan.Other)
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
