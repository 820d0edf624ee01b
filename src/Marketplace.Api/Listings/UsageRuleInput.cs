using System.Text.Json.Serialization;
using Marketplace.Api.Http;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Listings;

/// <param name="Metric"><c>uses</c>, <c>activeDays</c> or <c>distinctUsers</c>.</param>
/// <param name="PerMonth">At least so many in a month.</param>
public sealed record UsageMinimumInput(UsageMetric? Metric, int? PerMonth);

/// <param name="Percent">Whole; all of them add up to 100.</param>
/// <param name="When"><c>installation</c>, <c>usage</c> or <c>anniversary</c>.</param>
public sealed record InstallmentInput(int? Percent, InstallmentMoment? When);

/// <summary>What is left out takes the programme's preset; members that are not of a rule are ignored.</summary>
/// <param name="Minimums">All of them must be met in a month; or give one as metric and minimumPerMonth.</param>
/// <param name="Months">How many months must be met, 1 to 12.</param>
/// <param name="FirstUseWithinDays">1 to 366; 366 for no deadline.</param>
/// <param name="StillInUse">Whether it must also be in use in the last month that is judged.</param>
/// <param name="IdleMonthsMax">So many months in a row without use end the support, 1 to 12; 0 if they never do.</param>
/// <param name="Installments">None: all of it when the condition on the months is met.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record UsageRuleInput(
    int? Version = null, UsageMinimumInput[]? Minimums = null, UsageMetric? Metric = null, int? MinimumPerMonth = null, int? Months = null,
    bool? Consecutive = null, int? FirstUseWithinDays = null, bool? StillInUse = null, int? IdleMonthsMax = null,
    InstallmentInput[]? Installments = null)
{
    /// <summary>The rule that is meant; the first field at fault is left in <paramref name="check"/>.</summary>
    public UsageRule Read(Checked check)
    {
        var preset = UsageRule.Default;
        var rule = new UsageRule(
            Version ?? preset.Version, ReadMinimums(check) ?? preset.Minimums, Months ?? preset.Months, Consecutive ?? preset.Consecutive,
            FirstUseWithinDays ?? preset.FirstUseWithinDays, StillInUse ?? preset.StillInUse,
            IdleMonthsMax switch { null => preset.IdleMonthsMax, 0 => null, { } idle => idle }, ReadInstallments(check));
        check.Accept(rule.Check());
        return rule;
    }

    EquatableList<UsageMinimum>? ReadMinimums(Checked check)
    {
        if (Minimums is null && Metric is { } metric) return [new UsageMinimum(metric, MinimumPerMonth ?? 1)];
        if (Minimums is not { Length: > 0 }) return null;
        check.That(Minimums.All(m => m is { Metric: not null, PerMonth: not null }), "usageRule.minimums",
            "Each of usageRule.minimums has a metric (uses, activeDays or distinctUsers) and a perMonth.",
            "usageRule.minimums 每项应有 metric（uses、activeDays 或 distinctUsers）和 perMonth。");
        return check.Refusal is null ? [.. Minimums.Select(m => new UsageMinimum(m.Metric!.Value, m.PerMonth!.Value))] : null;
    }

    EquatableList<Installment>? ReadInstallments(Checked check)
    {
        if (Installments is not { Length: > 0 }) return null;
        check.That(Installments.All(i => i is { Percent: not null, When: not null }), "usageRule.installments",
            "Each of usageRule.installments has a percent and a when (installation, usage or anniversary).",
            "usageRule.installments 每期应有 percent 和 when（installation、usage 或 anniversary）。");
        return check.Refusal is null ? [.. Installments.Select(i => new Installment(i.Percent!.Value, i.When!.Value))] : null;
    }
}
