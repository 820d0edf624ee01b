using Marketplace.Grains.Orders;

namespace Marketplace.Grains.Usage;

/// <summary>What intake needs to know of an order: whose it is, and when its use counts.</summary>
/// <param name="From">Null when it was never confirmed.</param>
/// <param name="To">The end of the free term, or of the order where that came first; usage ends before it.</param>
public sealed record UsageOrder(string Id, string Vendor, DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>Every vendor has an order under this id to try events against; what it takes counts nowhere.</summary>
    public const string SandboxId = "sandbox";

    public static UsageOrder Sandbox(string vendor) => new(SandboxId, vendor, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    public bool IsSandbox => Id == SandboxId;

    /// <param name="endedAt">When it stopped running; null while it has not.</param>
    public static UsageOrder Of(string id, Order order, DateTimeOffset? endedAt)
    {
        var end = order.FreeTerm?.To;
        return new UsageOrder(id, order.Terms!.Vendor.Value, order.FreeTerm?.From, endedAt < end ? endedAt : end);
    }

    public bool Covers(DateTimeOffset at) => From <= at && at < To;
}
