using System.Text;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Tests.Listings;

public sealed class UsageRuleTests
{
    static readonly UsageRule Rule = UsageRule.Default;

    [Fact]
    public void The_programmes_rule_asks_for_three_months_in_a_row_of_ten_uses_on_four_days() =>
        Assert.Equal(
            new UsageRule(1, [new(UsageMetric.Uses, 10), new(UsageMetric.ActiveDays, 4)], 3, Consecutive: true, 30, IdleMonthsMax: 3), Rule);

    [Fact]
    public void Every_preset_is_a_valid_rule_with_an_id_of_its_own()
    {
        Assert.All(UsageRulePreset.All, preset => Assert.Null(preset.Rule.Check()));
        Assert.Equal(["programme", "korea-2022", "jiangsu-star-cloud", "kit-digital"], UsageRulePreset.All.Select(p => p.Id));
    }

    [Fact]
    public void A_rule_of_before_there_were_installments_is_stored_as_it_was()
    {
        const string Stored = """{"consecutive":true,"firstUseWithinDays":30,"minimums":[],"months":3,"version":1}""";
        var rule = (UsageRule)CanonicalJson.Read(Stored, typeof(UsageRule));

        Assert.False(rule.StillInUse);
        Assert.Null(rule.IdleMonthsMax);
        Assert.Equal([new Installment(100, InstallmentMoment.Usage)], rule.Payments());
        Assert.Equal(Stored, Encoding.UTF8.GetString(CanonicalJson.Write(rule)));
    }

    public static TheoryData<string, UsageRule> Wrong => new()
    {
        { "version", Rule with { Version = 0 } },
        { "minimums", Rule with { Minimums = [] } },
        { "minimums", Rule with { Minimums = [new(UsageMetric.Uses, 1), new(UsageMetric.Uses, 2)] } },
        { "minimums[1].perMonth", Rule with { Minimums = [new(UsageMetric.Uses, 1), new(UsageMetric.DistinctUsers, 0)] } },
        { "minimums[0].perMonth", Rule with { Minimums = [new(UsageMetric.ActiveDays, 29)] } },
        { "months", Rule with { Months = 0 } },
        { "months", Rule with { Months = 13 } },
        { "firstUseWithinDays", Rule with { FirstUseWithinDays = 367 } },
        { "idleMonthsMax", Rule with { IdleMonthsMax = 0 } },
        { "installments", Rule with { Installments = [] } },
        { "installments", Rule with { Installments = [new(70, InstallmentMoment.Installation), new(20, InstallmentMoment.Anniversary)] } },
        { "installments", Rule with { Installments = [new(50, InstallmentMoment.Usage), new(50, InstallmentMoment.Usage)] } },
        { "installments", Rule with { Installments = [new(101, InstallmentMoment.Usage), new(-1, InstallmentMoment.Anniversary)] } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_rule_that_cannot_be_is_refused_with_its_field(string field, UsageRule rule) =>
        Assert.Equal($"usageRule.{field}", rule.Check()?.Field);

    [Fact]
    public void The_first_use_is_in_time_until_the_end_of_the_thirtieth_day_after_confirmation() =>
        Assert.Equal(new DateOnly(2026, 3, 31), Rule.FirstUseDeadline(FreeTerm.StartingAt(Some.Moment)));

    [Fact]
    public void A_rule_may_set_no_deadline_for_the_first_use() =>
        Assert.Null((Rule with { FirstUseWithinDays = UsageRule.FirstUseAtAnyTime }).FirstUseDeadline(FreeTerm.StartingAt(Some.Moment)));
}
