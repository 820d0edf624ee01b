using System.Text.Json.Serialization;

namespace Marketplace.Api.Jobs;

/// <summary>A run, as far as it is.</summary>
/// <param name="Period">The month or day it is for; null for a job that looks at things as they are.</param>
/// <param name="ScheduledAt">The moment of the schedule, or when somebody asked for it.</param>
/// <param name="AskedBy">Who asked for it; null for a run of the schedule.</param>
/// <param name="State"><c>waiting</c>, <c>running</c>, <c>brokenOff</c> (it is taken up again), <c>succeeded</c> or <c>failed</c>.</param>
/// <param name="Attempts">How often it was begun.</param>
/// <param name="Node">The server that ran it last.</param>
/// <param name="Done">Of <paramref name="Total"/>, in whatever the job counts.</param>
/// <param name="Findings">What somebody should look into; of more than 1,000 only the first are kept.</param>
public sealed record JobRunView(
    Guid Id, string Job, string? Period, DateTimeOffset ScheduledAt, string? AskedBy, string State, int Attempts, DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt, decimal? Seconds, string? Node, int Done, int Total, string? Error, int Findings)
{
    [JsonIgnore]
    public bool IsOver => State is "succeeded" or "failed";
}

/// <summary>A job, its schedule and its last run.</summary>
/// <param name="Schedule">In words, in Asia/Shanghai.</param>
/// <param name="Period">What one run is for: <c>now</c>, <c>day</c> or <c>month</c>.</param>
/// <param name="LastAt">The last moment that was seen to, also when there was nothing to do.</param>
/// <param name="LastRun">The last run that had something to do or to say; null when there was none.</param>
public sealed record JobView(
    string Name, string Schedule, string ScheduleZh, string Cron, string Period, DateTimeOffset? LastAt, DateTimeOffset NextAt, JobRunView? LastRun);

public sealed record JobListView(IReadOnlyList<JobView> Items);

/// <summary>A run with what it found.</summary>
public sealed record JobRunReport(JobRunView Run, IReadOnlyList<JobFinding> Findings);
