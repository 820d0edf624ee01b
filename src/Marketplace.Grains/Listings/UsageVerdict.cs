using System.Text.Json.Serialization;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Usage;

namespace Marketplace.Grains.Listings;

[JsonConverter(typeof(JsonStringEnumConverter<UsageState>))]
public enum UsageState
{
    /// <summary>Nothing was used yet, and there is still time.</summary>
    [JsonStringEnumMemberName("none")] None,

    [JsonStringEnumMemberName("underWay")] UnderWay,

    [JsonStringEnumMemberName("met")] Met,

    /// <summary>So many months in a row without use that the support ends.</summary>
    [JsonStringEnumMemberName("idle")] Idle,

    /// <summary>The first use did not come in time.</summary>
    [JsonStringEnumMemberName("firstUseMissed")] FirstUseMissed,

    /// <summary>The months that are left of the term are too few.</summary>
    [JsonStringEnumMemberName("outOfReach")] OutOfReach,
}

/// <summary>A month of the term beside the rule.</summary>
/// <param name="Missing">How much of each minimum is still lacking; empty when the month is met.</param>
public sealed record JudgedMonth(string Month, long Uses, int ActiveDays, int DistinctUsers, bool Met, EquatableList<UsageMinimum> Missing)
{
    [JsonIgnore]
    public bool IsUsed => Uses > 0;

    public static JudgedMonth Of(UsageRule rule, UsageMonth month)
    {
        var missing = rule.Missing(month);
        return new(month.Month, month.Uses, month.ActiveDays, month.DistinctUsers, missing.Count == 0, missing);
    }
}

/// <param name="DueIn">The month that made it due; null while it is not.</param>
public sealed record DueInstallment(int Percent, InstallmentMoment When, string? DueIn);

