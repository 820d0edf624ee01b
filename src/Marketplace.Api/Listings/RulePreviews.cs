using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Usage;
using Npgsql;

namespace Marketplace.Api.Listings;

/// <summary>How many orders a month met, under the rule in force and under the one that is thought of.</summary>
public sealed record RulePreviewMonth(string Month, int MetBefore, int MetAfter);

/// <summary>What a rule would have made of the usage that there was. Nothing is filed, and no running order changes.</summary>
/// <param name="Orders">How many orders were judged, the newest first.</param>
/// <param name="IsPartial">There are more orders than one preview judges.</param>
/// <param name="LostBefore">Orders that can meet the rule in force no more: first use missed, idle, or too few months left.</param>
public sealed record RulePreview(
    ListingId Listing, UsageRule Before, UsageRule After, int Orders, bool IsPartial, int MetBefore, int MetAfter, int LostBefore, int LostAfter,
    IReadOnlyList<RulePreviewMonth> Months);

/// <summary>Judges the past usage of a listing's orders by a rule that is not filed.</summary>
public sealed class RulePreviews(NpgsqlDataSource database, UsageReader usage, TimeProvider clock)
{
    /// <summary>So many orders one preview judges.</summary>
    public const int OrdersMax = 10_000;

    public async Task<RulePreview> Of(ListingRow listing, UsageRule rule, CancellationToken cancel)
    {
        var orders = await Orders(listing.Id, cancel);
        var isPartial = orders.Count > OrdersMax;
        if (isPartial) orders.RemoveAt(OrdersMax);
        var months = await usage.Months([.. orders.Select(o => o.Id.Value)], cancel);
        var through = ChinaMonth.Of(clock.GetUtcNow());
        UsageVerdict[] Judged(UsageRule by) =>
            [.. orders.Select(o => UsageVerdict.Of(by, o.FreeTerm!, months.GetValueOrDefault(o.Id.Value) ?? [], through, isRunning: true, o.FirstUsedOn))];
        var (before, after) = (Judged(listing.UsageRule), Judged(rule));
        return new RulePreview(
            listing.Id, listing.UsageRule, rule with { Version = listing.Rules[^1].Version + 1 }, orders.Count, isPartial,
            before.Count(v => v.IsMet), after.Count(v => v.IsMet), before.Count(IsLost), after.Count(IsLost),
            [.. before.Concat(after).Select(v => v.MetIn).OfType<string>().Distinct().Order(StringComparer.Ordinal)
                .Select(m => new RulePreviewMonth(m, before.Count(v => v.MetIn == m), after.Count(v => v.MetIn == m)))]);
    }

    static bool IsLost(UsageVerdict verdict) => verdict.State is UsageState.FirstUseMissed or UsageState.Idle or UsageState.OutOfReach;

    async Task<List<OrderRow>> Orders(ListingId listing, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "select doc from read.orders where listing = $1 and free_until is not null and status <> 'cancelled' order by number desc limit $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = listing.Value });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = OrdersMax + 1 });
        var orders = new List<OrderRow>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) orders.Add((OrderRow)OrderRow.Table.Read(reader.GetString(0)));
        return orders;
    }
}
