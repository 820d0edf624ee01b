using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Payments;

/// <summary>Changes nothing: what a call becomes whose answer was known before it was made.</summary>
public sealed record LookAtPayment(OrderId Order) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [OrderPayment.Grain[Order.Value]];

    public Reply Run(Turn turn) => PaymentRow.Answer(turn, Order);
}

/// <summary>
/// What is to be asked of the payment processor: kinds of messages that wait in the outbox until the call was answered. A payload
/// names the order and, behind a blank, what of it.
/// </summary>
public static class PaymentCalls
{
    /// <summary>Nobody shall be able to pay on a page any more.</summary>
    public const string CloseCheckout = "call.checkout-closing";
    public const string Refund = "call.refund";
    public const string Transfer = "call.transfer";
    public const string Reversal = "call.reversal";

    /// <summary>A payment decides; whatever the processor must be asked for because of it is left to be called.</summary>
    public static Refusal? Do(Turn turn, OrderId order, PaymentCommand command)
    {
        var key = OrderPayment.Grain[order.Value];
        var before = turn.Read(key);
        if (turn.Do(key, command) is { } refusal) return refusal;
        var after = turn.Read(key);
        if (after.Checkout is { IsClosing: true } closing && before.Checkout is { IsClosing: false }) Call(CloseCheckout, closing.Session);
        foreach (var refund in after.Refunds.Where(r => r.Status == RefundStatus.Asked && before.Find(r.Id)?.Attempt != r.Attempt)) Call(Refund, refund.Id.Value);
        foreach (var transfer in after.Transfers.Skip(before.Transfers.Count)) Call(Transfer, transfer.Reference);
        foreach (var reversal in after.Reversals.Skip(before.Reversals.Count)) Call(Reversal, reversal.Reference);
        return null;

        void Call(string kind, string what) => turn.Later(turn.Now, kind, $"{order} {what}");
    }

    /// <summary>What a payload names.</summary>
    public static (OrderId Order, string What) Read(string payload) =>
        payload.Split(' ') is [var order, var what] ? (new OrderId(order), what) : throw new FormatException($"'{payload}' names no order and what of it.");
}
