namespace Marketplace.Grains.Usage;

/// <summary>The events that one vendor sent in one request.</summary>
/// <param name="Actor">Who sent them, for the record.</param>
/// <param name="ReceivedAt">To the microsecond, as the database keeps it.</param>
public sealed record UsageCall(string Vendor, string Actor, DateTimeOffset ReceivedAt, IReadOnlyList<UsageItem> Items)
{
    public int Count(EventVerdict verdict) => Items.Count(i => i.Verdict == verdict);

    /// <summary>Takes events in: finds their orders, judges them one by one, and stores what counts.</summary>
    /// <param name="items">With either an event or the refusal of a malformed one.</param>
    public static async Task<UsageCall> Take(
        string vendor, string actor, IReadOnlyList<UsageItem> items, DateTimeOffset now, int ageDaysMax,
        UsageOrders orders, UsageStore store, CancellationToken cancel)
    {
        var names = items.Where(i => i.Event is not null && i.Event.Order != UsageOrder.SandboxId).Select(i => i.Event!.Order).ToHashSet(StringComparer.Ordinal);
        var found = await orders.Find(names, cancel);
        foreach (var item in items)
        {
            if (item.Event is not { } usage) continue;
            var order = usage.Order == UsageOrder.SandboxId ? UsageOrder.Sandbox(vendor) : found.GetValueOrDefault(usage.Order);
            if (order is not null && order.Id != usage.Order) item.Event = usage with { Order = order.Id };
            item.Digest = item.Event.Digest();
            item.Fault = UsageIntake.Judge(item.Event, order, vendor, now, ageDaysMax);
        }
        var call = new UsageCall(vendor, actor, new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero), items);
        await store.Take(call, cancel);
        return call;
    }
}
