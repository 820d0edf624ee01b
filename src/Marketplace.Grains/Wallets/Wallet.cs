using System.Collections.Immutable;
using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Wallets.WalletCommand;
using static Marketplace.Grains.Wallets.WalletEvent;

namespace Marketplace.Grains.Wallets;

public abstract record WalletCommand
{
    public sealed record Open(CreditCode Company, Money Cap) : WalletCommand;
    public sealed record Reserve(OrderId Order, Money Amount) : WalletCommand;
    public sealed record Release(OrderId Order) : WalletCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record WalletEvent
{
    public sealed record WalletOpened(CreditCode Company, Money Cap) : WalletEvent;
    public sealed record SubsidyReserved(OrderId Order, Money Amount) : WalletEvent;
    public sealed record SubsidyReleased(OrderId Order, Money Amount) : WalletEvent;
}

/// <summary>What a company may still draw of its provincial subsidy (补贴额度, S003 art.17).</summary>
/// <param name="Cap">Null until the wallet is opened.</param>
public sealed record Wallet(Money? Cap, Money Available, ImmutableDictionary<OrderId, Money> Reservations)
    : IAggregate<Wallet, WalletCommand, WalletEvent>
{
    public static readonly GrainType<Wallet, WalletCommand, WalletEvent> Grain = new("wallet");

    public static Wallet Initial { get; } = new(null, Money.Zero, ImmutableDictionary<OrderId, Money>.Empty);

    public Money? ReservedFor(OrderId order) => Reservations.TryGetValue(order, out var held) ? held : null;

    public static Decision<WalletEvent> Decide(Wallet wallet, WalletCommand command) => command switch
    {
        Open { Cap.IsNegative: true } => WalletRefusal.AmountNotPositive,
        Open when wallet.Cap is not null => Nothing.Happens,
        Open c => new WalletOpened(c.Company, c.Cap),

        _ when wallet.Cap is null => WalletRefusal.NotOpen,

        Reserve { Amount.IsPositive: false } => WalletRefusal.AmountNotPositive,
        // The same reservation again is a no-op; the same order for another amount is a conflict.
        Reserve c when wallet.ReservedFor(c.Order) is { } held => held == c.Amount ? Nothing.Happens : WalletRefusal.ReservationDiffers,
        Reserve c => c.Amount > wallet.Available ? WalletRefusal.Insufficient : new SubsidyReserved(c.Order, c.Amount),

        Release c when wallet.ReservedFor(c.Order) is { } held => new SubsidyReleased(c.Order, held),
        Release => Nothing.Happens,
        _ => throw Unhandled.Of(command),
    };

    public static Wallet Evolve(Wallet wallet, WalletEvent fact) => fact switch
    {
        WalletOpened f => wallet with { Cap = f.Cap, Available = f.Cap },
        SubsidyReserved f => wallet with
        {
            Available = wallet.Available - f.Amount,
            Reservations = wallet.Reservations.Add(f.Order, f.Amount),
        },
        SubsidyReleased f => wallet with
        {
            Available = wallet.Available + f.Amount,
            Reservations = wallet.Reservations.Remove(f.Order),
        },
        _ => throw Unhandled.Of(fact),
    };
}
