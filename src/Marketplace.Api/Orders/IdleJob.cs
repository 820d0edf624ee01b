using Marketplace.Api.Access;
using Marketplace.Api.Jobs;
using Marketplace.Api.Notices;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Usage;
using Npgsql;

namespace Marketplace.Api.Orders;

/// <summary>Ends the support of orders that their rule calls idle, once all usage of the last month must have been reported, and warns before.</summary>
public sealed class IdleJob(NpgsqlDataSource database, UsageReader usage, UsageMonths closing, IGrains grains, Notices.Notices notices) : IJob
{
    /// <summary>The kind of the notice before the support ends.</summary>
    public const string Warning = "idle";

    const int TogetherMax = 1_000;

    public string Name => "idle";

    public string Cron => "0 30 2 8 * ?";

    public JobPeriod Period => JobPeriod.Month;

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        // Somebody may have asked for it too early: what was used may still be reported.
        if (run.At < closing.ClosesAt(run.Month))
        {
            var early = UsageRefusal.MonthOpen(closing.ClosesAt(run.Month));
            run.Finding(run.Month, early.Code, early.Reason, early.ReasonZh);
            return;
        }
        var rules = await RuleBook.Read(database, cancel);
        var orders = await Running(run.Month, cancel);
        var done = 0;
        foreach (var chunk in orders.Chunk(TogetherMax))
        {
            var months = await usage.Months([.. chunk.Select(o => o.Id.Value)], cancel);
            var judged = chunk.Select(order => (Order: order, Rule: rules.Of(order), Verdict: UsageVerdict.Of(
                rules.Of(order), order.FreeTerm!, months.GetValueOrDefault(order.Id.Value, []), run.Month, firstUseOn: order.FirstUsedOn))).ToList();
            await grains.SendAll(
                judged.Where(j => j.Verdict.EndedIn is not null).Select(j => (j.Order.Id.Value, (ITurn)new EndIdle(j.Order.Id, j.Verdict.IdleMonths))), run, cancel);
            await notices.Give([.. judged.Select(j => WarningOf(j.Order, j.Rule, j.Verdict, run.Month)).OfType<NewNotice>()], cancel);
            run.Progress(done += chunk.Length, orders.Count);
        }
    }

    /// <summary>Another idle month or more, and the support ends with it.</summary>
    static NewNotice? WarningOf(OrderRow order, UsageRule rule, UsageVerdict verdict, string month) =>
        rule.IdleMonthsMax is { } max && verdict is { EndedIn: null, IdleMonths: > 0 }
            ? new NewNotice(
                Role.Company, order.Company.Value, Warning, order.Id.Value, ChinaMonth.LastDay(ChinaMonth.Plus(month, max - verdict.IdleMonths)), max - verdict.IdleMonths)
            : null;

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
