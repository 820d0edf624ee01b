namespace Marketplace.Api.Jobs;

/// <summary>
/// Work that comes back by the calendar. Its runs are started by the schedule, by an operator, and again after a server
/// died in the middle: whatever it does must be safe to do twice. It acts as <c>Caller.Platform</c>, catches nothing that it
/// cannot mend, and leaves what somebody should look into as a finding.
/// </summary>
public interface IJob
{
    /// <summary>As in addresses and in the list; its texts are <c>jobs.name.{Name}</c> and <c>jobs.about.{Name}</c>.</summary>
    string Name { get; }

    /// <summary>When, as Quartz writes it (seconds first), in Asia/Shanghai: <c>0 30 2 8 * ?</c> is the 8th at 02:30.</summary>
    string Cron { get; }

    JobPeriod Period { get; }

    /// <summary>False for a job that must run although the read tables are behind; else a run sees all that was done before it.</summary>
    bool ReadsLists => true;

    /// <summary>
    /// True where one cheap look tells that a run would do nothing: it then is not recorded as one. A clock that moves over a year
    /// asks this of every day.
    /// </summary>
    Task<bool> IsIdle(JobRun run, CancellationToken cancel) => Task.FromResult(false);

    Task Run(JobRun run, CancellationToken cancel);
}

/// <summary>What one run of a job is for, and so what becomes of runs that were missed.</summary>
public enum JobPeriod
{
    /// <summary>For things as they are now: of many missed moments only the last is made up for.</summary>
    Now,

    /// <summary>For the day on which it runs: after a time without a server, the last one; a demo's clock stops at each.</summary>
    Day,

    /// <summary>For the month before the one in which it runs: none is ever left out.</summary>
    Month,
}
