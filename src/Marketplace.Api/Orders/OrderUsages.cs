using Marketplace.Api.Portals;
using Marketplace.Api.Portals.UsageRules;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Usage;
using Npgsql;

namespace Marketplace.Api.Orders;

/// <summary>A rule in words, in both languages.</summary>
public sealed record RuleSentence(string En, string Zh);

/// <param name="Deadline">The last day on which the first use is in time; null where there is none.</param>
/// <param name="On">The day of the first use; null while there was none.</param>
public sealed record FirstUse(DateOnly? Deadline, DateOnly? On);

/// <summary>A correction that came after its month was closed: it counts in the month in which it arrived.</summary>
public sealed record UsageAdjustment(string Month, string AboutMonth, long Uses, string Event, string Corrects);

/// <summary>How an order was used, beside the rule that it was confirmed with.</summary>
/// <param name="Months">Every month of the term so far, oldest first; the last one may still be running.</param>
/// <param name="Verdict">Null while the term has not begun, and for orders that were cancelled.</param>
public sealed record OrderUsage(
    UsageRule Rule, IReadOnlyList<JudgedMonth> Months, UsageVerdict? Verdict, RuleSentence Sentence, FirstUse FirstUse,
    IReadOnlyList<UsageAdjustment> Adjustments)
{
    /// <summary>The month that is not over; null when the order is not running any more.</summary>
    public JudgedMonth? ThisMonth(DateTimeOffset now) => Months.LastOrDefault(m => m.Month == ChinaMonth.Of(now));
}

/// <summary>What orders were used, judged by the versions of the rules that they were confirmed with.</summary>
public sealed class OrderUsages(NpgsqlDataSource database, FactStreams streams, UsageReader usage, Texts texts, TimeProvider clock)
{
    public async Task<OrderUsage> Of(OrderRow order, CancellationToken cancel) => (await Of([order], cancel))[order.Id];

    /// <summary>The same for many orders, such as all of a company.</summary>
    public async Task<IReadOnlyDictionary<OrderId, OrderUsage>> Of(IReadOnlyCollection<OrderRow> orders, CancellationToken cancel)
    {
        var listings = new Dictionary<ListingId, ListingRow>();
        foreach (var id in orders.Select(o => o.Listing).Distinct())
            listings.Add(id, (await streams.Row<ListingRow>(ListingRow.Table, id.Value, cancel))!);
        string[] ids = [.. orders.Select(o => o.Id.Value)];
        var months = await usage.Months(ids, cancel);
        var firstDays = await FirstDays(ids, cancel);
        var adjustments = await Adjustments(ids, cancel);
        return orders.ToDictionary(o => o.Id, o => Judge(
            o, listings[o.Listing].Rule(o.UsageRule), months.GetValueOrDefault(o.Id.Value) ?? [],
            o.FirstUsedOn ?? (firstDays.TryGetValue(o.Id.Value, out var day) ? day : null), [.. adjustments[o.Id.Value]]));
    }

    OrderUsage Judge(OrderRow order, UsageRule rule, IReadOnlyList<UsageMonth> months, DateOnly? firstUseOn, IReadOnlyList<UsageAdjustment> adjustments)
    {
        var deadline = order.FreeTerm is { } begun ? rule.FirstUseDeadline(begun) : null;
        var verdict = order.FreeTerm is { } term && order.Status != OrderStatus.Cancelled
            ? UsageVerdict.Of(rule, term, months, Through(order, deadline), order.Status is OrderStatus.Confirmed or OrderStatus.Provisioned, firstUseOn)
            : null;
        return new OrderUsage(
            rule, verdict?.Months ?? [], verdict,
            new RuleSentence(UsageRuleWords.Sentence(texts, Language.English, rule), UsageRuleWords.Sentence(texts, Language.Chinese, rule)),
            new FirstUse(deadline, firstUseOn), adjustments);
    }

    /// <summary>This month, or that in which the order came to its end.</summary>
    string Through(OrderRow order, DateOnly? deadline) => order switch
    {
        { EndedAt: { } endedAt } => ChinaMonth.Of(endedAt),
        { Status: OrderStatus.Lapsed } when deadline is { } missed => ChinaMonth.Of(missed),
        _ => ChinaMonth.Of(clock.GetUtcNow()),
    };

    /// <summary>The first day of use as it was returned, until the order itself says so.</summary>
    async Task<Dictionary<string, DateOnly>> FirstDays(string[] orders, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select order_id, min(day) from usage.daily where order_id = any($1) and uses > 0 group by order_id");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = orders });
        var days = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) days.Add(reader.GetString(0), reader.GetFieldValue<DateOnly>(1));
        return days;
    }

    async Task<ILookup<string, UsageAdjustment>> Adjustments(string[] orders, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "select order_id, month, about_month, uses, event_id, corrects from usage.adjustments where order_id = any($1) order by received_at, event_id");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = orders });
        var found = new List<(string Order, UsageAdjustment Adjustment)>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            found.Add((reader.GetString(0), new UsageAdjustment(reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetString(4), reader.GetString(5))));
        return found.ToLookup(f => f.Order, f => f.Adjustment);
    }
}
