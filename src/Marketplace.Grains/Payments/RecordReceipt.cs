using System.Text.Json.Serialization;
using Billing;
using Billing.Subsidies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Payments;

/// <summary>Money as the processor tells of it.</summary>
/// <param name="ProcessorFee">What it keeps for itself; null while it does not say.</param>
public sealed record ChargeSeen(string Intent, string Id, Money Amount, string Method, DateTimeOffset At, Money? ProcessorFee);

/// <summary>
/// Money came in for an order. If the order waits for just that, it is confirmed and its term begins; else the money goes
/// back by itself: an order is never confirmed without its money, and none is kept without an order.
/// </summary>
/// <param name="Session">The page on which it was paid, where it is known.</param>
public sealed record RecordReceipt(OrderId Order, ChargeSeen Charge, string? Session) : ITurn
{
    /// <summary>Falls due by itself: the company cannot go back on its order any more.</summary>
    public const string ReleaseKind = "payment.release";

    [JsonIgnore] public required SubsidyPolicy Policy { get; init; }

    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value], OrderPayment.Grain[Order.Value]];

    public Reply Run(Turn turn)
    {
        var (orderKey, key) = (Orders.Order.Grain[Order.Value], OrderPayment.Grain[Order.Value]);
        if (turn.Read(orderKey).Terms is null) return OrderRefusal.Unknown;
        if (BeginPayment.Terms(turn, Order, Policy) is { } unbegun) return unbegun;
        if (turn.Read(key).Charges.All(c => c.Id != Charge.Id) && Receive(turn) is { } refused) return refused;
        if (Charge.ProcessorFee is { } fee && PaymentCalls.Do(turn, Order, new PaymentCommand.BookProcessorFee(Charge.Id, fee)) is { } unbooked) return unbooked;
        return PaymentRow.Answer(turn, Order);
    }

    Refusal? Receive(Turn turn)
    {
        var order = turn.Read(Orders.Order.Grain[Order.Value]);
        var payment = turn.Read(OrderPayment.Grain[Order.Value]);
        var use = Charge.Amount != payment.Terms!.Amount ? ChargeUse.Amount
            : payment.Kept is not null ? ChargeUse.Twice
            : order.Status != OrderStatus.AwaitingPayment || !RenewOrder.MayBegin(turn, Order) ? ChargeUse.Late
            : ChargeUse.Order;
        var received = new PaymentCommand.Receive(new Charge(Charge.Intent, Charge.Id, Charge.Amount, Charge.Method, Charge.At, use));
        if (PaymentCalls.Do(turn, Order, received) is { } refused) return refused;
        // Nobody pays on that page again.
        if (Session is not null && PaymentCalls.Do(turn, Order, new PaymentCommand.EndCheckout(Session)) is { } unended) return unended;
        return use == ChargeUse.Order ? Confirm(turn)
            : PaymentCalls.Do(turn, Order, new PaymentCommand.RefundSurplus(RefundId.MadeBy(HashChain.Derive(turn.CommandId, Charge.Id, 0)), Charge.Id, turn.Now));
    }

    Refusal? Confirm(Turn turn)
    {
        var key = Orders.Order.Grain[Order.Value];
        if (turn.Do(key, new OrderCommand.Confirm(turn.Now, Charge.Amount)) is { } refused) return refused;
        if (RenewOrder.Begin(turn, Order) is { } unbegun) return unbegun;
        var order = turn.Read(key);
        turn.Later(order.FreeTerm!.To, EndTerm.Kind, Order.Value);
        turn.Later(order.CoolingOffEnds!.Value, ReleaseKind, Order.Value);
        // On another page that may be open nobody shall.
        return PaymentCalls.Do(turn, Order, new PaymentCommand.AskToClose());
    }
}

/// <summary>An attempt to pay failed; the company may try again.</summary>
public sealed record RecordFailedAttempt(OrderId Order, FailedAttempt Attempt) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [OrderPayment.Grain[Order.Value]];

    public Reply Run(Turn turn) =>
        PaymentCalls.Do(turn, Order, new PaymentCommand.NoteFailure(Attempt)) is { } refusal ? refusal : PaymentRow.Answer(turn, Order);
}

/// <summary>Falls due by itself, or with a dispute that was won: the vendor's share leaves, to its connected account or with the next payout file.</summary>
public sealed record ReleaseShare(OrderId Order) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [OrderPayment.Grain[Order.Value]];

    public Reply Run(Turn turn) => In(turn, Order) is { } refusal ? refusal : PaymentRow.Answer(turn, Order);

    public static Refusal? In(Turn turn, OrderId order)
    {
        if (turn.Read(OrderPayment.Grain[order.Value]).Terms is not { } terms) return PaymentRefusal.Unknown;
        return turn.Read(Orders.Order.Grain[order.Value]).CoolingOffEnds is { } ends && turn.Now < ends ? null
            : PaymentCalls.Do(turn, order, new PaymentCommand.Release(turn.Read(Vendors.Vendor.Grain[terms.Vendor.Value]).ConnectedAccount));
    }
}
