using System.Text;
using Billing.Ledger;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Wallets;

namespace Marketplace.Grains.Tests.Simulation;

/// <summary>States as text, so that they compare by value; and what clients of a simulation like to look at.</summary>
static class StateText
{
    public static string Of(object state) => state switch
    {
        Wallet w => $"cap {w.Cap}, available {w.Available}, reserved {Sorted(w.Reservations.Select(r => $"{r.Key}={r.Value}"))}",
        Company c => $"{c.Profile} {c.Size} {Sorted(c.Subscriptions.Select(s => $"{s.Key}={s.Value}"))}",
        FundRegister r => Sorted(r.Funds.Select(f => $"{f.Key}={f.Value}")),
        _ => Encoding.UTF8.GetString(CanonicalJson.Write(state)),
    };

    /// <summary>A company, its wallet, and the wallet's accounts, which must agree at every moment.</summary>
    public static Func<Turn, string> OfCompany(CreditCode code) => turn =>
        $"{Of(turn.Read(Company.Grain[code.Value]))}; {Of(turn.Read(Wallet.Grain[code.Value]))}; "
        + $"{turn.Balance(AccountId.WalletAvailable(code.Value))}+{turn.Balance(AccountId.WalletReserved(code.Value))}";

    public static Func<Turn, string> OfFund(FundId fund) => turn =>
        Encoding.UTF8.GetString(CanonicalJson.Write(FundView.Of(turn, fund)));

    /// <summary>An order and what it holds elsewhere.</summary>
    public static Func<Turn, string> OfOrder(OrderId id) => turn =>
    {
        var order = turn.Read(Order.Grain[id.Value]);
        if (order.Terms is not { } terms) return "none";
        var held = turn.Read(Wallet.Grain[terms.Wallet]).ReservedFor(id);
        return $"{Of(order)}; holds {held}; {turn.Read(Company.Grain[terms.Company.Value]).Subscriptions.GetValueOrDefault(terms.Listing)}";
    };

    static string Sorted(IEnumerable<string> items) => string.Join(' ', items.Order(StringComparer.Ordinal));
}
