using Billing;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Orders;

/// <summary>What an order holds of one fund.</summary>
public sealed record FundShare(FundId Fund, Money Amount);

/// <summary>Arithmetic on what an order holds of several funds; the province's share stands first, and is taken first.</summary>
public static class FundShares
{
    public static readonly EquatableList<FundShare> None = [];

    public static Money Sum(this IEnumerable<FundShare> shares) => shares.Aggregate(Money.Zero, (sum, share) => sum + share.Amount);

    public static Money Of(this IEnumerable<FundShare> shares, FundId? fund) => shares.Where(s => s.Fund == fund).Sum();

    /// <summary>The shares that make up an amount, taken from the first on; the amount is not above what they hold.</summary>
    public static EquatableList<FundShare> Take(this EquatableList<FundShare> held, Money amount)
    {
        var (parts, excess) = Allocation.Fill(amount, [.. held.Select(s => s.Amount)]);
        return excess.IsZero
            ? [.. held.Select((share, i) => share with { Amount = parts[i] }).Where(s => s.Amount.IsPositive)]
            : throw new ArgumentOutOfRangeException(nameof(amount), amount, "More than is held.");
    }

    public static EquatableList<FundShare> Less(this EquatableList<FundShare> held, IEnumerable<FundShare> taken) =>
        [.. held.Select(s => s with { Amount = s.Amount - taken.Of(s.Fund) }).Where(s => s.Amount.IsPositive)];

    /// <summary>With the share of one fund in front, which is taken first.</summary>
    public static EquatableList<FundShare> Leading(this EquatableList<FundShare> shares, FundId? first) => [.. shares.OrderByDescending(s => s.Fund == first)];

    public static EquatableList<FundShare> Plus(this EquatableList<FundShare> held, IEnumerable<FundShare> added) =>
        [.. held.Concat(added).GroupBy(s => s.Fund).Select(g => new FundShare(g.Key, g.Sum()))];
}
