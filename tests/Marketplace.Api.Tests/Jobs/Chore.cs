using System.Collections.Concurrent;
using Marketplace.Api.Jobs;

namespace Marketplace.Api.Tests.Jobs;

/// <summary>A job that remembers what it was run for, and does what a test wants of it.</summary>
sealed class Chore(string cron, JobPeriod period, Func<JobRun, CancellationToken, Task>? work = null) : IJob
{
    public string Name { get; init; } = "chore";

    public string Cron => cron;

    public JobPeriod Period => period;

    /// <summary>Runs by now, the earlier first.</summary>
    public ConcurrentQueue<JobRun> Runs { get; } = new();

    public Func<JobRun, bool> HasNothing { get; init; } = _ => false;

    public Task<bool> IsIdle(JobRun run, CancellationToken cancel) => Task.FromResult(HasNothing(run));

    public Task Run(JobRun run, CancellationToken cancel)
    {
        Runs.Enqueue(run);
        return work?.Invoke(run, cancel) ?? Task.CompletedTask;
    }
}
