using Billing;
using Billing.Ledger;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Wallets;

namespace Marketplace.Grains.Orders;

/// <summary>
/// What giving back has in common, whoever asks for it: what the order no longer holds of the province's fund goes back to
/// the wallet, and when it has ended the company may subscribe to the software again.
/// </summary>
static class OrderRelease
{
    public static Reply Run(Turn turn, OrderId id, Func<DateTimeOffset, OrderCommand> command) =>
        In(turn, id, command(turn.Now)) is { } refusal ? refusal : Reply.With(OrderRow.Of(id, turn.Read(Order.Grain[id.Value])));

    /// <summary>The order decides; its company and wallet follow.</summary>
    public static Refusal? In(Turn turn, OrderId id, OrderCommand command)
    {
        var key = Order.Grain[id.Value];
        var before = turn.Read(key);
        if (turn.Do(key, command) is { } refused) return refused;
        var after = turn.Read(key);
        var released = before.Held.Of(before.ProvinceFund) - after.Held.Of(before.ProvinceFund);
        return (released.IsPositive ? turn.Do(Wallet.Grain[before.Terms!.Wallet], new WalletCommand.Release(id, released)) : null)
            ?? (after.Status != before.Status && after.IsOver ? Over(turn, id, after, wasInUse: before.Status == OrderStatus.Provisioned) : null);
    }

    /// <summary>Nobody can pay it any more, the software may be ordered anew, and what renews it goes on.</summary>
    static Refusal? Over(Turn turn, OrderId id, Order order, bool wasInUse) =>
        (turn.Read(OrderPayment.Grain[id.Value]).Checkout is null ? null : PaymentCalls.Do(turn, id, new PaymentCommand.AskToClose()))
        ?? turn.Do(Company.Grain[order.Terms!.Company.Value], new CompanyCommand.EndSubscription(order.Terms.Listing, id))
        ?? (order.Terms.Continues is { } continued ? turn.Do(Order.Grain[continued.Of.Value], new OrderCommand.DropRenewal(id)) : null)
        ?? (order.RenewedBy is { } next ? RenewOrder.TakeOver(turn, next, wasInUse) : null);

    /// <summary>Reads all that the end of an order will touch.</summary>
    public static void Foresee(Turn turn, OrderId id)
    {
        if (turn.Read(Order.Grain[id.Value]).Terms is not { } terms) return;
        turn.Read(Company.Grain[terms.Company.Value]);
        turn.Read(OrderPayment.Grain[id.Value]);
        turn.Read(Wallet.Grain[terms.Wallet]);
        turn.Balance(AccountId.WalletReserved(terms.Wallet));
        turn.Balance(AccountId.WalletAvailable(terms.Wallet));
        foreach (var share in terms.Funds)
        {
            turn.Balance(AccountId.FundEncumbered(share.Fund.Value));
            turn.Balance(AccountId.FundAvailable(share.Fund.Value));
        }
    }
}
