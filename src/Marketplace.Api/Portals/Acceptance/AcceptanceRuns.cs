using Marketplace.Api.Access;
using Marketplace.Api.Acceptance;
using Marketplace.Api.Jobs;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Acceptance;

/// <summary>
/// The long work of a batch as a run of its monthly job: it goes on when nobody waits any more, is taken up again when a server
/// dies, and has a page that shows how far it is.
/// </summary>
public sealed class AcceptanceRuns(JobRunner runner, JobLists lists, JobScheduler scheduler)
{
    /// <param name="key">The same key is the same run.</param>
    /// <returns>The address of the run's page.</returns>
    public async Task<(string? Page, Refusal? Refusal)> Start(string month, Guid key, Requester requester, CancellationToken cancel)
    {
        var job = runner.Jobs.OfType<AcceptanceJob>().Single();
        var (run, refusal) = await lists.Ask(key, job, month, requester, cancel);
        if (refusal is not null) return (null, refusal);
        await scheduler.Start(job, cancel);
        return ($"/jobs/runs/{run!.Id}", null);
    }
}
