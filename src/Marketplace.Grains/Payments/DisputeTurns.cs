using Billing;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Payments;

/// <summary>A dispute as the processor tells of it.</summary>
/// <param name="Fee">What the processor keeps for handling it.</param>
public sealed record DisputeSeen(
    string Id, string Intent, Money Amount, string Reason, DateTimeOffset At, DateTimeOffset? EvidenceDueBy, DisputeStatus Status, Money Fee);

/// <summary>
/// A company's bank has taken a payment back, or has decided: what is won belongs to the vendor again, or to a company that has
/// cancelled meanwhile, and an order whose payment is lost ends.
/// </summary>
public sealed record RecordDispute(OrderId Order, DisputeSeen Dispute) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value], OrderPayment.Grain[Order.Value]];

    public Reply Run(Turn turn)
    {
        var opened = new PaymentCommand.OpenDispute(Dispute.Id, Dispute.Intent, Dispute.Amount, Dispute.Reason, Dispute.At, Dispute.EvidenceDueBy);
        var refusal = PaymentCalls.Do(turn, Order, opened)
            ?? PaymentCalls.Do(turn, Order, new PaymentCommand.BookProcessorFee(Dispute.Id, Dispute.Fee))
            ?? (Dispute.Status == DisputeStatus.Open ? null : Decided(turn));
        return refusal is null ? PaymentRow.Answer(turn, Order) : refusal;
    }

    /// <summary>What waited for the decision goes on: to the vendor, or back to a company that has cancelled meanwhile.</summary>
    Refusal? Decided(Turn turn) =>
        PaymentCalls.Do(turn, Order, new PaymentCommand.CloseDispute(Dispute.Id, Dispute.Status == DisputeStatus.Won))
        ?? (turn.Read(Orders.Order.Grain[Order.Value]).Status == OrderStatus.Cancelled
            ? PaymentCalls.Do(turn, Order, new PaymentCommand.RefundAll(RefundId.MadeBy(HashChain.Derive(turn.CommandId, Dispute.Id, 0)), RefundCause.Cancelled, turn.Now))
            : UnpaidOrder.EndIfSo(turn, Order) ?? ReleaseShare.In(turn, Order));
}
