using Marketplace.Grains.Listings;

namespace Marketplace.Api.Portals.Storefront;

/// <summary>A usage rule (使用次数判断规则, S003 art.9) in plain words, made from its data: what is said is what will be counted.</summary>
public static class UsageRuleWords
{
    /// <summary>One sentence: how much in a month, for how many months, and by when the first use.</summary>
    public static string Sentence(Texts texts, Language language, UsageRule rule) => texts.In(
        language, rule.Months == 1 ? "usageRule.oneMonth" : rule.Consecutive ? "usageRule.consecutive" : "usageRule.any",
        PerMonth(texts, language, rule), rule.Months, rule.FirstUseWithinDays);

    /// <summary>What one month takes, such as "at least 10 uses and at least 4 days of use".</summary>
    public static string PerMonth(Texts texts, Language language, UsageRule rule) => string.Join(
        texts.In(language, "usageRule.and"),
        rule.Minimums.Select(m => texts.In(language, m.Metric switch
        {
            UsageMetric.Uses => "usageRule.uses",
            UsageMetric.ActiveDays => "usageRule.activeDays",
            UsageMetric.DistinctUsers => "usageRule.distinctUsers",
        }, m.PerMonth)));
}
