using System.Text.Json.Serialization;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Usage;

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

/// <summary>What makes an installment due.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InstallmentMoment>))]
public enum InstallmentMoment
{
    /// <summary>It was provisioned and used for the first time.</summary>
    [JsonStringEnumMemberName("installation")] Installation,

    /// <summary>The condition on the months is met.</summary>
    [JsonStringEnumMemberName("usage")] Usage,

    /// <summary>The twelve months of the term are over and it is still in use.</summary>
    [JsonStringEnumMemberName("anniversary")] Anniversary,
}

/// <summary>A part of the subsidy that becomes due by itself.</summary>
/// <param name="Percent">Whole, of what was reserved for the order.</param>
public sealed record Installment(int Percent, InstallmentMoment When);

/// <summary>
/// What counts as "really used" (使用次数判断规则, S003 art.9): versioned data; an order keeps the version it was
/// confirmed with. What came later than the first rules is absent where it was not said: no such condition.
/// </summary>
/// <param name="Version">1 or more.</param>
/// <param name="Minimums">All of them must be met for a month to count.</param>
/// <param name="Months">How many months must meet every minimum.</param>
/// <param name="FirstUseWithinDays">Days after confirmation; <see cref="FirstUseAtAnyTime"/> says that there is no deadline.</param>
/// <param name="StillInUse">Whether it must also be in use in the last month that is judged.</param>
/// <param name="IdleMonthsMax">So many months in a row without any use end the support; null: they do not.</param>
/// <param name="Installments">Null: all of it when the condition on the months is met.</param>
public sealed record UsageRule(
    int Version, EquatableList<UsageMinimum> Minimums, int Months, bool Consecutive, int FirstUseWithinDays,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool StillInUse = false,
    int? IdleMonthsMax = null, EquatableList<Installment>? Installments = null)
{
    public const int VersionMax = 1_000_000;
    public const int MonthsMax = 12;
    public const int PerMonthMax = 1_000_000;

    /// <summary>No February has more.</summary>
    public const int ActiveDaysMax = 28;

    /// <summary>As many days as the longest term: no deadline.</summary>
    public const int FirstUseAtAnyTime = 366;

    public const int IdleMonthsLimit = 12;

    static readonly EquatableList<Installment> AllAtOnce = [new(100, InstallmentMoment.Usage)];

    /// <summary>The programme's own: 3 consecutive months, at least 10 uses on at least 4 different days each, first use within 30 days.</summary>
    public static UsageRule Default => UsageRulePreset.All[0].Rule;

    /// <summary>The installments, said or not.</summary>
    public EquatableList<Installment> Payments() => Installments ?? AllAtOnce;

    /// <summary>The last day of Asia/Shanghai on which the first use is in time; null where there is no deadline.</summary>
    public DateOnly? FirstUseDeadline(FreeTerm term) =>
        FirstUseWithinDays >= FirstUseAtAnyTime ? null : ChinaTime.DayOf(term.From).AddDays(FirstUseWithinDays);

    /// <summary>What a month still lacks of each minimum that it does not meet.</summary>
    public EquatableList<UsageMinimum> Missing(UsageMonth month) =>
        [.. Minimums.Select(m => m with { PerMonth = (int)Math.Max(0, m.PerMonth - In(month, m.Metric)) }).Where(m => m.PerMonth > 0)];

    static long In(UsageMonth month, UsageMetric metric) => metric switch
    {
        UsageMetric.Uses => month.Uses,
        UsageMetric.ActiveDays => month.ActiveDays,
        UsageMetric.DistinctUsers => month.DistinctUsers,
    };

    /// <summary>The first field that is not right, or null.</summary>
    public Refusal? Check() =>
        Within(Version, 1, VersionMax, "version")
        ?? UsageRuleRefusal.MinimumsOf(Minimums)
        ?? Minimums.Select((m, i) => Within(m.PerMonth, 1, m.Metric == UsageMetric.ActiveDays ? ActiveDaysMax : PerMonthMax, $"minimums[{i}].perMonth"))
            .FirstOrDefault(r => r is not null)
        ?? Within(Months, 1, MonthsMax, "months")
        ?? Within(FirstUseWithinDays, 1, FirstUseAtAnyTime, "firstUseWithinDays")
        ?? (IdleMonthsMax is { } idle ? Within(idle, 1, IdleMonthsLimit, "idleMonthsMax") : null)
        ?? (Installments is { } installments ? UsageRuleRefusal.InstallmentsOf(installments) : null);

    static Refusal? Within(int value, int min, int max, string field) =>
        value >= min && value <= max ? null : UsageRuleRefusal.OutOfRange(field, min, max);
}
