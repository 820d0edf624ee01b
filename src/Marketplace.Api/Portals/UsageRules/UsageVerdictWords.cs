using Marketplace.Api.Orders;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Portals.UsageRules;

/// <summary>How an order stands to its usage rule, in plain words: what is met, what is missing, until when.</summary>
public static class UsageVerdictWords
{
    public static string State(Portal portal, UsageVerdict verdict) => portal.Text($"usageRule.state.{System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(verdict.State.ToString())}");

    public static Tone ToneOf(UsageState state) => state switch
    {
        UsageState.Met => Tone.Done,
        UsageState.UnderWay => Tone.Action,
        UsageState.None => Tone.Waiting,
        UsageState.Idle or UsageState.FirstUseMissed or UsageState.OutOfReach => Tone.Refused,
    };

    public static string Sentence(Portal portal, OrderUsage usage, UsageVerdict verdict) => verdict.State switch
    {
        UsageState.None when usage.FirstUse.Deadline is { } deadline => portal.Text("usageRule.verdict.noneBy", Text(deadline), Math.Max(0, deadline.DayNumber - Today(portal).DayNumber)),
        UsageState.None => portal.Text("usageRule.verdict.none"),
        UsageState.UnderWay when verdict.MetIn is { } metIn => portal.Text("usageRule.verdict.underWayNow", metIn),
        UsageState.UnderWay => portal.Text("usageRule.verdict.underWay", verdict.MonthsMet, verdict.MonthsNeeded, verdict.MonthsMissing),
        UsageState.Met => portal.Text("usageRule.verdict.met", verdict.MetIn),
        UsageState.Idle => portal.Text("usageRule.verdict.idle", verdict.IdleMonths, verdict.EndedIn),
        UsageState.FirstUseMissed => portal.Text("usageRule.verdict.firstUseMissed", usage.FirstUse.Deadline is { } missed ? Text(missed) : ""),
        UsageState.OutOfReach => portal.Text("usageRule.verdict.outOfReach"),
    };

    /// <summary>What the running month lacks, while that matters; null where it does not.</summary>
    public static string? ThisMonth(Portal portal, Texts texts, OrderUsage usage, UsageVerdict verdict) =>
        verdict.State is not (UsageState.None or UsageState.UnderWay) || usage.ThisMonth(portal.Now) is not { } month ? null
        : month.Met ? portal.Text("usageRule.thisMonthMet", month.Month)
        : portal.Text("usageRule.thisMonth", month.Month, UsageRuleWords.Missing(texts, portal.Language, month.Missing));

    /// <summary>That the support is in danger; null where it is not. What acceptance has granted stays granted.</summary>
    public static string? Idleness(Portal portal, OrderRow order, OrderUsage usage, UsageVerdict verdict) =>
        verdict is { IdleMonths: > 0, EndedIn: null } && usage.Rule.IdleMonthsMax is { } max && usage.ThisMonth(portal.Now) is { IsUsed: false }
            ? portal.Text(order.Held.IsZero && order.Accepted.IsPositive ? "usageRule.idleAccepted" : "usageRule.idleSo", verdict.IdleMonths, max) : null;

    public static DateOnly Today(Portal portal) => DateOnly.FromDateTime(portal.Now.DateTime);

    static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The next day on which something is decided: the last for a first use, else the last of a month that is not met yet.</summary>
    public static DateOnly? NextDeadline(Portal portal, OrderUsage usage, UsageVerdict verdict) => verdict.State switch
    {
        UsageState.None when usage.FirstUse.Deadline is { } deadline => deadline,
        UsageState.None or UsageState.UnderWay when usage.ThisMonth(portal.Now) is { Met: false } month => ChinaMonth.LastDay(month.Month),
        _ => null,
    };
}
