using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Orders;

/// <summary>Falls due by itself: the free year is over, and what acceptance has not consumed is released (S003 art.17).</summary>
public sealed record EndTerm(OrderId Order) : ITurn
{
    public const string Kind = "order.end-term";

    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value]];

    public Reply Run(Turn turn) => OrderRelease.Run(turn, Order, now => new OrderCommand.End(now));
}
