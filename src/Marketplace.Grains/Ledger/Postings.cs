using Billing;
using Billing.Ledger;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Settlements;
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

        FundEvent.InterestCredited f => [new(AccountId.Interest(f.Owner), AccountId.FundAvailable(key), f.Interest.Amount)],
        FundEvent.SurplusCarried f => [new(AccountId.FundAvailable(key), AccountId.FundAvailable(f.To.Value), f.Amount)],

        WalletEvent.WalletOpened { Cap.IsZero: true } => [],
        WalletEvent.WalletOpened f => [new(AccountId.Entitlements, AccountId.WalletAvailable(key), f.Cap)],
        WalletEvent.SubsidyReserved f => [new(AccountId.WalletAvailable(key), AccountId.WalletReserved(key), f.Amount, f.Order.Value)],
        WalletEvent.SubsidyReleased f => [new(AccountId.WalletReserved(key), AccountId.WalletAvailable(key), f.Amount, f.Order.Value)],

        WalletEvent.SubsidyConsumed f => [new(AccountId.WalletReserved(key), AccountId.WalletConsumed(key), f.Amount, f.Order.Value)],
        WalletEvent.SubsidyRestored f => [new(AccountId.WalletConsumed(key), AccountId.WalletAvailable(key), f.Amount, f.Order.Value)],

        OrderEvent.OrderPlaced f => f.Terms.Funds.Select(s => Encumbered(s, key)),
        OrderEvent.OrderCancelled f => f.Released.Select(s => Released(s, key)),
        OrderEvent.OrderLapsed f => f.Released.Select(s => Released(s, key)),
        OrderEvent.TermEnded f => f.Released.Select(s => Released(s, key)),
        OrderEvent.FirstUseMissed f => f.Released.Select(s => Released(s, key)),
        OrderEvent.SupportEnded f => f.Released.Select(s => Released(s, key)),
        OrderEvent.OrderUnpaid f => f.Released.Select(s => Released(s, key)),
        OrderEvent.SubsidyExpired f => f.Released.Select(s => Released(s, key)),
        OrderEvent.OrderAccepted f => [.. f.Approved.SelectMany(s => Payable(s, f.Vendor, key)), .. f.Released.Select(s => Released(s, key))],
        OrderEvent.OrderResubmitted f => f.Held.Select(s => Encumbered(s, key)),
        OrderEvent.SubsidyRecovered f => f.Shares.SelectMany(s => Owed(s, f.Vendor, key)),

        // Recoveries that a statement takes are settled with it, so that gross sums move here.
        WithdrawalEvent.WithdrawalApproved f => f.Shares.Select(s => new Posting(
            AccountId.FundSpent(s.Fund.Value), AccountId.FundWithdrawn(s.Fund.Value), s.Amount)),
        WithdrawalEvent.WithdrawalRefused f => f.Returned.Select(s => new Posting(
            AccountId.FundWithdrawn(s.Fund.Value), AccountId.FundSpent(s.Fund.Value), s.Amount)),
        StatementEvent.StatementPaid f => [new(AccountId.VendorPayable(f.Vendor.Value), AccountId.VendorPaid(f.Vendor.Value), f.Gross)],
        RecoveryEvent.RecoverySettled f => f.Shares.SelectMany(s => Recovered(s, f.Vendor, f.Order.Value)),
        RecoveryEvent.RecoveryRepaid f => f.Shares.SelectMany(s => Recovered(s, f.Vendor, f.Order.Value)),

        PaymentEvent f => SalesPostings.Of(key, f),
        PayoutEvent f => SalesPostings.Of(f),
        ProcessorEvent f => SalesPostings.Of(f),

        StatementEvent or InvoiceRegisterEvent or WithdrawalEvent or RecoveryEvent => [],
        OrderEvent or CompanyEvent or VendorEvent or ListingEvent or FundEvent or FundRegisterEvent or BatchEvent or VerificationEvent => [],
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact.GetType(), "This fact has no place in the ledger."),
    };

    static Posting Encumbered(FundShare share, string order) =>
        new(AccountId.FundAvailable(share.Fund.Value), AccountId.FundEncumbered(share.Fund.Value), share.Amount, order);

    /// <summary>The fund has spent it, the vendor has earned it (S003 art.19).</summary>
    static IEnumerable<Posting> Payable(FundShare share, CreditCode vendor, string order) =>
    [
        new(AccountId.FundEncumbered(share.Fund.Value), AccountId.FundSpent(share.Fund.Value), share.Amount, order),
        new(AccountId.Claims, AccountId.VendorPayable(vendor.Value), share.Amount, order),
    ];

    static IEnumerable<Posting> Owed(FundShare share, CreditCode vendor, string order) =>
    [
        new(AccountId.FundWithdrawn(share.Fund.Value), AccountId.FundRecoveries(share.Fund.Value), share.Amount, order),
        new(AccountId.VendorPaid(vendor.Value), AccountId.VendorOwed(vendor.Value), share.Amount, order),
    ];

    static Posting Released(FundShare share, string order) =>
        new(AccountId.FundEncumbered(share.Fund.Value), AccountId.FundAvailable(share.Fund.Value), share.Amount, order);

    static IEnumerable<Posting> Recovered(FundShare share, CreditCode vendor, string order) =>
    [
        new(AccountId.FundRecoveries(share.Fund.Value), AccountId.FundAvailable(share.Fund.Value), share.Amount, order),
        new(AccountId.VendorOwed(vendor.Value), AccountId.Claims, share.Amount, order),
    ];
}
