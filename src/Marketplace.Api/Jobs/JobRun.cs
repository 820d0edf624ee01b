using System.Collections.Concurrent;
using System.Globalization;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Jobs;

/// <summary>Something that somebody should look into.</summary>
/// <param name="Subject">What it is about: an order's id, a vendor's credit code, a month.</param>
public sealed record JobFinding(string Subject, string Code, string Message, string MessageZh);

/// <summary>One run of a job: when and what for, and what the job has to say meanwhile.</summary>
/// <param name="at">The moment of the schedule, even when the run comes later; or when somebody asked for it.</param>
/// <param name="month">The month that somebody asked for, if that is not the last one before <paramref name="at"/>.</param>
public sealed class JobRun(DateTimeOffset at, string? month = null)
{
    /// <summary>So many findings are kept; the count goes on.</summary>
    public const int FindingsMax = 1_000;

    readonly ConcurrentQueue<JobFinding> _findings = new();
    int _found;
    Steps _steps = new(0, 0);

    sealed record Steps(int Done, int Total);

    /// <summary>In Asia/Shanghai.</summary>
    public DateTimeOffset At { get; } = ChinaTime.Of(at);

    /// <summary>The month it is for, such as <c>2026-10</c>: the last one that was over, or the one asked for.</summary>
    public string Month { get; } = month ?? ChinaMonth.Before(at);

    /// <summary>The day on which it runs.</summary>
    public DateOnly Day => DateOnly.FromDateTime(At.DateTime);

    /// <summary>How far the work is; shown while it goes on. May be said from several threads, and as often as one likes.</summary>
    public void Progress(int done, int total) => Volatile.Write(ref _steps, new(done, total));

    /// <summary>May be said from several threads.</summary>
    public void Finding(string subject, string code, string message, string messageZh)
    {
        if (Interlocked.Increment(ref _found) <= FindingsMax) _findings.Enqueue(new JobFinding(subject, code, message, messageZh));
    }

    internal int Done => Volatile.Read(ref _steps).Done;

    internal int Total => Volatile.Read(ref _steps).Total;

    /// <summary>How many findings there were, those beyond <see cref="FindingsMax"/> too.</summary>
    internal int Found => Volatile.Read(ref _found);

    internal IReadOnlyCollection<JobFinding> Findings => _findings;

    /// <summary>True while the job has neither counted nor found anything.</summary>
    internal bool IsEmpty => Total == 0 && Found == 0;

    /// <summary>What the run is for, in words that sort; null for a job that looks at things as they are.</summary>
    internal string? PeriodFor(JobPeriod period) => period switch
    {
        JobPeriod.Month => Month,
        JobPeriod.Day => Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => null,
    };
}
