using Marketplace.Api.Jobs;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Api.Acceptance;

/// <summary>
/// Closes last month's usage when no more of it can arrive and opens the month's batch; goes on with approved batches that a
/// dying server left half carried out.
/// </summary>
public sealed class AcceptanceJob(BatchWork work, NpgsqlDataSource database) : IJob
{
    public string Name => "acceptance";

    /// <summary>The 8th: events are at most seven days old.</summary>
    public const string When = "0 10 1 8 * ?";

    public string Cron => When;

    public JobPeriod Period => JobPeriod.Month;

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var caller = new Caller(Caller.Platform);
        foreach (var month in await Approved(cancel))
            Say(run, month, await work.Apply(month, caller, run.Progress, cancel));
        Say(run, run.Month, await work.Prepare(run.Month, caller, cancel));
    }

    static void Say(JobRun run, string month, Refusal? refusal)
    {
        if (refusal is not null) run.Finding(month, refusal.Code, refusal.Reason, refusal.ReasonZh);
    }

    /// <summary>Months whose batch is approved and not carried out whole.</summary>
    async Task<List<string>> Approved(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select id from read.batches where status = 'approved' order by id");
        var months = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) months.Add(reader.GetString(0));
        return months;
    }
}
