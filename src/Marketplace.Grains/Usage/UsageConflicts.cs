using System.Net;
using System.Text.Json.Nodes;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Grains.Usage;

/// <summary>Shows, beside what was sent under a known id, what was accepted under it first.</summary>
sealed class UsageConflicts(NpgsqlConnection connection, UsageCall call)
{
    public async Task ShowFirst(CancellationToken cancel)
    {
        var open = call.Items.Where(i => i is { Verdict: EventVerdict.Conflict, First: null, IsTried: false }).ToList();
        if (open.Count == 0) return;
        open = await Show(open, [.. open.Select(i => i.Event!.Order).Distinct()], cancel); // nearly always it is the same order
        if (open.Count > 0) open = await Show(open, await OrdersOfVendor(cancel), cancel);
        if (open.Count > 0) await ShowAdjustments(open, cancel);
    }

    /// <returns>Those whose first content is not among the events of these orders.</returns>
    async Task<List<UsageItem>> Show(List<UsageItem> items, string[] orders, CancellationToken cancel)
    {
        var found = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(
            """
            select e.id, e.order_id, e.user_id, e.kind, e.count, coalesce(e.said_at, e.at), e.ip, e.attributes, e.corrects
            from usage.receipts r, lateral (
              select * from usage.events e where e.order_id = any($3) and e.at = r.at and e.vendor = r.vendor and e.id = r.id limit 1) e
            where r.vendor = $1 and r.id = any($2)
            """, connection);
        command.Parameters.Add(Sql.Param(call.Vendor));
        command.Parameters.Add(Sql.Param(items.Select(i => i.Event!.Id).Distinct().ToArray()));
        command.Parameters.Add(Sql.Param(orders));
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                found[reader.GetString(0)] = Content(reader);
        return Fill(items, found);
    }

    async Task ShowAdjustments(List<UsageItem> items, CancellationToken cancel)
    {
        var found = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("select event_id, content from usage.adjustments where vendor = $1 and event_id = any($2)", connection);
        command.Parameters.Add(Sql.Param(call.Vendor));
        command.Parameters.Add(Sql.Param(items.Select(i => i.Event!.Id).Distinct().ToArray()));
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                found[reader.GetString(0)] = JsonNode.Parse(reader.GetString(1))!;
        Fill(items, found);
    }

    static List<UsageItem> Fill(List<UsageItem> items, Dictionary<string, JsonNode> found)
    {
        foreach (var item in items) item.First = found.GetValueOrDefault(item.Event!.Id)?.DeepClone();
        return items.FindAll(i => i.First is null);
    }

    async Task<string[]> OrdersOfVendor(CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select coalesce(array_agg(id), '{}') from read.orders where vendor = $1", connection);
        command.Parameters.Add(Sql.Param(call.Vendor));
        return (string[])(await command.ExecuteScalarAsync(cancel))!;
    }

    static JsonObject Content(NpgsqlDataReader reader) => new UsageEvent(
        reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt32(4),
        reader.GetFieldValue<DateTimeOffset>(5), reader.IsDBNull(6) ? null : reader.GetFieldValue<IPAddress>(6),
        reader.IsDBNull(7) ? null : reader.GetString(7), reader.IsDBNull(8) ? null : reader.GetString(8)).Content();
}
