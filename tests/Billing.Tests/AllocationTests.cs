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

    static Money Max(Money a, Money b) => a > b ? a : b;
}
