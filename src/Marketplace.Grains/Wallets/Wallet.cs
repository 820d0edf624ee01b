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

    /// <summary>On top of what the order may still hold: what was released is submitted again.</summary>
    public sealed record ReserveAgain(OrderId Order, Money Amount) : WalletCommand;

    /// <param name="Amount">Null for all that the order still holds.</param>
    public sealed record Release(OrderId Order, Money? Amount = null) : WalletCommand;
    public sealed record Consume(OrderId Order, Money Amount) : WalletCommand;

    /// <summary>What was consumed and has been recovered from the vendor may be drawn again.</summary>
    public sealed record Restore(OrderId Order, Money Amount) : WalletCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record WalletEvent
{
    public sealed record WalletOpened(CreditCode Company, Money Cap) : WalletEvent;
    public sealed record SubsidyReserved(OrderId Order, Money Amount) : WalletEvent;
    public sealed record SubsidyReleased(OrderId Order, Money Amount) : WalletEvent;
    public sealed record SubsidyConsumed(OrderId Order, Money Amount) : WalletEvent;
    public sealed record SubsidyRestored(OrderId Order, Money Amount) : WalletEvent;
}

/// <summary>What a company may still draw of its provincial subsidy (补贴额度, S003 art.17).</summary>
/// <param name="Cap">Null until the wallet is opened.</param>
/// <param name="Consumed">What acceptance has made payable for good (S003 art.16).</param>
public sealed record Wallet(Money? Cap, Money Available, Money Consumed, ImmutableDictionary<OrderId, Money> Reservations)
    : IAggregate<Wallet, WalletCommand, WalletEvent>
{
    public static readonly GrainType<Wallet, WalletCommand, WalletEvent> Grain = new("wallet");

    public static Wallet Initial { get; } = new(null, Money.Zero, Money.Zero, ImmutableDictionary<OrderId, Money>.Empty);

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

        ReserveAgain { Amount.IsPositive: false } => WalletRefusal.AmountNotPositive,
        ReserveAgain c => c.Amount > wallet.Available ? WalletRefusal.Insufficient : new SubsidyReserved(c.Order, c.Amount),

        Release { Amount: { IsPositive: false } } => WalletRefusal.AmountNotPositive,
        Release c when wallet.ReservedFor(c.Order) is { } held =>
            c.Amount > held ? WalletRefusal.NotReserved : new SubsidyReleased(c.Order, c.Amount ?? held),
        Release { Amount: null } => Nothing.Happens,
        Release => WalletRefusal.NotReserved,

        Consume { Amount.IsPositive: false } => WalletRefusal.AmountNotPositive,
        Consume c => c.Amount > (wallet.ReservedFor(c.Order) ?? Money.Zero) ? WalletRefusal.NotReserved : new SubsidyConsumed(c.Order, c.Amount),

        Restore { Amount.IsPositive: false } => WalletRefusal.AmountNotPositive,
        Restore c => c.Amount > wallet.Consumed ? WalletRefusal.NotConsumed : new SubsidyRestored(c.Order, c.Amount),
        _ => throw Unhandled.Of(command),
    };

    public static Wallet Evolve(Wallet wallet, WalletEvent fact) => fact switch
    {
        WalletOpened f => wallet with { Cap = f.Cap, Available = f.Cap },
        SubsidyReserved f => wallet with
        {
            Available = wallet.Available - f.Amount,
            Reservations = wallet.Reservations.SetItem(f.Order, (wallet.ReservedFor(f.Order) ?? Money.Zero) + f.Amount),
        },
        SubsidyReleased f => wallet with
        {
            Available = wallet.Available + f.Amount,
            Reservations = wallet.ReservationsLess(f.Order, f.Amount),
        },
        SubsidyConsumed f => wallet with
        {
            Consumed = wallet.Consumed + f.Amount,
            Reservations = wallet.ReservationsLess(f.Order, f.Amount),
        },
        SubsidyRestored f => wallet with { Available = wallet.Available + f.Amount, Consumed = wallet.Consumed - f.Amount },
        _ => throw Unhandled.Of(fact),
    };

    ImmutableDictionary<OrderId, Money> ReservationsLess(OrderId order, Money amount) =>
        (ReservedFor(order) ?? Money.Zero) - amount is { IsPositive: true } rest ? Reservations.SetItem(order, rest) : Reservations.Remove(order);
}
