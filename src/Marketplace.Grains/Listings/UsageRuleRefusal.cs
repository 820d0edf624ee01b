using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Listings;

/// <summary>What is wrong with a usage rule; the fields are those of <c>usageRule</c> in a request.</summary>
public static class UsageRuleRefusal
{
    public static Refusal OutOfRange(string field, int min, int max) => Refusal.Invalid($"usageRule.{field}",
        FormattableString.Invariant($"A whole number from {min} to {max} is needed."),
        FormattableString.Invariant($"请填写 {min} 至 {max} 的整数。"));

    public static readonly Refusal MinimumsWrong = Refusal.Invalid("usageRule.minimums",
        "A rule has one to three minimums, each of another metric.", "每月要求应有 1 至 3 项，且指标各不相同。");

    public static readonly Refusal InstallmentsWrong = Refusal.Invalid("usageRule.installments",
        "Installments are one to three, each at another moment, with whole percents of 1 or more that add up to 100.",
        "补贴分期应为 1 至 3 期，时点各不相同，比例为不小于 1 的整数，合计 100。");

    internal static Refusal? MinimumsOf(IReadOnlyList<UsageMinimum> minimums) =>
        minimums.Count > 0 && minimums.DistinctBy(m => m.Metric).Count() == minimums.Count ? null : MinimumsWrong;

    internal static Refusal? InstallmentsOf(IReadOnlyList<Installment> installments) =>
        installments.All(i => i.Percent is >= 1 and <= 100) && installments.Sum(i => i.Percent) == 100
        && installments.DistinctBy(i => i.When).Count() == installments.Count ? null : InstallmentsWrong;
}
