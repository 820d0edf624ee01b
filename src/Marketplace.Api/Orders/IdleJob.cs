using Billing.Subsidies;
using Marketplace.Api.Jobs;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Usage;
using Npgsql;

namespace Marketplace.Api.Orders;

/// <summary>Ends the support of orders that their rule calls idle, once all usage of the last month must have been reported, and warns before.</summary>
public sealed class IdleJob(NpgsqlDataSource database, UsageReader usage, IGrains grains) : IJob
{
    const int TogetherMax = 1_000;

    public string Name => "idle";

    public string Cron => "0 30 2 8 * ?";

    public JobPeriod Period => JobPeriod.Month;

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var rules = await RuleBook.Read(database, cancel);
        var orders = await Running(run.Month, cancel);
        var done = 0;
        foreach (var chunk in orders.Chunk(TogetherMax))
        {
            var months = await usage.Months([.. chunk.Select(o => o.Id.Value)], cancel);
            var idle = from order in chunk
                       let known = months.GetValueOrDefault(order.Id.Value, [])
                       let verdict = UsageVerdict.Of(rules.Of(order), order.FreeTerm!, known, run.Month, firstUseOn: order.FirstUsedOn)
                       where verdict.EndedIn is not null
                       select (order.Id.Value, (ITurn)new EndIdle(order.Id, verdict.IdleMonths));
            await grains.SendAll(idle, run, cancel);
            run.Progress(done += chunk.Length, orders.Count);
        }
    }

    async Task<List<OrderRow>> Running(string month, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "select doc from read.orders where status in ('confirmed', 'provisioned') and read.instant(doc #>> '{freeTerm,from}') < $1 order by id");
        command.Parameters.AddWithValue(ChinaMonth.Begin(month).UtcDateTime);
        var orders = new List<OrderRow>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) orders.Add((OrderRow)OrderRow.Table.Read(reader.GetString(0)));
        return orders;
    }
}
