using Billing.Ledger;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Wallets;

namespace Marketplace.Grains.Orders;

/// <summary>
/// What every end of an order has in common: the order says so, and if that changed anything, the reservation goes back
/// to the wallet, the shares to their funds, and the company may subscribe to the software again.
/// </summary>
static class OrderRelease
{
    public static Reply Run(Turn turn, OrderId id, Func<DateTimeOffset, OrderCommand> command)
    {
        var key = Order.Grain[id.Value];
        var before = turn.Read(key).Status;
        if (turn.Do(key, command(turn.Now)) is { } refused) return refused;
        var order = turn.Read(key);
        if (order.Status != before && Release(turn, id, order.Terms!) is { } refusal) return refusal;
        return Reply.With(OrderRow.Of(id, order));
    }

    /// <summary>Reads all that the end of an order will touch.</summary>
    public static void Foresee(Turn turn, OrderId id)
    {
        if (turn.Read(Order.Grain[id.Value]).Terms is not { } terms) return;
        turn.Read(Company.Grain[terms.Company.Value]);
        turn.Read(Wallet.Grain[terms.Wallet]);
        turn.Balance(AccountId.WalletReserved(terms.Wallet));
        turn.Balance(AccountId.WalletAvailable(terms.Wallet));
        foreach (var share in terms.Funds)
        {
            turn.Balance(AccountId.FundEncumbered(share.Fund.Value));
            turn.Balance(AccountId.FundAvailable(share.Fund.Value));
        }
    }

    static Refusal? Release(Turn turn, OrderId id, OrderTerms terms) =>
        turn.Do(Wallet.Grain[terms.Wallet], new WalletCommand.Release(id))
        ?? turn.Do(Company.Grain[terms.Company.Value], new CompanyCommand.EndSubscription(terms.Listing, id));
}
