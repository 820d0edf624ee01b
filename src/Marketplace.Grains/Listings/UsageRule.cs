using System.Text.Json.Serialization;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Listings;

[JsonConverter(typeof(JsonStringEnumConverter<UsageMetric>))]
public enum UsageMetric
{
    [JsonStringEnumMemberName("uses")] Uses,
    [JsonStringEnumMemberName("activeDays")] ActiveDays,
    [JsonStringEnumMemberName("distinctUsers")] DistinctUsers,
}

/// <summary>At least so much of one metric in a month.</summary>
public sealed record UsageMinimum(UsageMetric Metric, int PerMonth);

/// <summary>
/// What counts as "really used" (使用次数判断规则, S003 art.9): versioned data; an order keeps the version it was
/// confirmed with. The default is the programme's preset: 3 consecutive months, at least 10 uses on at least 4 different
/// days each, first use within 30 days.
/// </summary>
/// <param name="Version">1 or more.</param>
/// <param name="Months">How many months must meet every minimum.</param>
public sealed record UsageRule(
    int Version, EquatableList<UsageMinimum> Minimums, int Months, bool Consecutive, int FirstUseWithinDays)
{
    public static readonly UsageRule Default = new(
        1, [new UsageMinimum(UsageMetric.Uses, 10), new UsageMinimum(UsageMetric.ActiveDays, 4)], 3, true, 30);
}
