using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Orders;

/// <summary>
/// Falls due by itself: nobody paid the company's share in time, and everything the order held is released. While somebody
/// could have paid without our knowing, the payment processor is asked first; for a day at most.
/// </summary>
public sealed record LapseOrder(OrderId Order) : ITurn
{
    public const string Kind = "order.lapse";

    /// <summary>How long an order waits for the processor to say whether it was paid.</summary>
    static readonly TimeSpan DoubtMax = TimeSpan.FromHours(24);

    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value], OrderPayment.Grain[Order.Value]];

    public Reply Run(Turn turn)
    {
        var order = turn.Read(Orders.Order.Grain[Order.Value]);
        var isInDoubt = order.Status == OrderStatus.AwaitingPayment && order.LapsesAt is { } lapsesAt && turn.Now >= lapsesAt && turn.Now < lapsesAt + DoubtMax
            && turn.Read(OrderPayment.Grain[Order.Value]).Checkout is not null;
        if (!isInDoubt) return OrderRelease.Run(turn, Order, now => new OrderCommand.Lapse(now));
        turn.Later(order.LapsesAt!.Value + DoubtMax, Kind, Order.Value);
        return PaymentCalls.Do(turn, Order, new PaymentCommand.AskToClose()) is { } refusal ? refusal : Reply.With(OrderRow.Of(Order, order));
    }
}
