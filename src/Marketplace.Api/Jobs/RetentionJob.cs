namespace Marketplace.Api.Jobs;

/// <summary>Lets go what is kept for a time only.</summary>
public sealed class RetentionJob(IEnumerable<IRetention> kept) : IJob
{
    public string Name => "retention";

    public string Cron => "0 10 3 * * ?";

    public JobPeriod Period => JobPeriod.Now;

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var all = kept.ToArray();
        for (var i = 0; i < all.Length; i++)
        {
            await all[i].Purge(cancel);
            run.Progress(i + 1, all.Length);
        }
    }
}
