using Billing;
using Billing.Ledger;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Vendors;
using Marketplace.Grains.Wallets;

namespace Marketplace.Grains.Ledger;

/// <summary>
/// What each fact moves in the ledger. The ledger has no other source, so it can be recomputed whole from the facts.
/// </summary>
public static class Postings
{
    /// <param name="key">The key of the grain whose fact it is.</param>
    public static IEnumerable<Posting> Of(string key, object fact) => fact switch
    {
        FundEvent.MoneyAppropriated f => [new(AccountId.Treasury(f.Owner), AccountId.FundAvailable(key), f.Amount)],

        WalletEvent.WalletOpened { Cap.IsZero: true } => [],
        WalletEvent.WalletOpened f => [new(AccountId.Entitlements, AccountId.WalletAvailable(key), f.Cap)],
        WalletEvent.SubsidyReserved f => [new(AccountId.WalletAvailable(key), AccountId.WalletReserved(key), f.Amount, f.Order.Value)],
        WalletEvent.SubsidyReleased f => [new(AccountId.WalletReserved(key), AccountId.WalletAvailable(key), f.Amount, f.Order.Value)],

        OrderEvent.OrderPlaced f => f.Terms.Funds.Select(s => Encumbered(s, key)),
        OrderEvent.OrderCancelled f => f.Released.Select(s => Released(s, key)),
        OrderEvent.OrderLapsed f => f.Released.Select(s => Released(s, key)),
        OrderEvent.TermEnded f => f.Released.Select(s => Released(s, key)),

        OrderEvent or CompanyEvent or VendorEvent or ListingEvent or FundEvent or FundRegisterEvent => [],
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact.GetType(), "This fact has no place in the ledger."),
    };

    static Posting Encumbered(FundShare share, string order) =>
        new(AccountId.FundAvailable(share.Fund.Value), AccountId.FundEncumbered(share.Fund.Value), share.Amount, order);

    static Posting Released(FundShare share, string order) =>
        new(AccountId.FundEncumbered(share.Fund.Value), AccountId.FundAvailable(share.Fund.Value), share.Amount, order);
}
