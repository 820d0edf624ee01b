using System.Text.Json;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.Portals;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Api.Jobs;

/// <summary>What people see of jobs and their runs, and how they ask for one.</summary>
public sealed class JobLists(JobRunner runner, NpgsqlDataSource database, Texts texts, TimeProvider clock)
{
    public static readonly ListShape Runs = new()
    {
        Name = "job-runs",
        From = "jobs.runs r",
        Document =
            """
            jsonb_build_object('id', r.id, 'job', r.job, 'period', r.period, 'scheduledAt', r.scheduled_at, 'askedBy', r.asked_by, 'state', r.state,
              'attempts', r.attempts, 'startedAt', r.started_at, 'finishedAt', r.finished_at,
              'seconds', round(extract(epoch from r.finished_at - r.started_at), 3), 'node', r.node, 'done', r.done, 'total', r.total, 'error', r.error,
              'findings', r.findings)
            """,
        Key = "r.id",
        DefaultOrder = "r.scheduled_at desc",
        Columns =
        [
            new("period"), new("scheduledAt", ColumnKind.Instant), new("askedBy"), new("state", Words: "runState"), new("attempts", ColumnKind.Whole),
            new("startedAt", ColumnKind.Instant), new("finishedAt", ColumnKind.Instant), new("done", ColumnKind.Whole), new("total", ColumnKind.Whole),
            new("findings", ColumnKind.Whole), new("error"),
        ],
    };

    public static Refusal? ReadRuns(IJob job, IQueryCollection query, out ListRequest list) =>
        ListRequest.Read(Runs, new ListFilter().Only("r.job = ?", job.Name), query, out list);

    /// <summary>Every job, in the order in which they run.</summary>
    public async Task<IReadOnlyList<JobView>> All(CancellationToken cancel)
    {
        var last = new Dictionary<string, (DateTimeOffset? IdleAt, JobRunView? Run)>(StringComparer.Ordinal);
        await using (var command = database.CreateCommand(
            $"""
            select s.job, s.idle_at, (select {Runs.Document} from jobs.runs r where r.job = s.job order by r.started_at desc nulls first limit 1)
            from jobs.schedule s
            """))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                last.Add(reader.GetString(0), (
                    await reader.IsDBNullAsync(1, cancel) ? null : reader.GetFieldValue<DateTimeOffset>(1),
                    await reader.IsDBNullAsync(2, cancel) ? null : Read(reader.GetString(2))));
        return [.. runner.Jobs.Select(job => View(job, last.GetValueOrDefault(job.Name)))];
    }

    JobView View(IJob job, (DateTimeOffset? IdleAt, JobRunView? Run) last)
    {
        var ran = last.Run is { AskedBy: null } run ? run.ScheduledAt : last.Run?.StartedAt;
        return new JobView(
            job.Name, CronWords.Of(job.Cron, texts, Language.English), CronWords.Of(job.Cron, texts, Language.Chinese), job.Cron,
            job.Period switch { JobPeriod.Month => "month", JobPeriod.Day => "day", _ => "now" },
            (last.IdleAt > ran || ran is null ? last.IdleAt : ran) is { } at ? ChinaTime.Of(at) : null,
            ChinaTime.Of(JobScheduler.NextAfter(job.Cron, clock.GetUtcNow())), last.Run);
    }

    public async Task<JobRunReport?> Find(Guid id, CancellationToken cancel)
    {
        if (await FindRun(id, cancel) is not { } run) return null;
        await using var command = database.CreateCommand("select subject, code, message, message_zh from jobs.findings where run_id = $1 order by line");
        command.Parameters.AddWithValue(id);
        var findings = new List<JobFinding>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) findings.Add(new JobFinding(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        return new JobRunReport(run, findings);
    }

    public async Task<JobRunView?> FindRun(Guid id, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {Runs.Document} from {Runs.From} where r.id = $1");
        command.Parameters.AddWithValue(id);
        return await command.ExecuteScalarAsync(cancel) is string document ? Read(document) : null;
    }

    /// <summary>Writes down that somebody wants a run; the same key again is the same run.</summary>
    /// <param name="id">The idempotency key.</param>
    /// <param name="month">For which month, where the job is for months; null for the last one that was over.</param>
    public async Task<(JobRunView? Run, Refusal? Refusal)> Ask(Guid id, IJob job, string? month, Requester requester, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (month is not null && (job.Period != JobPeriod.Month || !ChinaMonth.IsOne(month))) return (null, JobRefusal.MonthMalformed(job));
        if (month is not null && string.CompareOrdinal(month, ChinaMonth.Before(now)) > 0) return (null, JobRefusal.MonthNotOver);
        var period = new JobRun(now, month).PeriodFor(job.Period);
        await using (var command = database.CreateCommand(
            "insert into jobs.runs (id, job, period, scheduled_at, asked_by, state) values ($1, $2, $3, $4, $5, 'waiting') on conflict (id) do nothing"))
        {
            foreach (var value in new object?[] { id, job.Name, period, now, requester.Actor }) command.Parameters.AddWithValue(value ?? DBNull.Value);
            await command.ExecuteNonQueryAsync(cancel);
        }
        var run = (await FindRun(id, cancel))!;
        return run.Job == job.Name && run.AskedBy == requester.Actor && (month is null || run.Period == month) ? (run, null) : (null, HostRefusal.IdempotencyConflict);
    }

    /// <summary>A row of <see cref="Runs"/>.</summary>
    public static JobRunView Read(string document)
    {
        var run = JsonSerializer.Deserialize<JobRunView>(document, ApiJson.Options)!;
        return run with
        {
            ScheduledAt = ChinaTime.Of(run.ScheduledAt), StartedAt = run.StartedAt is { } started ? ChinaTime.Of(started) : null,
            FinishedAt = run.FinishedAt is { } finished ? ChinaTime.Of(finished) : null,
        };
    }
}
