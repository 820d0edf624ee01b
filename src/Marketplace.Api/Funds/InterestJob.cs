using Marketplace.Api.Jobs;
using Marketplace.Grains.Places;
using Npgsql;

namespace Marketplace.Api.Funds;

/// <summary>
/// Names the funds whose interest of last month nobody has recorded. The bank's file is imported by the fund's owner, who
/// answers for it; this job sees to it that none is forgotten (S003 art.18).
/// </summary>
public sealed class InterestJob(NpgsqlDataSource database) : IJob
{
    public string Name => "interest";

    /// <summary>The 10th: banks report in the first days of a month.</summary>
    public string Cron => "0 20 2 10 * ?";

    public JobPeriod Period => JobPeriod.Month;

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            select id from read.funds where year = $1 and appropriated + carried_in > 0 and coalesce(interest_until, '') < $2 order by id
            """);
        command.Parameters.AddWithValue(ChinaMonth.FirstDay(run.Month).Year);
        command.Parameters.AddWithValue(run.Month);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            run.Finding(reader.GetString(0), "fund.interest-missing",
                $"No interest of {run.Month} is recorded on this fund.", $"该资金账户尚未登记 {run.Month} 的利息。");
    }
}
