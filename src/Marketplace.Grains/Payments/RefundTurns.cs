using Billing;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Payments;

/// <summary>An operator proposes to give a company money back.</summary>
/// <param name="Amount">Null for all that is left of the payment.</param>
/// <param name="By">Who proposes; somebody else confirms.</param>
public sealed record ProposeRefund(OrderId Order, Money? Amount, string Reason, string By) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [OrderPayment.Grain[Order.Value]];

    public Reply Run(Turn turn)
    {
        var left = turn.Read(OrderPayment.Grain[Order.Value]).Lies.Total();
        var proposal = new RefundProposal(RefundId.MadeBy(turn.CommandId), Amount ?? left, Reason, By);
        return PaymentCalls.Do(turn, Order, new PaymentCommand.Propose(proposal)) is { } refusal ? refusal : PaymentRow.Answer(turn, Order);
    }
}

/// <summary>The proposed refund is not made.</summary>
public sealed record DeclineRefund(OrderId Order, RefundId Refund, string By) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [OrderPayment.Grain[Order.Value]];

    public Reply Run(Turn turn) =>
        PaymentCalls.Do(turn, Order, new PaymentCommand.Decline(Refund, By)) is { } refusal ? refusal : PaymentRow.Answer(turn, Order);
}

/// <summary>A second operator confirms a refund, and the processor is asked to make it. When nothing is left of the payment, the order ends.</summary>
public sealed record ConfirmRefund(OrderId Order, RefundId Refund, string By) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value], OrderPayment.Grain[Order.Value]];

    public Reply Run(Turn turn)
    {
        if (PaymentCalls.Do(turn, Order, new PaymentCommand.Agree(Refund, By, turn.Now)) is { } refusal) return refusal;
        return UnpaidOrder.EndIfSo(turn, Order) is { } unended ? unended : PaymentRow.Answer(turn, Order);
    }
}

/// <summary>The processor has made a refund, or says that the company's bank has given it back.</summary>
/// <param name="Problem">Null when it was made.</param>
public sealed record RecordRefund(OrderId Order, RefundId Refund, int Attempt, string? ProcessorId, string? Problem) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [OrderPayment.Grain[Order.Value]];

    public Reply Run(Turn turn)
    {
        var refusal = ProcessorId is null ? null : PaymentCalls.Do(turn, Order, new PaymentCommand.MarkRefunded(Refund, Attempt, ProcessorId));
        refusal ??= Problem is null ? null : PaymentCalls.Do(turn, Order, new PaymentCommand.FailRefund(Refund, Attempt, Problem));
        return refusal is null ? PaymentRow.Answer(turn, Order) : refusal;
    }
}

/// <summary>An operator has a refund tried again that failed.</summary>
public sealed record RetryRefund(OrderId Order, RefundId Refund, string By) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [OrderPayment.Grain[Order.Value]];

    public Reply Run(Turn turn) =>
        PaymentCalls.Do(turn, Order, new PaymentCommand.Retry(Refund, By)) is { } refusal ? refusal : PaymentRow.Answer(turn, Order);
}

/// <summary>An order of whose own share nothing is paid any more does not go on.</summary>
static class UnpaidOrder
{
    public static Refusal? EndIfSo(Turn turn, OrderId order) =>
        turn.Read(OrderPayment.Grain[order.Value]) is { Kept: not null, IsDisputed: false } payment && payment.Lies.Total().IsZero
            ? OrderRelease.In(turn, order, new OrderCommand.EndUnpaid(turn.Now)) : null;
}
