using Marketplace.Api.Jobs;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Api.Payments;

/// <summary>Compares the day before with the payment processor, every morning. Each difference that is left is a finding of the run, too.</summary>
public sealed class ReconciliationJob(Reconciler reconciler, NpgsqlDataSource database) : IJob
{
    public string Name => "reconciliation";

    public string Cron => "0 0 3 * * ?";

    public JobPeriod Period => JobPeriod.Day;

    /// <summary>Where nobody has ever paid there is nothing to compare.</summary>
    public async Task<bool> IsIdle(JobRun run, CancellationToken cancel)
    {
        if (!reconciler.IsConfigured) return true;
        await using var command = database.CreateCommand("select not exists (select from read.payments)");
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var reconciliation = await reconciler.Run(run.Day.AddDays(-1), Caller.Platform, cancel);
        run.Progress(reconciliation.Matched, reconciliation.Movements);
        foreach (var finding in reconciliation.Findings.Where(f => f.State == FindingState.Open))
            run.Finding(finding.Subject, "reconciliation.difference", finding.Step.Text, finding.Step.TextZh);
    }
}
