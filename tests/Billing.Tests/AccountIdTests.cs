using Billing.Ledger;

namespace Billing.Tests;

public sealed class AccountIdTests
{
    [Fact]
    public void Only_the_world_outside_may_go_below_zero()
    {
        Assert.True(AccountId.Treasury("province").MayGoBelowZero);
        Assert.True(AccountId.Entitlements.MayGoBelowZero);
        Assert.All(
            [
                AccountId.FundAvailable("treasury/x"), AccountId.FundEncumbered("f"), AccountId.FundSpent("f"),
                AccountId.WalletAvailable("w"), AccountId.WalletReserved("w"), AccountId.WalletConsumed("w"),
            ],
            account => Assert.False(account.MayGoBelowZero));
    }

    [Fact]
    public void The_two_sides_of_a_posting_sum_to_zero() =>
        Assert.Equal(
            Money.Zero,
            new Posting(AccountId.Treasury("p"), AccountId.FundAvailable("f"), Money.Yuan(7)).Deltas.Aggregate(Money.Zero, (sum, d) => sum + d.Delta));
}
