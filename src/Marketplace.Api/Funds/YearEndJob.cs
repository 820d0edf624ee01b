using Marketplace.Api.Jobs;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Api.Funds;

/// <summary>
/// On 1 January closes the funds of the year that is over and carries what is left into the next (S003 art.18); in every month
/// after carries on what was released since. What cannot be closed is a finding.
/// </summary>
public sealed class YearEndJob(IGrains grains, FundYear years, NpgsqlDataSource database) : IJob
{
    public string Name => "year-end";

    /// <summary>The 1st of every month; what happens on 1 January and what is left to sweep in the others is one and the same.</summary>
    public string Cron => "0 0 1 1 * ?";

    public JobPeriod Period => JobPeriod.Month;

    public async Task<bool> IsIdle(JobRun run, CancellationToken cancel) => (await Due(run, cancel)).Count == 0;

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var due = await Due(run, cancel);
        for (var i = 0; i < due.Count; i++)
        {
            run.Progress(i, due.Count);
            var (refusal, id) = (await Close(due[i], cancel), due[i]);
            if (refusal is { Kind: RefusalKind.Overloaded }) throw new GrainsUnavailableException(refusal);
            if (refusal is not null) run.Finding(id.Value, refusal.Code, refusal.Reason, refusal.ReasonZh);
        }
        run.Progress(due.Count, due.Count);
    }

    async Task<Refusal?> Close(FundId id, CancellationToken cancel)
    {
        var fund = await grains.Read(turn => turn.Read(Fund.Grain[id.Value]), cancel);
        var turn = new CloseFund(id, fund.Owner ?? "") { Proof = fund.Proof ?? await years.Prove(id, fund.Year, cancel) };
        return (await grains.Send(turn, new Caller(Caller.Platform), cancel)).Refusal;
    }

    /// <summary>Funds of years that are over, while they are open or hold something that no order claims; older ones first.</summary>
    async Task<IReadOnlyList<FundId>> Due(JobRun run, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            select f.id from read.funds f left join es.ledger_accounts a on a.id = 'fund/' || f.id || '/available'
            where f.year < $1 and (f.closed_at is null or a.balance > 0) order by f.year, f.id
            """);
        command.Parameters.AddWithValue(run.Day.Year);
        var due = new List<FundId>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) due.Add(new FundId(reader.GetString(0)));
        return due;
    }
}
