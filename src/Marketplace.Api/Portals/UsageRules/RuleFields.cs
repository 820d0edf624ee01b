using System.Globalization;
using Marketplace.Api.Http;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Runtime;
using Microsoft.Extensions.Primitives;

namespace Marketplace.Api.Portals.UsageRules;

/// <summary>A usage rule as a form has it: by the name of each field, as it was typed; what is empty is not asked for.</summary>
public sealed class RuleFields(IReadOnlyDictionary<string, string> values)
{
    public const string Prefix = "usageRule.";
    const string Yes = "yes";

    static readonly (string Field, UsageMetric Metric)[] Metrics =
        [("uses", UsageMetric.Uses), ("activeDays", UsageMetric.ActiveDays), ("distinctUsers", UsageMetric.DistinctUsers)];

    static readonly (string Field, InstallmentMoment When)[] Moments =
        [("installation", InstallmentMoment.Installation), ("usage", InstallmentMoment.Usage), ("anniversary", InstallmentMoment.Anniversary)];

    public string? this[string field] => values.GetValueOrDefault(field);

    public bool Is(string field) => this[field] == Yes;

    /// <summary>What is filled in, by the name it has in the form.</summary>
    public IEnumerable<(string Name, string Value)> Filled => values.Select(v => (Prefix + v.Key, v.Value));

    public static RuleFields Of(UsageRule rule)
    {
        var values = new Dictionary<string, string>
        {
            ["months"] = Text(rule.Months),
        };
        foreach (var minimum in rule.Minimums) values.Add(Metrics.Single(m => m.Metric == minimum.Metric).Field, Text(minimum.PerMonth));
        if (rule.Consecutive) values.Add("consecutive", Yes);
        if (rule.StillInUse) values.Add("stillInUse", Yes);
        if (rule.FirstUseWithinDays < UsageRule.FirstUseAtAnyTime) values.Add("firstUseWithinDays", Text(rule.FirstUseWithinDays));
        if (rule.IdleMonthsMax is { } idle) values.Add("idleMonthsMax", Text(idle));
        foreach (var installment in rule.Installments ?? []) values.Add(Moments.Single(m => m.When == installment.When).Field, Text(installment.Percent));
        return new RuleFields(values);
    }

    public static RuleFields Of(IEnumerable<KeyValuePair<string, StringValues>> sent) => new(sent
        .Where(s => s.Key.StartsWith(Prefix, StringComparison.Ordinal) && !string.IsNullOrWhiteSpace(s.Value))
        .ToDictionary(s => s.Key[Prefix.Length..], s => s.Value.ToString().Trim(), StringComparer.Ordinal));

    /// <summary>The rule that was filled in, or what is wrong, at the field where it was typed.</summary>
    public Refusal? Read(out UsageRule rule)
    {
        var check = new Checked();
        var metrics = Metrics.Where(m => this[m.Field] is not null).ToArray();
        var moments = Moments.Where(m => this[m.Field] is not null).ToArray();
        rule = new UsageRule(
            1, [.. metrics.Select(m => new UsageMinimum(m.Metric, Whole(check, m.Field, m.Metric == UsageMetric.ActiveDays ? UsageRule.ActiveDaysMax : UsageRule.PerMonthMax)))],
            Whole(check, "months", UsageRule.MonthsMax), Is("consecutive"),
            this["firstUseWithinDays"] is null ? UsageRule.FirstUseAtAnyTime : Whole(check, "firstUseWithinDays", UsageRule.FirstUseAtAnyTime), Is("stillInUse"),
            this["idleMonthsMax"] is null ? null : Whole(check, "idleMonthsMax", UsageRule.IdleMonthsLimit),
            moments.Length == 0 ? null : [.. moments.Select(m => new Installment(Whole(check, m.Field, 100), m.When))]);
        check.Accept(rule.Check());
        return check.Refusal is { Field: "usageRule.minimums" or "usageRule.installments" } several
            ? several with { Field = Prefix + (several.Field == "usageRule.minimums" ? Metrics[0].Field : Moments[0].Field) }
            : check.Refusal;
    }

    int Whole(Checked check, string field, int max)
    {
        if (int.TryParse(this[field], NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= max) return value;
        check.Accept(UsageRuleRefusal.OutOfRange(field, 1, max));
        return 1;
    }

    static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
