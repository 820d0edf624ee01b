using Marketplace.Grains.Companies;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Orders;

/// <summary>
/// The company cancels while it may; everything the order held is released (S003 art.16), and what the company paid for it goes back.
/// </summary>
/// <param name="Company">Who cancels; another company's order is unknown to it.</param>
public sealed record CancelOrder(OrderId Order, CreditCode Company, string Reason) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value]];

    public Reply Run(Turn turn)
    {
        var refusal = OrderRelease.In(turn, Order, new OrderCommand.Cancel(Company, Reason, turn.Now)) ?? GiveBack(turn);
        return refusal is null ? Reply.With(OrderRow.Of(Order, turn.Read(Orders.Order.Grain[Order.Value]))) : refusal;
    }

    Refusal? GiveBack(Turn turn) => turn.Read(OrderPayment.Grain[Order.Value]).Kept is null ? null
        : PaymentCalls.Do(turn, Order, new PaymentCommand.RefundAll(RefundId.MadeBy(turn.CommandId), RefundCause.Cancelled, turn.Now));
}
