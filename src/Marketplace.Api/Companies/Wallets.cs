using System.Text.Json;
using Billing;
using Billing.Subsidies;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Wallets;

namespace Marketplace.Api.Companies;

/// <summary>One movement of a wallet: what was put in (above zero) or taken out, and what was left then.</summary>
/// <param name="Kind">The fact's name, such as <c>subsidy_reserved</c>.</param>
/// <param name="Order">The order it was for; null when the wallet was opened.</param>
public sealed record WalletMovement(DateTimeOffset At, string Kind, OrderId? Order, Money Amount, Money Available, string Actor);

/// <summary>What a company may still draw of its subsidy (S003 art.17), and how it came to that.</summary>
public sealed class Wallets(IGrains grains, FactStreams streams, SubsidyPolicy policy, TimeProvider clock)
{
    public async Task<WalletView> Of(CreditCode company, CancellationToken cancel)
    {
        var wallet = await grains.Read(t => t.Read(Wallet.Grain[IdOf(company)]), cancel);
        var cap = wallet.Cap ?? policy.Cap;
        var available = wallet.Cap is null ? cap : wallet.Available;
        var reserved = wallet.Reservations.Values.Aggregate(Money.Zero, (sum, held) => sum + held);
        return new WalletView(cap, available, reserved, cap - available - reserved);
    }

    /// <summary>Every movement, oldest first, straight from the facts.</summary>
    public async Task<IReadOnlyList<WalletMovement>> MovementsOf(CreditCode company, CancellationToken cancel)
    {
        var stream = await streams.Stream(Wallet.Grain.StreamId(IdOf(company)), cancel);
        var movements = new List<WalletMovement>();
        var available = Money.Zero;
        foreach (var fact in stream?.Facts ?? [])
        {
            var (order, amount) = Read(fact.Type, fact.Data);
            available += amount;
            movements.Add(new WalletMovement(fact.At, fact.Type, order, amount, available, fact.Actor));
        }
        return movements;
    }

    string IdOf(CreditCode company) => WalletId.For(company, policy, clock.GetUtcNow());

    static (OrderId? Order, Money Amount) Read(string type, JsonElement data) =>
        Grains.Catalogue.Facts.Read(type, data.GetRawText()) switch
        {
            WalletEvent.WalletOpened f => (null, f.Cap),
            WalletEvent.SubsidyReserved f => (f.Order, -f.Amount),
            WalletEvent.SubsidyReleased f => (f.Order, f.Amount),
            _ => throw new InvalidOperationException($"{type} is not a movement of a wallet."),
        };
}
