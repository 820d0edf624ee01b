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

    static Refusal? Release(Turn turn, OrderId id, OrderTerms terms) =>
        turn.Do(Wallet.Grain[terms.Wallet], new WalletCommand.Release(id))
        ?? turn.Do(Company.Grain[terms.Company.Value], new CompanyCommand.EndSubscription(terms.Listing, id));
}
