using System.Text.Json;
using Billing;
using Billing.Subsidies;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Wallets;

namespace Marketplace.Api.Companies;

/// <summary>One movement of a wallet, and what it held then: available, reserved and consumed always add up to what was granted.</summary>
/// <param name="Kind">The fact's name, such as <c>subsidy_reserved</c>.</param>
/// <param name="Order">The order it was for; null when the wallet was opened.</param>
/// <param name="Sum">How much moved.</param>
/// <param name="Amount">What that did to what is available; zero where acceptance made reserved money consumed.</param>
public sealed record WalletMovement(
    DateTimeOffset At, string Kind, OrderId? Order, Money Sum, Money Amount, Money Available, Money Reserved, Money Consumed, string Actor);

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
        var (available, reserved, consumed) = (Money.Zero, Money.Zero, Money.Zero);
        foreach (var fact in stream?.Facts ?? [])
        {
            var move = Read(fact.Type, fact.Data);
            (available, reserved, consumed) = (available + move.Available, reserved + move.Reserved, consumed + move.Consumed);
            movements.Add(new WalletMovement(fact.At, fact.Type, move.Order, move.Sum, move.Available, available, reserved, consumed, fact.Actor));
        }
        return movements;
    }

    string IdOf(CreditCode company) => WalletId.For(company, policy, clock.GetUtcNow());

    static Move Read(string type, JsonElement data) => Grains.Catalogue.Facts.Read(type, data.GetRawText()) switch
    {
        WalletEvent.WalletOpened f => new Move(null, f.Cap, f.Cap, Money.Zero, Money.Zero),
        WalletEvent.SubsidyReserved f => new Move(f.Order, f.Amount, -f.Amount, f.Amount, Money.Zero),
        WalletEvent.SubsidyReleased f => new Move(f.Order, f.Amount, f.Amount, -f.Amount, Money.Zero),
        WalletEvent.SubsidyConsumed f => new Move(f.Order, f.Amount, Money.Zero, -f.Amount, f.Amount),
        WalletEvent.SubsidyRestored f => new Move(f.Order, f.Amount, f.Amount, Money.Zero, -f.Amount),
        _ => throw new InvalidOperationException($"{type} is not a movement of a wallet."),
    };

    /// <summary>What a fact did to each part of the wallet.</summary>
    readonly record struct Move(OrderId? Order, Money Sum, Money Available, Money Reserved, Money Consumed);
}
