using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Orders;

/// <summary>Notes the day on which a company first used what it ordered.</summary>
/// <param name="On">In Asia/Shanghai.</param>
public sealed record NoteFirstUse(OrderId Order, DateOnly On) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value]];

    public Reply Run(Turn turn) => OrderRelease.Run(turn, Order, _ => new OrderCommand.RecordFirstUse(On));
}

/// <summary>The first use did not come in time: the order lapses, and what it held goes back.</summary>
/// <param name="DeadlineOn">The last day, in Asia/Shanghai, on which it would have been in time.</param>
public sealed record LapseUnused(OrderId Order, DateOnly DeadlineOn) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value]];

    public Reply Run(Turn turn) => OrderRelease.Run(turn, Order, _ => new OrderCommand.MissFirstUse(DeadlineOn));
}

/// <summary>Too many months without use end the support; what acceptance has not decided upon waits for the next batch.</summary>
public sealed record EndIdle(OrderId Order, int IdleMonths) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value]];

    public Reply Run(Turn turn) => OrderRelease.Run(turn, Order, now => new OrderCommand.EndSupport(IdleMonths, Places.ChinaTime.Of(now)));
}
