using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Orders;

/// <summary>Falls due by itself: nobody paid the company's share in time, and everything the order held is released.</summary>
public sealed record LapseOrder(OrderId Order) : ITurn
{
    public const string Kind = "order.lapse";

    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value]];

    public Reply Run(Turn turn) => OrderRelease.Run(turn, Order, now => new OrderCommand.Lapse(now));
}
