using System.Text.Json.Nodes;
using System.Text.Json;
using Marketplace.Api.Http;
using Marketplace.Grains.Places;
using Marketplace.Grains.Usage;
using Npgsql;

namespace Marketplace.Api.Usage;

/// <summary>What a vendor sent on one day of Asia/Shanghai.</summary>
/// <param name="Late">Of the accepted, those that came more than a day after their use.</param>
public sealed record UsageArrival(DateOnly Day, long Accepted, long Duplicates, long Conflicts, long Rejected, long Late);

/// <summary>How long after its use a vendor's usage came.</summary>
public sealed record UsageLateness(long Accepted, long Late, TimeSpan Sum, TimeSpan Worst)
{
    public double AverageHours => Accepted == 0 ? 0 : Sum.TotalHours / Accepted;

    public double LatePercent => Accepted == 0 ? 0 : 100.0 * Late / Accepted;
}

/// <summary>An event that did not count.</summary>
/// <param name="Sent">JSON where it could be read, otherwise the beginning of what came.</param>
/// <param name="First">Of a conflict: what was accepted under the id.</param>
public sealed record RefusedUsage(
    string Code, string? EventId, string? Order, string Reason, string ReasonZh, string Sent, string? First, DateTimeOffset LastAt, int Times)
{
    /// <summary>The members in which the two contents of a conflict differ.</summary>
    public IReadOnlyList<string> Differs => First is not null && JsonNode.Parse(First) is JsonObject first && JsonNode.Parse(Sent) is JsonObject sent
        ? [.. first.Concat(sent).Select(m => m.Key).Distinct().Where(m => !JsonNode.DeepEquals(first[m], sent[m]))]
        : [];
}

/// <summary>Reads what a vendor sent, for its own page.</summary>
public sealed class UsageArrivals(NpgsqlDataSource database)
{
    /// <summary>Days of which the page tells.</summary>
    public const int Days = 30;

    static readonly JsonSerializerOptions Indented = new(ApiJson.Options) { WriteIndented = true };

    /// <summary>Days on which anything came, the latest first.</summary>
    public async Task<IReadOnlyList<UsageArrival>> ByDay(string vendor, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            select (at at time zone 'Asia/Shanghai')::date as day, sum(accepted), sum(duplicates), sum(conflicts), sum(rejected), sum(late)
            from usage.calls where vendor = $1 and at >= $2 group by day order by day desc
            """);
        command.Parameters.AddWithValue(vendor);
        command.Parameters.AddWithValue(ChinaTime.BeginUtc(ChinaTime.DayOf(now).AddDays(1 - Days)));
        var days = new List<UsageArrival>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            days.Add(new UsageArrival(
                reader.GetFieldValue<DateOnly>(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5)));
        return days;
    }

    public async Task<UsageLateness> Lateness(string vendor, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            select coalesce(sum(accepted), 0), coalesce(sum(late), 0), coalesce(sum(lateness_seconds), 0)::bigint, coalesce(max(lateness_seconds_max), 0)
            from usage.calls where vendor = $1
            """);
        command.Parameters.AddWithValue(vendor);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return new UsageLateness(
            reader.GetInt64(0), reader.GetInt64(1), TimeSpan.FromSeconds(reader.GetInt64(2)), TimeSpan.FromSeconds(reader.GetInt64(3)));
    }

    /// <summary>A part of the refused events, the latest first, and how many there are.</summary>
    public async Task<(IReadOnlyList<RefusedUsage> Items, long Total)> Refused(string vendor, Page page, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            select code, event_id, order_text, message, message_zh, sent, first, last_at, times, count(*) over ()
            from usage.refusals where vendor = $1 order by last_at desc, digest, code limit $2 offset $3
            """);
        command.Parameters.AddWithValue(vendor);
        command.Parameters.AddWithValue(page.Size);
        command.Parameters.AddWithValue(page.Offset);
        var items = new List<RefusedUsage>();
        var total = 0L;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
            items.Add(new RefusedUsage(
                reader.GetString(0), Text(1), Text(2), reader.GetString(3), reader.GetString(4), Readable(reader.GetString(5)), Text(6) is { } first ? Readable(first) : null,
                reader.GetFieldValue<DateTimeOffset>(7), reader.GetInt32(8)));
            total = reader.GetInt64(9);
        }
        return (items, total);
    }

    /// <summary>A line per member, where it is JSON.</summary>
    static string Readable(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return JsonSerializer.Serialize(json, Indented);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
