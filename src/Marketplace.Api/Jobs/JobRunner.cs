using System.Diagnostics;
using Marketplace.Api.Http;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Api.Jobs;

/// <summary>What became of a run, as far as whoever started it goes on by it.</summary>
enum JobOutcome
{
    Idle,
    Ended,
    BrokenOff,
}

/// <summary>
/// Runs jobs one run at a time, and writes down what became of them. What is due is what the schedule says between the last
/// moment that was seen to and the clock, which a demo may have moved: a server that starts after a night, one that
/// has died in the middle, and a clock that moves over a year all come down to that.
/// </summary>
public sealed partial class JobRunner(
    IEnumerable<IJob> jobs, NpgsqlDataSource database, Freshness lists, TimeProvider clock, ILogger<JobRunner> log)
{
    /// <summary>How often a long run's progress is written down.</summary>
    static readonly TimeSpan ReportPause = TimeSpan.FromMilliseconds(500);

    /// <summary>So long the read tables may take to get to what was done before a run.</summary>
    static readonly TimeSpan ListsWaitMax = TimeSpan.FromMinutes(1);

    const int ErrorMax = 2_000;

    /// <summary>In the order in which those of one moment run.</summary>
    public IReadOnlyList<IJob> Jobs { get; } = [.. jobs];

    public IJob? Find(string name) => Jobs.FirstOrDefault(j => j.Name == name);

    /// <summary>The jobs that have something to run now.</summary>
    public async Task<IReadOnlyList<IJob>> Due(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var states = await JobBooks.States(connection, cancel);
        var now = clock.GetUtcNow();
        return [.. Jobs.Where(j => states.TryGetValue(j.Name, out var state) && (state.HasOpenRuns || Moment(j, state, now) is not null))];
    }

    /// <summary>Runs what a job has to run now, until nothing is left; nothing when another server is at it.</summary>
    public async Task Work(IJob job, CancellationToken cancel)
    {
        await using var held = await JobLock.Try(database, job, cancel);
        if (held is null)
        {
            LogElsewhere(job.Name);
            return;
        }
        await JobBooks.MarkBrokenOff(held.Connection, job, clock.GetUtcNow(), cancel);
        while (await RunNext(held, job, cancel)) { }
    }

    async Task<bool> RunNext(JobLock held, IJob job, CancellationToken cancel)
    {
        if (await JobBooks.NextAsked(held.Connection, job, cancel) is { } asked)
        {
            await Run(held, job, new JobRun(asked.At, job.Period == JobPeriod.Month ? asked.Period : null), asked.Id, cancel);
            return true;
        }
        var states = await JobBooks.States(held.Connection, cancel);
        if (!states.TryGetValue(job.Name, out var state) || Moment(job, state, clock.GetUtcNow()) is not { } moment) return false;
        await Run(held, job, new JobRun(moment), null, cancel);
        return true;
    }

    /// <summary>The moment of the schedule whose turn it is, or null when none is.</summary>
    static DateTimeOffset? Moment(IJob job, JobState state, DateTimeOffset now)
    {
        var moment = JobScheduler.NextAfter(job.Cron, state.DoneUntil);
        if (moment > now) return null;
        if (job.Period != JobPeriod.Month)
            while (JobScheduler.NextAfter(job.Cron, moment) is var later && later <= now) moment = later;
        return moment == state.PutOff ? null : moment;
    }

    /// <summary>
    /// One run, from its beginning to its end. Only a failure of the books themselves is thrown; whoever gets the lock next sees
    /// that the run was broken off.
    /// </summary>
    /// <param name="asked">The run that somebody asked for, or null for one of the schedule.</param>
    internal async Task<JobOutcome> Run(JobLock held, IJob job, JobRun run, Guid? asked, CancellationToken cancel)
    {
        using var activity = JobTelemetry.StartRun(job, run);
        var (started, since) = (clock.GetUtcNow(), Stopwatch.GetTimestamp());
        Guid? begun = null;
        try
        {
            if (job.ReadsLists && !await lists.ReachAll(ListsWaitMax, cancel)) throw new TimeoutException("The read tables are behind.");
            if (asked is null && await job.IsIdle(run, cancel))
            {
                await JobBooks.Idle(held.Connection, job, run, null, cancel);
                return JobOutcome.Idle;
            }
            begun = await Begin();
            await Follow(held, job, run, begun.Value, cancel);
            // A month without anything to do is worth knowing of; a day is not.
            if (asked is null && run.IsEmpty && job.Period != JobPeriod.Month) await JobBooks.Idle(held.Connection, job, run, begun, cancel);
            else await End(JobEnd.Succeeded, null);
            return JobOutcome.Ended;
        }
#pragma warning disable CA1031 // whatever a job throws is written down, and the others go on
        catch (Exception e) when (!held.IsLost)
#pragma warning restore CA1031
        {
            begun ??= await Begin();
            var passes = Passes(e);
            if (passes) LogBrokenOff(job.Name, e.Message);
            else LogFailed(e, job.Name);
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            await End(passes ? JobEnd.BrokenOff : JobEnd.Failed, e.Message.Length > ErrorMax ? e.Message[..ErrorMax] : e.Message);
            return passes ? JobOutcome.BrokenOff : JobOutcome.Ended;
        }

        async Task<Guid> Begin()
        {
            if (asked is null) return await JobBooks.Begin(held.Connection, job, run, started, CancellationToken.None);
            await JobBooks.BeginAsked(held.Connection, asked.Value, started, CancellationToken.None);
            return asked.Value;
        }

        Task End(string state, string? error) => JobBooks.Finish(
            held.Connection, job, begun.Value, asked is not null, run, new JobEnd(state, started + Stopwatch.GetElapsedTime(since), error), CancellationToken.None);
    }

    /// <summary>Reports how far a run is, over the connection that holds the lock: when that is lost, the run is stopped.</summary>
    static async Task Follow(JobLock held, IJob job, JobRun run, Guid id, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var work = Task.Run(() => job.Run(run, stop.Token), CancellationToken.None);
        try
        {
            while (await Task.WhenAny(work, Task.Delay(ReportPause, cancel)) != work) await JobBooks.Report(held.Connection, id, run, cancel);
        }
        finally
        {
            if (!work.IsCompleted) await stop.CancelAsync();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await work;
    }

    /// <summary>True where the same run may well go through later: the store was away, the engine too busy, the server told to stop.</summary>
    static bool Passes(Exception e) => e switch
    {
        // Data that the store refuses (classes 22, 23, 42 of SQLSTATE) are refused the next time too.
        PostgresException refused => refused.SqlState[..2] is not ("22" or "23" or "42"),
        NpgsqlException or TimeoutException or IOException or OperationCanceledException or ObjectDisposedException or GrainsUnavailableException => true,
        _ => false,
    };

    [LoggerMessage(LogLevel.Information, "Another server is at the job {Job}")]
    partial void LogElsewhere(string job);

    [LoggerMessage(LogLevel.Warning, "The job {Job} was broken off and is taken up again: {Reason}")]
    partial void LogBrokenOff(string job, string reason);

    [LoggerMessage(LogLevel.Error, "The job {Job} failed")]
    partial void LogFailed(Exception exception, string job);
}
