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
/// nothing can be asked for it any more (S003 art.16).
/// </summary>
public sealed record ExpireSubsidy(OrderId Order, string Month) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Batch.Grain[Month], Orders.Order.Grain[Order.Value]];

    public Reply Run(Turn turn) =>
        turn.Read(Batch.Grain[Month]).Status == BatchStatus.Applied
            ? OrderRelease.Run(turn, Order, _ => new OrderCommand.Expire(ChinaMonth.End(Month)))
            : BatchRefusal.NotApproved;
}
