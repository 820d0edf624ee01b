using System.Globalization;
using Npgsql;

namespace Marketplace.Api.Jobs;

/// <summary>Looks whether the read tables follow the facts, and whether messages that fell due were refused.</summary>
public sealed class ProjectionsJob(NpgsqlDataSource database) : IJob
{
    /// <summary>Between two looks: a projection that has not moved in that time, though facts wait, is stuck.</summary>
    static readonly TimeSpan Between = TimeSpan.FromSeconds(3);

    /// <summary>More facts than this are waited for by people who look at lists.</summary>
    const int BehindMax = 20_000;

    /// <param name="Waiting">Facts that are not in the read tables, counted up to a little more than <see cref="BehindMax"/>.</param>
    /// <param name="Next">The first of them: type and stream.</param>
    sealed record Position(long Seq, long Waiting, string? Next);

    public string Name => "projections";

    public string Cron => "0 0/5 * * * ?";

    public JobPeriod Period => JobPeriod.Now;

    public bool ReadsLists => false;

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var before = await Look(cancel);
        if (before.Waiting > 0)
        {
            await Task.Delay(Between, cancel);
            var after = await Look(cancel);
            if (after.Seq == before.Seq && after.Next == before.Next)
                run.Finding(after.Next!, "projections.stuck",
                    "The read tables stand still before this fact: it cannot be read, or a transaction has been open for long (see the server's log and pg_stat_activity).",
                    "读表停在这条记录之前：该记录无法读取，或有事务长时间未结束（请查看服务日志与 pg_stat_activity）。");
            else if (after.Waiting > BehindMax)
                run.Finding("read", "projections.behind",
                    $"More than {BehindMax.ToString(CultureInfo.InvariantCulture)} facts are not in the read tables yet; lists are out of date.",
                    $"有超过 {BehindMax.ToString(CultureInfo.InvariantCulture)} 条记录尚未进入读表，各列表暂时不是最新。");
        }
        await FindParked(run, cancel);
    }

    async Task<Position> Look(CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select p.seq_id, (select count(*) from (select from es.mt_events e where (e.xid, e.seq_id) > (p.xid, p.seq_id) limit {BehindMax + 1}) w),
              (select e.type || ' ' || e.stream_id from es.mt_events e where (e.xid, e.seq_id) > (p.xid, p.seq_id) order by e.xid, e.seq_id limit 1)
            from read.position p
            """);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return new Position(reader.GetInt64(0), reader.GetInt64(1), await reader.IsDBNullAsync(2, cancel) ? null : reader.GetString(2));
    }

    async Task FindParked(JobRun run, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select payload, kind, refusal from es.outbox where refusal is not null order by due_at, id limit $1");
        command.Parameters.AddWithValue(JobRun.FindingsMax);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var (kind, refusal) = (reader.GetString(1), reader.GetString(2));
            run.Finding(reader.GetString(0), "projections.parked",
                $"{kind} fell due and was refused: {refusal}.", $"到期事项 {kind} 被拒绝：{refusal}。");
        }
    }
}
