using Marketplace.Grains;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Projections;

namespace Marketplace.Api.Orders;

/// <summary>What an order was after each of its facts, from a history that was read anyway.</summary>
public static class OrderStates
{
    /// <summary>Oldest first; the last is the order as it is now.</summary>
    public static IEnumerable<(FactView Fact, OrderRow Order)> Of(StreamView history)
    {
        var key = Order.Grain.KeyOf(history.Stream);
        OrderRow? order = null;
        foreach (var fact in history.Facts)
        {
            order = (OrderRow)OrderRow.Table.Evolve(
                order, Catalogue.Facts.Read(fact.Type, fact.Data.GetRawText()), new Envelope(key, fact.Version, fact.Type, fact.At, fact.Actor));
            yield return (fact, order);
        }
    }
}
