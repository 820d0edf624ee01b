using Billing;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;
using Marketplace.Grains.Wallets;

namespace Marketplace.Grains.Settlements;

/// <summary>What commands about a recovery answer with.</summary>
public sealed record RecoveryAnswer(RecoveryId Id, OrderId Order, Money Amount, RecoveryStatus Status, Money Outstanding)
{
    public static Reply Of(Turn turn, RecoveryId id)
    {
        var recovery = turn.Read(Recovery.Grain[id.Value]);
        return Reply.With(new RecoveryAnswer(
            id, recovery.Terms!.Order, recovery.Terms.Amount, recovery.Status,
            recovery.Status == RecoveryStatus.Proposed ? recovery.Terms.Amount : recovery.Outstanding.Sum()));
    }
}

/// <summary>The platform proposes to take back what was paid out for an order.</summary>
/// <param name="By">Who proposes; somebody else confirms.</param>
public sealed record ProposeRecovery(OrderId Order, Money Amount, string Reason, RecoveryMethod Method, string By) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value]];

    public Reply Run(Turn turn)
    {
        var order = turn.Read(Orders.Order.Grain[Order.Value]);
        if (order.Terms is not { } terms) return OrderRefusal.Unknown with { Field = "order" };
        if (Amount > order.Accepted.Sum() || !PaidOut.Holds(turn, order)) return RecoveryRefusal.NotPaidOut;
        var id = RecoveryId.MadeBy(turn.CommandId);
        var recovery = new RecoveryTerms(Order, terms.Number, terms.Vendor, Amount, Reason, Method);
        return turn.Do(Recovery.Grain[id.Value], new RecoveryCommand.Propose(recovery, By), isNew: true) is { } refusal
            ? refusal : RecoveryAnswer.Of(turn, id);
    }
}

/// <summary>
/// The province confirms: the vendor owes the amount, the funds are to have it back, and the company may draw again what came
/// of the province's fund.
/// </summary>
public sealed record ConfirmRecovery(RecoveryId Recovery, string By) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Settlements.Recovery.Grain[Recovery.Value]];

    public Reply Run(Turn turn)
    {
        var key = Settlements.Recovery.Grain[Recovery.Value];
        var recovery = turn.Read(key);
        if (recovery.Terms is not { } terms) return RecoveryRefusal.Unknown;
        if (recovery.Status != RecoveryStatus.Proposed) return RecoveryAnswer.Of(turn, Recovery);

        var orderKey = Order.Grain[terms.Order.Value];
        var before = turn.Read(orderKey);
        if (!PaidOut.Holds(turn, before)) return RecoveryRefusal.NotPaidOut;
        if (turn.Do(orderKey, new OrderCommand.Recover(Recovery.Value, terms.Amount)) is { } notAccepted) return notAccepted;
        var shares = before.Accepted.Less(turn.Read(orderKey).Accepted);
        var province = shares.Where(s => turn.Read(Fund.Grain[s.Fund.Value]).Owner == Province.Owner).Sum();
        var refusal = turn.Do(key, new RecoveryCommand.Confirm(By, shares))
            ?? (province.IsPositive ? turn.Do(Wallet.Grain[before.Terms!.Wallet], new WalletCommand.Restore(terms.Order, province)) : null)
            ?? (terms.Method == RecoveryMethod.Statement
                ? turn.Do(Vendor.Grain[terms.Vendor.Value], new VendorCommand.OweRecovery(Recovery)) : null);
        return refusal is not null ? refusal : RecoveryAnswer.Of(turn, Recovery);
    }
}

/// <summary>Records that the vendor has paid back some or all of what it owes and no statement has taken.</summary>
public sealed record RepayRecovery(RecoveryId Recovery, Repayment Repayment) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Settlements.Recovery.Grain[Recovery.Value]];

    public Reply Run(Turn turn)
    {
        var key = Settlements.Recovery.Grain[Recovery.Value];
        if (Repayment.On > ChinaTime.DayOf(turn.Now)) return RecoveryRefusal.RepaidInFuture;
        if (turn.Do(key, new RecoveryCommand.Repay(Repayment)) is { } refusal) return refusal;
        var recovery = turn.Read(key);
        if (recovery.Free.IsZero && turn.Do(Vendor.Grain[recovery.Terms!.Vendor.Value], new VendorCommand.ClearRecovery(Recovery)) is { } unknown)
            return unknown;
        return RecoveryAnswer.Of(turn, Recovery);
    }
}

/// <summary>Whether all of an order's money has reached its vendor: what is only payable is not yet there to be taken back.</summary>
static class PaidOut
{
    public static bool Holds(Turn turn, Order order) =>
        order.Terms is { } terms && order.GrantedBy.Count > 0
        && order.GrantedBy.All(month => turn.Read(Statement.Grain[StatementId.Of(month, terms.Vendor).Value]).Status == StatementStatus.Paid);
}