/// <summary>
/// What an order's usage comes to under a rule. Pure: the same usage and the same month give the same verdict for ever.
/// </summary>
/// <remarks>
/// The first and the last month of a term are only parts of months and count like any other: a minimum is not lowered for
/// them, and nobody loses a month by ordering on its last day, because a rule asks for months in a row wherever they begin.
/// Usage before or after the term does not count. The month in which a term begins is never idle, being too short to
/// tell; those after it are, used before or not, so that an early use never costs anything. After idleness has ended the
/// support nothing counts any more.
/// </remarks>
/// <param name="Months">Every month of the term up to the judged one.</param>
/// <param name="IsMet">The condition on the months is met and, where the rule asks for it, it is still in use.</param>
/// <param name="MetIn">The first month by which the condition on the months was met.</param>
/// <param name="MonthsMet">How many months count towards the condition now, never above what the rule asks for.</param>
/// <param name="MonthsNeeded">How many the rule asks for.</param>
/// <param name="Fulfilled">The months that met the condition; empty until it is met.</param>
/// <param name="FirstUsedIn">The first month with any use.</param>
/// <param name="IdleMonths">Whole months without use in a row at the end.</param>
/// <param name="EndedIn">The month in which idleness ended the support.</param>
public sealed record UsageVerdict(
    UsageState State, [property: JsonIgnore] EquatableList<JudgedMonth> Months, bool IsMet, string? MetIn, int MonthsMet, int MonthsNeeded,
    EquatableList<string> Fulfilled, string? FirstUsedIn, int IdleMonths, string? EndedIn, EquatableList<DueInstallment> Installments)
{
    public int MonthsMissing => MonthsNeeded - MonthsMet;

    /// <param name="months">What is known of the order's usage; a month that is not named had none.</param>
    /// <param name="through">The last month that is judged; the term's last, if that was before.</param>
    /// <param name="isRunning">The last judged month is not over: what it has counts, what it lacks does not yet.</param>
    /// <param name="firstUseOn">The day of the first use where it is known; else its month decides, in doubt for the company.</param>
    public static UsageVerdict Of(
        UsageRule rule, FreeTerm term, IReadOnlyList<UsageMonth> months, string through, bool isRunning = false, DateOnly? firstUseOn = null)
    {
        var first = ChinaMonth.Of(term.From);
        var last = LastMonth(term);
        var usage = months.ToDictionary(m => m.Month);
        EquatableList<JudgedMonth> judged =
        [
            .. ChinaMonth.Range(first, ChinaMonth.Earlier(through, last))
                .Select(m => JudgedMonth.Of(rule, usage.GetValueOrDefault(m) ?? new UsageMonth(m, 0, 0, 0))),
        ];
        var open = isRunning ? judged.LastOrDefault(m => m.Month == through)?.Month : null;
        // The months to come, and the running one if it is not met already.
        var left = ChinaMonth.Range(first, last).Count() - judged.Count + (open is not null && !judged[^1].Met ? 1 : 0);
        var missed = IsFirstUseMissed(rule, term, judged, open, firstUseOn);
        var course = missed ? new Course() : Course.Over(rule, judged, open);
        var used = judged.TakeLast(open is null ? 1 : 2).Any(m => m.IsUsed);
        var isMet = course.MetIn is not null && (!rule.StillInUse || used);
        var isOver = open is null && !ChinaMonth.IsAfter(last, through);
        return new UsageVerdict(
            isMet ? UsageState.Met
                : missed ? UsageState.FirstUseMissed
                : course.EndedIn is not null ? UsageState.Idle
                : course.MetIn is null && course.Counted.Count + left < rule.Months ? UsageState.OutOfReach
                : course.FirstUsedIn is null ? UsageState.None : UsageState.UnderWay,
            judged, isMet, course.MetIn, course.MetIn is null ? course.Counted.Count : rule.Months, rule.Months,
            [.. course.Fulfilled], judged.FirstOrDefault(m => m.IsUsed)?.Month, course.IdleMonths, course.EndedIn,
            [.. rule.Payments().Select(p => new DueInstallment(p.Percent, p.When, p.When switch
            {
                InstallmentMoment.Installation => course.FirstUsedIn,
                InstallmentMoment.Usage => course.MetIn,
                InstallmentMoment.Anniversary => isOver && course.IsInUseAtTheEnd(judged) ? last : null,
            }))]);
    }

    /// <summary>The month in which a term ends; one that ends with the month ends in it.</summary>
    public static string LastMonth(FreeTerm term) => ChinaMonth.Of(term.To.AddTicks(-1));

    static bool IsFirstUseMissed(UsageRule rule, FreeTerm term, IReadOnlyList<JudgedMonth> judged, string? open, DateOnly? firstUseOn)
    {
        if (rule.FirstUseDeadline(term) is not { } deadline) return false;
        if (firstUseOn is { } day) return day > deadline;
        var by = ChinaMonth.Of(deadline);
        return judged.FirstOrDefault(m => m.IsUsed) is { } first
            ? ChinaMonth.IsAfter(first.Month, by)
            : judged.LastOrDefault(m => m.Month != open) is { } over && !ChinaMonth.IsAfter(by, over.Month);
    }

    /// <summary>The months one after the other, as far as the support goes.</summary>
    sealed class Course
    {
        public string? FirstUsedIn { get; private set; }
        public string? MetIn { get; private set; }
        public string? EndedIn { get; private set; }
        public int IdleMonths { get; private set; }
        public List<string> Counted { get; } = [];
        public IReadOnlyList<string> Fulfilled { get; private set; } = [];

        public static Course Over(UsageRule rule, IReadOnlyList<JudgedMonth> judged, string? open)
        {
            var course = new Course();
            foreach (var month in judged.TakeWhile(_ => course.EndedIn is null)) course.Take(rule, month, month == judged[0], month.Month == open);
            return course;
        }

        /// <summary>The last month of a term may be an hour long, so use in the month before it tells as much.</summary>
        public bool IsInUseAtTheEnd(IEnumerable<JudgedMonth> judged) => EndedIn is null && FirstUsedIn is not null && judged.TakeLast(2).Any(m => m.IsUsed);

        void Take(UsageRule rule, JudgedMonth month, bool isFirst, bool isOpen)
        {
            if (month.IsUsed) FirstUsedIn ??= month.Month;
            if (month.Met) Counted.Add(month.Month);
            else if (rule.Consecutive && !isOpen) Counted.Clear();
            if (MetIn is null && Counted.Count >= rule.Months) (MetIn, Fulfilled) = (month.Month, [.. Counted]);
            if (month.IsUsed) IdleMonths = 0;
            else if (!isFirst && !isOpen) IdleMonths++;
            if (IdleMonths >= rule.IdleMonthsMax) EndedIn = month.Month;
        }
    }
}
