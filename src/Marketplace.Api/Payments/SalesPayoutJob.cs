using Marketplace.Api.Jobs;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Api.Payments;

/// <summary>Draws on the 5th of each month what vendors without a connected account are paid by file. Who cannot be paid is a finding.</summary>
public sealed class SalesPayoutJob(SalesPayouts payouts, NpgsqlDataSource database) : IJob
{
    public string Name => "sales-payouts";

    public string Cron => "0 40 3 5 * ?";

    public JobPeriod Period => JobPeriod.Month;

    public async Task<bool> IsIdle(JobRun run, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select not exists (select from read.payments where payable > 0)");
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        // Drawn in the month in which it runs; what they are for is named by their orders.
        var month = ChinaMonth.Of(run.At);
        var drawn = await payouts.Draw(month, Caller.Platform, new Caller(Caller.Platform), cancel);
        run.Progress(drawn.Drawn.Count, drawn.Drawn.Count + drawn.Parked.Count);
        foreach (var parked in drawn.Parked) run.Finding(parked.Vendor.Value, parked.Code, parked.Reason, parked.ReasonZh);
    }
}
