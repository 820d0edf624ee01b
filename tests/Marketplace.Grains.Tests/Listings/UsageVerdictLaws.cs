using FsCheck;
using FsCheck.Fluent;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Usage;

namespace Marketplace.Grains.Tests.Listings;

/// <summary>What holds of any rule over any usage. A failure shows the rule, the usage and the seed.</summary>
public sealed class UsageVerdictLaws
{
    const string First = "2026-03";
    static readonly FreeTerm Term = FreeTerm.StartingAt(Some.Moment);

    static readonly Gen<UsageRule> Rules =
        from uses in Gen.Choose(1, 4)
        from months in Gen.Choose(1, 4)
        from consecutive in ArbMap.Default.GeneratorFor<bool>()
        from deadline in Gen.Elements(30, 90, 366)
        from idle in Gen.Choose(0, 4)
        from percent in Gen.Choose(1, 99)
        from installments in Gen.Choose(0, 2)
        select new UsageRule(1, [new(UsageMetric.Uses, uses)], months, consecutive, deadline)
        {
            IdleMonthsMax = idle == 0 ? null : idle,
            Installments = installments switch
            {
                0 => null,
                1 => [new(percent, InstallmentMoment.Installation), new(100 - percent, InstallmentMoment.Anniversary)],
                _ => [new(percent, InstallmentMoment.Usage), new(100 - percent, InstallmentMoment.Anniversary)],
            },
        };

    /// <summary>Uses of 15 months, from one before the term to one after it.</summary>
    static readonly Gen<int[]> Uses = Gen.Frequency((2, Gen.Constant(0)), (3, Gen.Choose(1, 4))).ArrayOf(15);

    static readonly Arbitrary<(UsageRule Rule, int[] Uses, int[] More, int Through)> Cases =
        (from rule in Rules from uses in Uses from more in Uses from through in Gen.Choose(0, 14) select (rule, uses, more, through)).ToArbitrary();

    static string Month(int index) => ChinaMonth.Plus(First, index - 1);

    static UsageVerdict Judge(UsageRule rule, int[] uses, int through) =>
        UsageVerdict.Of(rule, Term, [.. uses.Select((u, i) => new UsageMonth(Month(i), u, u, u))], Month(through));

    static void ForAll(Func<(UsageRule Rule, int[] Uses, int[] More, int Through), bool> law) =>
        Prop.ForAll(Cases, law).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    static bool IsNoLater(string? month, string? other) => other is null || (month is not null && !ChinaMonth.IsAfter(month, other));

    [Fact]
    public void More_usage_never_makes_a_rule_met_later() =>
        ForAll(c => IsNoLater(Judge(c.Rule, [.. c.Uses.Zip(c.More, (a, b) => a + b)], c.Through).MetIn, Judge(c.Rule, c.Uses, c.Through).MetIn));

    [Fact]
    public void More_usage_never_makes_less_due() =>
        ForAll(c => Judge(c.Rule, [.. c.Uses.Zip(c.More, (a, b) => a + b)], c.Through).DueThrough(Month(c.Through)) >= Judge(c.Rule, c.Uses, c.Through).DueThrough(Month(c.Through)));

    [Fact]
    public void What_was_due_once_stays_due_in_the_same_month() =>
        ForAll(c => Judge(c.Rule, c.Uses, c.Through) is var then && Judge(c.Rule, c.Uses, 14) is var later
            && Enumerable.Range(0, c.Through + 1).All(i => then.DueIn(Month(i)) == later.DueIn(Month(i))));

    [Fact]
    public void Never_more_than_all_is_due_and_nothing_for_what_was_never_used() =>
        ForAll(c => Judge(c.Rule, c.Uses, c.Through) is var verdict
            && verdict.DueThrough(Month(14)) == Enumerable.Range(0, 15).Sum(i => verdict.DueIn(Month(i)))
            && verdict.DueThrough(Month(14)) is >= 0 and <= 100
            && (verdict.FirstUsedIn is not null || verdict.DueThrough(Month(14)) == 0));

    [Fact]
    public void The_months_that_met_the_rule_were_met_and_are_as_many_as_it_asks_for() =>
        ForAll(c => Judge(c.Rule, c.Uses, c.Through) is var verdict
            && verdict.Fulfilled.Count == (verdict.MetIn is null ? 0 : c.Rule.Months)
            && verdict.Fulfilled.All(f => verdict.Months.Single(m => m.Month == f).Met)
            && verdict.MonthsMissing >= 0 && verdict.IsMet == (verdict.State == UsageState.Met));
}
