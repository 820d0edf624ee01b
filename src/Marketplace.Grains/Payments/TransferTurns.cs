using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Payments;

/// <summary>The processor has transferred a vendor's share, or will not: then it waits for the payout file.</summary>
/// <param name="Problem">Null when it was made.</param>
public sealed record RecordTransfer(OrderId Order, string Reference, string? ProcessorId, string? Problem) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [OrderPayment.Grain[Order.Value]];

    public Reply Run(Turn turn) => PaymentCalls.Do(turn, Order, ProcessorId is null
        ? new PaymentCommand.RefuseTransfer(Reference, Problem ?? "")
        : new PaymentCommand.MarkTransferred(Reference, ProcessorId)) is { } refusal ? refusal : PaymentRow.Answer(turn, Order);
}

/// <summary>The processor has had back what was transferred, or cannot: then the vendor owes it.</summary>
/// <param name="Problem">Null when it was made.</param>
public sealed record RecordReversal(OrderId Order, string Reference, string? ProcessorId, string? Problem) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [OrderPayment.Grain[Order.Value]];

    public Reply Run(Turn turn) => PaymentCalls.Do(turn, Order, ProcessorId is null
        ? new PaymentCommand.RefuseReversal(Reference, Problem ?? "")
        : new PaymentCommand.MarkReversed(Reference, ProcessorId)) is { } refusal ? refusal : PaymentRow.Answer(turn, Order);
}
