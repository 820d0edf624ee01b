using System.Globalization;
using Marketplace.Grains.Outbox;
using Npgsql;

namespace Marketplace.Api.Jobs;

/// <summary>
/// Finds what should have happened by itself and has not: messages that fell due, and orders whose free year is over but that still
/// run. The first are acted upon at once; an order that nobody reminds of its end is for somebody to look into.
/// </summary>
public sealed class ExpiryJob(NpgsqlDataSource database, DueMessages messages, TimeProvider clock) : IJob
{
    /// <summary>So late a message may be while all is well.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    public string Name => "expiry";

    public string Cron => "0 30 0 * * ?";

    public JobPeriod Period => JobPeriod.Now;

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var late = clock.GetUtcNow() - Grace;
        await Find(run, "expiry.late", "It fell due {0} and was not acted upon; it is now.", "应于 {0} 处理而未处理，现已补办。", cancel,
            "select payload, due_at from es.outbox where done_at is null and refusal is null and due_at < $1 order by due_at limit $2", late);
        while (await messages.Run(clock.GetUtcNow(), cancel) > 0) { }
        await Find(run, "expiry.not-ended", "Its free year was over {0}, it still runs, and nothing will end it.", "免费期已于 {0} 届满但订单仍在运行，且没有待办事项会结束它。", cancel,
            """
            select o.id, (o.doc -> 'freeTerm' ->> 'to')::timestamptz from read.orders o
            where o.status in ('confirmed', 'provisioned') and (o.doc -> 'freeTerm' ->> 'to')::timestamptz < $1
              and not exists (select from es.outbox m where m.payload = o.id and m.done_at is null and m.refusal is null)
            limit $2
            """, late);
    }

    async Task Find(JobRun run, string code, string message, string messageZh, CancellationToken cancel, string sql, DateTimeOffset before)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue(before);
        command.Parameters.AddWithValue(JobRun.FindingsMax);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var day = Portals.Portal.Minute(reader.GetFieldValue<DateTimeOffset>(1));
            run.Finding(reader.GetString(0), code, string.Format(CultureInfo.InvariantCulture, message, day), string.Format(CultureInfo.InvariantCulture, messageZh, day));
        }
    }
}
