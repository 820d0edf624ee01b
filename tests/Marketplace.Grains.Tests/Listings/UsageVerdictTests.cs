using System.Globalization;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Usage;

namespace Marketplace.Grains.Tests.Listings;

/// <summary>Given this usage of an order confirmed on 20 March 2026, then that verdict.</summary>
public sealed class UsageVerdictTests
{
    static readonly UsageRule Rule = UsageRule.Default;
    static readonly UsageRule Kit = UsageRulePreset.All.Single(p => p.Id == "kit-digital").Rule;
    static readonly FreeTerm Term = FreeTerm.StartingAt(new DateTimeOffset(2026, 3, 20, 9, 30, 0, TimeSpan.FromHours(8)));

    static UsageMonth Good(string month) => new(month, 10, 4, 1);
    static UsageMonth Poor(string month) => new(month, 9, 4, 1);
    static UsageMonth[] GoodFrom(string first, int months) =>
        [.. Enumerable.Range(0, months).Select(i => Good(DateOnly.ParseExact(first + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture).AddMonths(i).ToString("yyyy-MM", CultureInfo.InvariantCulture)))];

    static UsageVerdict Judge(UsageRule rule, string through, params UsageMonth[] months) => UsageVerdict.Of(rule, Term, months, through);

    [Fact]
    public void Three_good_months_in_a_row_meet_the_rule_in_the_third()
    {
        var verdict = Judge(Rule, "2026-08", GoodFrom("2026-04", 4));
        Assert.Equal((UsageState.Met, true, "2026-06"), (verdict.State, verdict.IsMet, verdict.MetIn));
        Assert.Equal(["2026-04", "2026-05", "2026-06"], verdict.Fulfilled);
        Assert.Equal((3, 0), (verdict.MonthsMet, verdict.MonthsMissing));
    }

    [Fact]
    public void Every_month_of_the_term_is_judged_whether_used_or_not()
    {
        var verdict = Judge(Rule, "2026-05", Good("2026-04"));
        Assert.Equal([("2026-03", false), ("2026-04", true), ("2026-05", false)], verdict.Months.Select(m => (m.Month, m.Met)));
        Assert.Equal([new(UsageMetric.Uses, 10), new(UsageMetric.ActiveDays, 4)], verdict.Months[2].Missing);
    }

    [Fact]
    public void A_month_lacks_what_its_minimums_lack() =>
        Assert.Equal([new(UsageMetric.Uses, 1)], Judge(Rule, "2026-04", Poor("2026-04")).Months[1].Missing);

    [Fact]
    public void A_poor_month_breaks_a_row()
    {
        var verdict = Judge(Rule, "2026-06", Good("2026-03"), Good("2026-04"), Poor("2026-05"), Good("2026-06"));
        Assert.Equal((UsageState.UnderWay, 1, 2), (verdict.State, verdict.MonthsMet, verdict.MonthsMissing));
    }

    [Fact]
    public void A_rule_for_any_months_forgives_a_poor_month() =>
        Assert.Equal("2026-06", Judge(Rule with { Consecutive = false }, "2026-06", Good("2026-03"), Good("2026-04"), Poor("2026-05"), Good("2026-06")).MetIn);

    [Fact]
    public void The_part_of_a_month_in_which_the_term_begins_counts_like_any_other() =>
        Assert.Equal("2026-05", Judge(Rule, "2026-05", GoodFrom("2026-03", 3)).MetIn);

    [Fact]
    public void The_part_of_a_month_in_which_the_term_ends_counts_like_any_other() =>
        Assert.Equal("2027-03", Judge(Rule, "2027-03", [new("2026-03", 1, 1, 1), new("2026-06", 1, 1, 1), new("2026-09", 1, 1, 1), new("2026-12", 1, 1, 1), .. GoodFrom("2027-01", 3)]).MetIn);

    [Fact]
    public void Months_before_and_after_the_term_do_not_count()
    {
        var verdict = Judge(Rule with { IdleMonthsMax = null }, "2027-06", [.. GoodFrom("2026-01", 2), Good("2026-03"), .. GoodFrom("2027-02", 3)]);
        Assert.Equal((UsageState.OutOfReach, 13), (verdict.State, verdict.Months.Count));
    }

    [Fact]
    public void Without_a_first_use_in_time_the_rule_is_missed()
    {
        Assert.Equal(UsageState.None, Judge(Rule, "2026-03").State);
        Assert.Equal(UsageState.FirstUseMissed, Judge(Rule, "2026-04").State);
        Assert.Equal((UsageState.FirstUseMissed, 0), Judge(Rule, "2026-07", GoodFrom("2026-05", 3)) is var late ? (late.State, late.MonthsMet) : default);
    }

