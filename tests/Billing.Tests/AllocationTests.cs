using FsCheck;
using FsCheck.Fluent;

namespace Billing.Tests;

public sealed class AllocationTests
{
    static readonly Gen<(Money Amount, Money[] Capacities)> Cases =
        from amount in Gen.Choose(0, 1_000)
        from capacities in Gen.Choose(-100, 1_000).ArrayOf()
        select (new Money(amount), Array.ConvertAll(capacities, c => new Money(c)));

    static void ForAll(Func<Money, Money[], Money[], Money, bool> law) =>
        Prop.ForAll(Cases.ToArbitrary(), c =>
        {
            var (parts, excess) = Allocation.Fill(c.Amount, c.Capacities);
            return law(c.Amount, c.Capacities, parts, excess);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_parts_and_the_excess_add_up_to_the_amount() =>
        ForAll((amount, _, parts, excess) => parts.Aggregate(excess, (sum, part) => sum + part) == amount);

    [Fact]
    public void No_part_is_negative_or_above_its_capacity() =>
        ForAll((_, capacities, parts, excess) =>
            !excess.IsNegative && parts.Zip(capacities).All(p => !p.First.IsNegative && (p.First.IsZero || p.First <= p.Second)));

    [Fact]
    public void Money_goes_on_only_when_the_bucket_before_is_full() =>
        ForAll((_, capacities, parts, _) =>
            Enumerable.Range(1, Math.Max(0, parts.Length - 1)).All(i => parts[i].IsZero || parts[i - 1] == Max(capacities[i - 1], Money.Zero)));

    [Fact]
    public void A_negative_amount_is_a_bug() => Assert.Throws<ArgumentOutOfRangeException>(() => Allocation.Fill(new Money(-1), Money.Yuan(1)));

    static readonly Arbitrary<(Money Amount, int[] Percents)> Percents =
        (from fen in Gen.Choose(0, 1_000_000)
         from first in Gen.Choose(0, 100)
         from second in Gen.Choose(0, 100 - first)
         select (new Money(fen), new[] { first, second, 100 - first - second })).ToArbitrary();

    [Fact]
    public void Parts_by_percents_add_up_to_the_fen_and_are_off_by_less_than_one() =>
        Prop.ForAll(Percents, c =>
        {
            var parts = Allocation.ByPercents(c.Amount, c.Percents);
            return parts.Aggregate(Money.Zero, (sum, part) => sum + part) == c.Amount
                && parts.Zip(c.Percents).All(p => !p.First.IsNegative && Math.Abs(p.First.Fen * 100 - c.Amount.Fen * p.Second) < 100);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_last_part_completes_the_amount() =>
        Assert.Equal([new Money(70), new Money(31)], Allocation.ByPercents(new Money(101), 70, 30));

    [Fact]
    public void Up_to_a_percentage_is_never_more_than_it_and_all_of_it_at_100() =>
        Assert.Equal([0L, 70, 101], new[] { 0, 70, 100 }.Select(percent => Allocation.UpTo(new Money(101), percent).Fen));

    [Fact]
    public void The_largest_amount_can_be_split() =>
        Assert.Equal(long.MaxValue, Allocation.ByPercents(new Money(long.MaxValue), 33, 67).Sum(p => p.Fen));

    [Fact]
    public void Percents_that_do_not_add_up_are_a_bug() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Allocation.ByPercents(Money.Yuan(1), 70, 20));

    static Money Max(Money a, Money b) => a > b ? a : b;
}
