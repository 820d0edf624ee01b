using Marketplace.Api.Jobs;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using Npgsql;

namespace Marketplace.Api.Settlements;

/// <summary>
/// Draws the statements of last month, and those of earlier months whose batch was approved late or whose vendors were parked and
/// have been put right. Who is still parked is a finding.
/// </summary>
public sealed class SettlementJob(SettlementRun runs, NpgsqlDataSource database) : IJob
{
    /// <summary>How far back a run looks: a vendor that is parked for longer is settled by hand.</summary>
    const int MonthsBack = 6;

    public string Name => "settlement";

    /// <summary>The 20th: the batch is opened on the 8th, verified and approved in the days after.</summary>
    public const string When = "0 10 2 20 * ?";

    public string Cron => When;

    public JobPeriod Period => JobPeriod.Month;

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        foreach (var month in await Months(run.Month, cancel))
        {
            var (result, refusal) = await runs.Run(month, new Caller(Caller.Platform), run.Progress, cancel);
            if (refusal is not null) run.Finding(month, refusal.Code, refusal.Reason, refusal.ReasonZh);
            foreach (var parked in result?.Parked ?? [])
                run.Finding($"{month} {parked.Vendor}", parked.Reason, parked.Message, parked.MessageZh);
        }
    }

    /// <summary>The month itself whatever became of its batch, and those before it that can be settled, the oldest first.</summary>
    async Task<IReadOnlyList<string>> Months(string month, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select id from read.batches where status = 'applied' and id >= $1 and id < $2 order by id");
        command.Parameters.AddWithValue(ChinaMonth.Plus(month, -MonthsBack));
        command.Parameters.AddWithValue(month);
        var months = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) months.Add(reader.GetString(0));
        return [.. months, month];
    }
}
