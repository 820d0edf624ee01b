using Npgsql;

namespace Marketplace.Api.Jobs;

/// <summary>One moment of one job's schedule.</summary>
public sealed record JobMoment(IJob Job, DateTimeOffset At);

/// <summary>
/// The jobs while a demo's clock is moved: each moment of each schedule in order, and no server starts any of them meanwhile. Jobs
/// about things as they are now (<see cref="JobPeriod.Now"/>) wait until the clock has arrived.
/// </summary>
public sealed class JobTravel : IAsyncDisposable
{
    readonly JobRunner _runner;
    readonly JobLock _held;
    readonly List<JobMoment> _next;

    JobTravel(JobRunner runner, JobLock held, List<JobMoment> next) => (_runner, _held, _next) = (runner, held, next);

    /// <summary>Waits until no job is running.</summary>
    public static async Task<JobTravel> Start(JobRunner runner, NpgsqlDataSource database, CancellationToken cancel)
    {
        var held = await JobLock.All(database, runner.Jobs, cancel);
        try
        {
            var states = await JobBooks.States(held.Connection, cancel);
            return new JobTravel(runner, held,
                [.. runner.Jobs.Where(j => j.Period != JobPeriod.Now && states.ContainsKey(j.Name)).Select(j => new JobMoment(j, JobScheduler.NextAfter(j.Cron, states[j.Name].DoneUntil)))]);
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next moment up to a time, or null; of several at one moment, the first of the list of jobs.</summary>
    public JobMoment? Next(DateTimeOffset until) => _next.MinBy(m => m.At) is { } next && next.At <= until ? next : null;

    /// <summary>Runs it; false when there was nothing to do.</summary>
    public async Task<bool> Run(JobMoment moment, CancellationToken cancel)
    {
        var outcome = await _runner.Run(_held, moment.Job, new JobRun(moment.At), null, cancel);
        if (outcome == JobOutcome.BrokenOff)
            throw new InvalidOperationException($"The job {moment.Job.Name} was broken off at {moment.At:O}; the clock stays there, and may be moved on.");
        _next[_next.IndexOf(moment)] = moment with { At = JobScheduler.NextAfter(moment.Job.Cron, moment.At) };
        return outcome != JobOutcome.Idle;
    }

    public ValueTask DisposeAsync() => _held.DisposeAsync();
}