    [Fact]
    public void In_the_month_of_the_deadline_the_day_of_the_first_use_decides()
    {
        Assert.Equal(UsageState.UnderWay, UsageVerdict.Of(Rule, Term, [Good("2026-04")], "2026-04", firstUseOn: new DateOnly(2026, 4, 19)).State);
        Assert.Equal(UsageState.FirstUseMissed, UsageVerdict.Of(Rule, Term, [Good("2026-04")], "2026-04", firstUseOn: new DateOnly(2026, 4, 20)).State);
        Assert.Equal(UsageState.UnderWay, Judge(Rule, "2026-04", Good("2026-04")).State);
    }

    [Fact]
    public void Three_idle_months_in_a_row_end_the_support_and_nothing_counts_after()
    {
        var verdict = Judge(Rule, "2026-11", [Good("2026-03"), .. GoodFrom("2026-07", 4)]);
        Assert.Equal((UsageState.Idle, "2026-06", 3), (verdict.State, verdict.EndedIn, verdict.IdleMonths));
        Assert.Null(verdict.MetIn);
    }

    [Fact]
    public void The_month_in_which_the_term_begins_is_never_idle_and_those_after_it_are_used_before_or_not()
    {
        var rule = Rule with { FirstUseWithinDays = UsageRule.FirstUseAtAnyTime };
        Assert.Equal([0, 1, 2], new[] { "2026-03", "2026-04", "2026-05" }.Select(through => Judge(rule, through).IdleMonths));
        Assert.Equal("2026-06", Judge(rule, "2026-06").EndedIn);
    }

    [Fact]
    public void Any_use_ends_a_row_of_idle_months() =>
        Assert.Equal(1, Judge(Rule, "2026-07", Good("2026-03"), new("2026-06", 1, 1, 1)).IdleMonths);

    [Fact]
    public void A_rule_is_out_of_reach_when_too_few_months_are_left()
    {
        UsageMonth[] now = [new("2026-03", 1, 1, 1), new("2026-06", 1, 1, 1), new("2026-09", 1, 1, 1), new("2026-12", 1, 1, 1)];
        Assert.Equal(UsageState.UnderWay, Judge(Rule, "2026-12", now).State);
        Assert.Equal(UsageState.OutOfReach, Judge(Rule, "2027-01", now).State);
    }

    [Fact]
    public void A_running_month_counts_when_it_is_met_and_breaks_nothing_while_it_is_not()
    {
        Assert.Equal("2026-05", UsageVerdict.Of(Rule, Term, GoodFrom("2026-03", 3), "2026-05", isRunning: true).MetIn);
        Assert.Equal((2, 0), UsageVerdict.Of(Rule, Term, GoodFrom("2026-03", 2), "2026-05", isRunning: true) is var verdict ? (verdict.MonthsMet, verdict.IdleMonths) : default);
    }

    [Fact]
    public void A_rule_may_ask_that_it_is_still_in_use()
    {
        var rule = Rule with { StillInUse = true };
        Assert.True(Judge(rule, "2026-06", GoodFrom("2026-04", 3)).IsMet);
        Assert.Equal((UsageState.UnderWay, false, "2026-06"), Judge(rule, "2026-07", GoodFrom("2026-04", 3)) is var idle ? (idle.State, idle.IsMet, idle.MetIn) : default);
        Assert.True(Judge(rule, "2026-08", [.. GoodFrom("2026-04", 3), new("2026-08", 1, 1, 1)]).IsMet);
    }

    [Fact]
    public void Without_installments_all_is_due_in_the_month_that_meets_the_rule()
    {
        var verdict = Judge(Rule, "2026-07", GoodFrom("2026-04", 4));
        Assert.Equal([0, 100, 0], new[] { "2026-05", "2026-06", "2026-07" }.Select(verdict.DueIn));
        Assert.Equal([0, 100, 100], new[] { "2026-05", "2026-06", "2026-07" }.Select(verdict.DueThrough));
    }

    [Fact]
    public void Kit_Digital_pays_seventy_percent_on_first_use_and_thirty_when_the_year_is_over()
    {
        var verdict = Judge(Kit, "2027-03", new UsageMonth("2026-05", 1, 1, 1), new UsageMonth("2027-02", 1, 1, 1));
        Assert.Equal((70, 30), (verdict.DueIn("2026-05"), verdict.DueIn("2027-03")));
    }

    [Fact]
    public void The_last_installment_is_not_due_before_the_year_is_over_nor_without_use_at_its_end()
    {
        Assert.Equal(70, Judge(Kit, "2027-02", new UsageMonth("2026-05", 1, 1, 1), new UsageMonth("2027-02", 1, 1, 1)).DueThrough("2027-12"));
        Assert.Equal(70, Judge(Kit, "2027-03", new UsageMonth("2026-05", 1, 1, 1), new UsageMonth("2027-01", 1, 1, 1)).DueThrough("2027-12"));
    }

    [Fact]
    public void A_term_that_ends_with_a_month_ends_in_it() =>
        Assert.Equal("2027-02", UsageVerdict.LastMonth(FreeTerm.StartingAt(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.FromHours(8)))));
}
