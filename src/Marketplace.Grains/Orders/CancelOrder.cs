using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Orders;

/// <summary>The company cancels while it may; everything the order held is released (S003 art.16).</summary>
/// <param name="Company">Who cancels; another company's order is unknown to it.</param>
public sealed record CancelOrder(OrderId Order, CreditCode Company, string Reason) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value]];

    public Reply Run(Turn turn) => OrderRelease.Run(turn, Order, now => new OrderCommand.Cancel(Company, Reason, now));
}
