using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Acceptance;

/// <summary>Says that an approved batch is carried out whole, and so can be settled.</summary>
public sealed record FinishBatch(string Month) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Batch.Grain[Month]];

    public Reply Run(Turn turn)
    {
        if (BatchState.Of(turn, Month).Lines.Any(l => l.Applied is null)) return BatchRefusal.NotApproved;
        return turn.Do(Batch.Grain[Month], new BatchCommand.Finish(ChinaTime.Of(turn.Now))) is { } refusal ? refusal : BatchAnswer.Of(turn, Month);
    }
}

/// <summary>
/// Gives back what an order that ended in or before a month still holds, once the batch of that month is carried out:
/// nothing can be asked for it any more (S003 art.16). Where its line in that batch was void, the next one asks anew.
/// </summary>
public sealed record ExpireSubsidy(OrderId Order, string Month) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Batch.Grain[Month], Orders.Order.Grain[Order.Value]];

    public Reply Run(Turn turn)
    {
        if (turn.Read(Batch.Grain[Month]).Status != BatchStatus.Applied) return BatchRefusal.NotApproved;
        var order = turn.Read(Orders.Order.Grain[Order.Value]);
        return IsVoid(turn, order) ? Reply.With(OrderRow.Of(Order, order))
            : OrderRelease.Run(turn, Order, _ => new OrderCommand.Expire(ChinaMonth.End(Month)));
    }

    bool IsVoid(Turn turn, Order order) =>
        order.Terms is { } terms && turn.Read(Verification.Of(Month, terms.City)).Lines.TryGetValue(Order, out var line)
        && line.Applied?.Outcome == LineOutcome.Void;
}
