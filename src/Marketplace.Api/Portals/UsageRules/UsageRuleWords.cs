using Marketplace.Grains.Listings;

namespace Marketplace.Api.Portals.UsageRules;

/// <summary>A usage rule (使用次数判断规则, S003 art.9) in plain words, made from its data: what is said is what will be counted.</summary>
public static class UsageRuleWords
{
    /// <summary>How much in a month, for how many months, by when the first use; then what idleness ends and how it is paid, where the rule says so.</summary>
    public static string Sentence(Texts texts, Language language, UsageRule rule) => string.Concat(new[]
    {
        texts.In(language, "usageRule.counts",
            texts.In(language, rule.Months == 1 ? "usageRule.oneMonth" : rule.Consecutive ? "usageRule.consecutive" : "usageRule.any", PerMonth(texts, language, rule), rule.Months)
            + (rule.StillInUse ? texts.In(language, "usageRule.stillInUse") : ""),
            rule.FirstUseWithinDays < UsageRule.FirstUseAtAnyTime ? texts.In(language, "usageRule.firstUseWithin", rule.FirstUseWithinDays) : ""),
        rule.IdleMonthsMax is { } idle ? texts.In(language, idle == 1 ? "usageRule.idleMonth" : "usageRule.idleMonths", idle) : null,
        rule.Installments is { } installments ? texts.In(language, "usageRule.installments", Parts(texts, language, installments)) : null,
    }.OfType<string>());

    /// <summary>What one month takes, such as "at least 10 uses and at least 4 days of use".</summary>
    public static string PerMonth(Texts texts, Language language, UsageRule rule) => string.Join(
        texts.In(language, "usageRule.and"),
        rule.Minimums.Select(m => texts.In(language, m.Metric switch
        {
            UsageMetric.Uses => m.PerMonth == 1 ? "usageRule.use" : "usageRule.uses",
            UsageMetric.ActiveDays => m.PerMonth == 1 ? "usageRule.activeDay" : "usageRule.activeDays",
            UsageMetric.DistinctUsers => m.PerMonth == 1 ? "usageRule.distinctUser" : "usageRule.distinctUsers",
        }, m.PerMonth)));

    /// <summary>What a month still lacks, such as "6 uses and 2 days of use".</summary>
    public static string Missing(Texts texts, Language language, IEnumerable<UsageMinimum> missing) => string.Join(
        texts.In(language, "usageRule.lacks.and"),
        missing.Select(m => texts.In(language, m.Metric switch
        {
            UsageMetric.Uses => m.PerMonth == 1 ? "usageRule.lacks.use" : "usageRule.lacks.uses",
            UsageMetric.ActiveDays => m.PerMonth == 1 ? "usageRule.lacks.activeDay" : "usageRule.lacks.activeDays",
            UsageMetric.DistinctUsers => m.PerMonth == 1 ? "usageRule.lacks.distinctUser" : "usageRule.lacks.distinctUsers",
        }, m.PerMonth)));

    static string Parts(Texts texts, Language language, IEnumerable<Installment> installments) => string.Join(
        texts.In(language, "usageRule.semicolon"),
        installments.Select(i => texts.In(language, i.When switch
        {
            InstallmentMoment.Installation => "usageRule.due.installation",
            InstallmentMoment.Usage => "usageRule.due.usage",
            InstallmentMoment.Anniversary => "usageRule.due.anniversary",
        }, i.Percent)));
}
