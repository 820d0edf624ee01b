using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Orders;

/// <summary>The company says whether it is satisfied (S003 art.25-5); a later rating replaces the earlier one.</summary>
public sealed record RateOrder(OrderId Order, CreditCode Company, bool Satisfied, string? Comment) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value]];

    public Reply Run(Turn turn)
    {
        var key = Orders.Order.Grain[Order.Value];
        if (turn.Do(key, new OrderCommand.Rate(Company, Satisfied, Comment)) is { } refusal) return refusal;
        return Reply.With(OrderRow.Of(Order, turn.Read(key)));
    }
}
