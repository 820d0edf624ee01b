using System.Diagnostics;

namespace Marketplace.Api.Jobs;

/// <summary>A span for each run, exported when an OTLP endpoint is set.</summary>
public static class JobTelemetry
{
    public const string Name = "Marketplace.Jobs";

    static readonly ActivitySource Activities = new(Name);

    public static Activity? StartRun(IJob job, JobRun run) =>
        Activities.StartActivity($"job {job.Name}")?.SetTag("job", job.Name).SetTag("job.period", run.PeriodFor(job.Period));
}
