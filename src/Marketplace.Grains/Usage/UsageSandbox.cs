using System.Text.Json.Nodes;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Grains.Usage;

/// <summary>
/// Takes events for a vendor's sandbox order: the same verdicts, kept apart from real ids, counted nowhere, forgotten after
/// <see cref="KeptFor"/>.
/// </summary>
static class UsageSandbox
{
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    public static async Task Take(NpgsqlConnection connection, UsageCall call, IReadOnlyList<UsageItem> items, CancellationToken cancel)
    {
        var leading = items.Where(i => i.Fault is null).DistinctBy(i => i.Event!.Id, StringComparer.Ordinal)
            .OrderBy(i => i.Event!.Id, StringComparer.Ordinal).ToDictionary(i => i.Event!.Id, StringComparer.Ordinal);
        var added = await Insert(connection, call, [.. leading.Values], cancel);
        var known = await Find(connection, call, [.. items.Select(i => i.Event!.Id), .. items.Select(i => i.Event!.Corrects).OfType<string>()], cancel);
        foreach (var item in items)
        {
            var usage = item.Event!;
            if (item.Fault is null && leading[usage.Id] == item && added.Contains(usage.Id)) item.Accept(call.ReceivedAt);
            else if (known.TryGetValue(usage.Id, out var first))
            {
                item.Compare(first.Digest, first.ReceivedAt);
                if (item.Verdict == EventVerdict.Conflict) item.First = JsonNode.Parse(first.Content);
            }
            else item.Reject(item.Fault!);
            if (item.Verdict == EventVerdict.Accepted && usage.Corrects is { } corrects && !known.ContainsKey(corrects)) item.Reject(UsageRefusal.CorrectsUnknown);
        }
        string[] refused = [.. items.Where(i => i.Verdict == EventVerdict.Rejected && i.Fault is null).Select(i => i.Event!.Id)];
        if (refused.Length > 0) await Delete(connection, call, refused, cancel);
    }

    static async Task<HashSet<string>> Insert(NpgsqlConnection connection, UsageCall call, UsageItem[] items, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into usage.sandbox (vendor, id, digest, content, received_at)
            select $1, e.id, e.digest, e.content::json, $2 from unnest($3, $4, $5) as e(id, digest, content)
            on conflict do nothing returning id
            """, connection);
        command.Parameters.Add(Sql.Param(call.Vendor));
        command.Parameters.Add(Sql.Param(call.ReceivedAt));
        command.Parameters.Add(Sql.Param(Array.ConvertAll(items, i => i.Event!.Id)));
        command.Parameters.Add(Sql.Param(Array.ConvertAll(items, i => i.Digest)));
        command.Parameters.Add(Sql.Param(Array.ConvertAll(items, i => i.Sent)));
        var added = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) added.Add(reader.GetString(0));
        return added;
    }

    static async Task<Dictionary<string, (Guid Digest, string Content, DateTimeOffset ReceivedAt)>> Find(
        NpgsqlConnection connection, UsageCall call, string[] ids, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select id, digest, content, received_at from usage.sandbox where vendor = $1 and id = any($2)", connection);
        command.Parameters.Add(Sql.Param(call.Vendor));
        command.Parameters.Add(Sql.Param(ids));
        var found = new Dictionary<string, (Guid Digest, string Content, DateTimeOffset ReceivedAt)>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            found.Add(reader.GetString(0), (reader.GetGuid(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3)));
        return found;
    }

    static async Task Delete(NpgsqlConnection connection, UsageCall call, string[] ids, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("delete from usage.sandbox where vendor = $1 and id = any($2)", connection);
        command.Parameters.Add(Sql.Param(call.Vendor));
        command.Parameters.Add(Sql.Param(ids));
        await command.ExecuteNonQueryAsync(cancel);
    }
}
