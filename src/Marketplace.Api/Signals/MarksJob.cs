using Marketplace.Api.Jobs;

namespace Marketplace.Api.Signals;

/// <summary>Marks the contacts and accounts of whoever came or changed, so that batches see who shares one.</summary>
public sealed class MarksJob(MarkKeeper marks) : IJob
{
    public string Name => "marks";

    /// <summary>Before the jobs that make batches.</summary>
    public string Cron => "0 30 0 * * ?";

    public JobPeriod Period => JobPeriod.Day;

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var count = await marks.CatchUp(cancel);
        run.Progress(count, count);
    }
}
