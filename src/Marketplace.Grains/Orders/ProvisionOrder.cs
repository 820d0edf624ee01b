using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Orders;

/// <summary>The vendor says that the company can use the software now; cancelling ends here.</summary>
public sealed record ProvisionOrder(OrderId Order, CreditCode Vendor) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value]];

    public Reply Run(Turn turn)
    {
        var key = Orders.Order.Grain[Order.Value];
        if (turn.Do(key, new OrderCommand.Provision(Vendor, turn.Now)) is { } refusal) return refusal;
        return Reply.With(OrderRow.Of(Order, turn.Read(key)));
    }
}
