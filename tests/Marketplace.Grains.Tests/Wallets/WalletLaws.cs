using Billing;
using FsCheck;
using FsCheck.Fluent;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Wallets;
using static Marketplace.Grains.Tests.Some;

namespace Marketplace.Grains.Tests.Wallets;

/// <summary>What holds of a wallet after any commands whatsoever. A failure shows the commands and the seed.</summary>
public sealed class WalletLaws
{
    static readonly Gen<WalletCommand> Commands =
        from order in Gen.Choose(1, 4).Select(i => new OrderId($"o{i}"))
        from fen in Gen.Choose(-2, 40)
        from kind in Gen.Choose(0, 9)
        select kind switch
        {
            0 => new WalletCommand.Open(Code, new Money(fen)),
            1 or 2 or 3 => new WalletCommand.Release(order),
            _ => (WalletCommand)new WalletCommand.Reserve(order, new Money(fen)),
        };

    static readonly Arbitrary<WalletCommand[]> Histories =
        Commands.ArrayOf().Select(commands => (WalletCommand[])[new WalletCommand.Open(Code, new Money(100)), .. commands]).ToArbitrary();

    static void ForAll(Func<IReadOnlyList<(Wallet Before, WalletCommand Command, Wallet After)>, bool> law) =>
        Prop.ForAll(Histories, commands => law(Steps(commands))).QuickCheckThrowOnFailure();

    static List<(Wallet, WalletCommand, Wallet)> Steps(IEnumerable<WalletCommand> commands)
    {
        var steps = new List<(Wallet, WalletCommand, Wallet)>();
        var wallet = Wallet.Initial;
        foreach (var command in commands)
        {
            var after = Wallet.Decide(wallet, command).Facts.Aggregate(wallet, Wallet.Evolve);
            steps.Add((wallet, command, after));
            wallet = after;
        }
        return steps;
    }

    static Money Reserved(Wallet wallet) => wallet.Reservations.Values.Aggregate(Money.Zero, (sum, amount) => sum + amount);

    [Fact]
    public void Available_and_reserved_always_add_up_to_the_cap() =>
        ForAll(steps => steps.All(s => s.After.Available + Reserved(s.After) == s.After.Cap));

    [Fact]
    public void Neither_what_is_available_nor_any_reservation_is_ever_negative() =>
        ForAll(steps => steps.All(s => !s.After.Available.IsNegative && s.After.Reservations.Values.All(r => r.IsPositive)));

    [Fact]
    public void A_refusal_changes_nothing() =>
        ForAll(steps => steps.All(s => Wallet.Decide(s.Before, s.Command).Refusal is null || ReferenceEquals(s.Before, s.After)));

    [Fact]
    public void A_command_repeated_never_doubles() =>
        ForAll(steps => steps.All(s => Wallet.Decide(s.After, s.Command).Facts.IsEmpty));
}
