using System.Security.Cryptography;
using System.Text;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Grains.Usage;

/// <summary>Writes down that a call came and how late its events were, and every event that did not count, once.</summary>
static class UsageLog
{
    public static IEnumerable<NpgsqlBatchCommand> Commands(UsageCall call)
    {
        yield return Call(call);
        Refused[] refused =
        [
            .. call.Items.Where(i => i is { IsTried: false, Refusal: not null }).Select(i => new Refused(i, i.Sent))
                .GroupBy(r => (r.Digest, r.Item.Refusal!.Code)).Select(g => g.First()).OrderBy(r => r.Digest).ThenBy(r => r.Item.Refusal!.Code, StringComparer.Ordinal),
        ];
        if (refused.Length > 0) yield return Refusals(call, refused);
    }

    static NpgsqlBatchCommand Call(UsageCall call)
    {
        int accepted = 0, duplicates = 0, conflicts = 0, rejected = 0, tried = 0, late = 0;
        TimeSpan sum = default, max = default;
        foreach (var item in call.Items)
        {
            if (item.IsTried)
            {
                tried++;
                continue;
            }
            if (item.Verdict == EventVerdict.Accepted) accepted++;
            else if (item.Verdict == EventVerdict.Duplicate) duplicates++;
            else if (item.Verdict == EventVerdict.Conflict) conflicts++;
            else rejected++;
            if (item.Verdict != EventVerdict.Accepted || item.Event!.Corrects is not null) continue;
            var lateness = call.ReceivedAt - item.Event.At;
            if (lateness > UsageIntake.LateAfter) late++;
            if (lateness > TimeSpan.Zero) sum += lateness;
            if (lateness > max) max = lateness;
        }
        return Sql.Command(
            """
            insert into usage.calls (vendor, actor, at, accepted, duplicates, conflicts, rejected, tried, late, lateness_seconds, lateness_seconds_max)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            Sql.Param(call.Vendor), Sql.Param(call.Actor), Sql.Param(call.ReceivedAt), Sql.Param(accepted), Sql.Param(duplicates), Sql.Param(conflicts),
            Sql.Param(rejected), Sql.Param(tried), Sql.Param(late), Sql.Param((long)sum.TotalSeconds), Sql.Param((long)max.TotalSeconds));
    }

    static NpgsqlBatchCommand Refusals(UsageCall call, Refused[] refused) => Sql.Command(
        """
        insert into usage.refusals as r (vendor, digest, code, event_id, order_text, message, message_zh, sent, first, at, last_at, times)
        select $1, n.digest, n.code, n.event_id, n.order_text, n.message, n.message_zh, n.sent, n.first::json, $2, $2, 1
        from unnest($3, $4, $5, $6, $7, $8, $9, $10) as n(digest, code, event_id, order_text, message, message_zh, sent, first)
        on conflict (vendor, digest, code) do update set last_at = excluded.last_at, times = r.times + 1
        """,
        Sql.Param(call.Vendor), Sql.Param(call.ReceivedAt), Sql.Param(Array.ConvertAll(refused, r => r.Digest)),
        Sql.Param(Array.ConvertAll(refused, r => r.Item.Refusal!.Code)), Sql.Param(Array.ConvertAll(refused, r => r.Item.Id)),
        Sql.Param(Array.ConvertAll(refused, r => r.Item.Event?.Order)), Sql.Param(Array.ConvertAll(refused, r => r.Item.Refusal!.Reason)),
        Sql.Param(Array.ConvertAll(refused, r => r.Item.Refusal!.ReasonZh)), Sql.Param(Array.ConvertAll(refused, r => r.Sent)),
        Sql.Param(Array.ConvertAll(refused, r => r.Item.First?.ToJsonString(UsageEvent.Readable))));

    sealed record Refused(UsageItem Item, string Sent)
    {
        public Guid Digest { get; } = new(SHA256.HashData(Encoding.UTF8.GetBytes(Sent)).AsSpan(0, 16), bigEndian: true);
    }
}
