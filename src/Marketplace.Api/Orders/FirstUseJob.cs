using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Jobs;
using Marketplace.Api.Notices;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Api.Orders;

/// <summary>
/// Notes the first use of running orders, warns companies that have not begun, and lets orders lapse that were not used by
/// their rule's deadline, once whatever was used in time must have been reported.
/// </summary>
public sealed class FirstUseJob(NpgsqlDataSource database, IGrains grains, Notices.Notices notices, SubsidyPolicy policy) : IJob
{
    /// <summary>The kind of the notice before the deadline.</summary>
    public const string Warning = "firstUse";

    /// <summary>Days before the deadline on which the company is warned, the last first.</summary>
    static readonly int[] WarningDays = [1, 7, 14];

    public string Name => "first-use";

    public string Cron => "0 20 1 * * ?";

    public JobPeriod Period => JobPeriod.Day;

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        await grains.SendAll((await Begun(cancel)).Select(b => (b.Order.Value, (ITurn)new NoteFirstUse(b.Order, b.On))), run, cancel);
        var rules = await RuleBook.Read(database, cancel);
        var waiting = (await NotBegun(cancel)).Select(o => (Order: o, Deadline: rules.Of(o).FirstUseDeadline(o.FreeTerm!))).ToList();
        await notices.Give([.. waiting.Select(w => WarningOf(w.Order, w.Deadline, run.Day)).OfType<NewNotice>()], cancel);
        var missed = from w in waiting
                     where w.Deadline?.AddDays(policy.UsageAgeDaysMax) < run.Day
                     select (w.Order.Id.Value, (ITurn)new LapseUnused(w.Order.Id, w.Deadline!.Value));
        await grains.SendAll(missed, run, cancel);
    }

    static NewNotice? WarningOf(OrderRow order, DateOnly? deadline, DateOnly today) =>
        deadline is { } day && day >= today && WarningDays.FirstOrDefault(d => day.DayNumber - today.DayNumber <= d) is > 0 and var step
            ? new NewNotice(Role.Company, order.Company.Value, Warning, order.Id.Value, day, step) : null;

    async Task<List<(OrderId Order, DateOnly On)>> Begun(CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            select o.id, min(d.day) from read.orders o join usage.daily d on d.order_id = o.id and d.uses > 0
            where o.status in ('confirmed', 'provisioned') and o.doc ->> 'firstUsedOn' is null group by o.id order by o.id
            """);
        var begun = new List<(OrderId, DateOnly)>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) begun.Add((new OrderId(reader.GetString(0)), reader.GetFieldValue<DateOnly>(1)));
        return begun;
    }

    async Task<List<OrderRow>> NotBegun(CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            select o.doc from read.orders o
            where o.status in ('confirmed', 'provisioned') and o.doc ->> 'firstUsedOn' is null
              and not exists (select from usage.daily d where d.order_id = o.id and d.uses > 0)
            order by o.id
            """);
        var orders = new List<OrderRow>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) orders.Add((OrderRow)OrderRow.Table.Read(reader.GetString(0)));
        return orders;
    }
}
