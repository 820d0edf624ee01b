using System.Globalization;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Usage;

/// <summary>Why an event does not count, with what would be right.</summary>
public static class UsageRefusal
{
    public static readonly Refusal OrderUnknown = new(RefusalKind.Unknown, "usage.order-unknown",
        "There is no such order. Send the order's id or its number, as the launch or the list of orders names it.",
        "未找到该订单，请填写订单 ID 或订单编号。", "order");

    public static readonly Refusal NotYourOrder = new(RefusalKind.NotAllowed, "usage.not-your-order",
        "This order is another vendor's. Send usage of your own orders only.", "该订单不属于贵公司，请仅回传本公司订单的使用数据。", "order");

    public static readonly Refusal CorrectsUnknown = new(RefusalKind.Unknown, "usage.corrects-unknown",
        "There is no event with this id for this order, or it is no longer kept. Name an accepted event of the same order.",
        "该订单下没有此编号的使用记录（或已过保存期），请填写同一订单已接收的使用记录编号。", "corrects");

    public static readonly Refusal MonthClosed = new(RefusalKind.Rule, "usage.too-late",
        "The month is closed. Only an event that was accepted can still be corrected; the difference counts in the month of the correction.",
        "该月已结账，仅可更正已接收的记录，差额计入更正当月。", "at", "S003 art.15");

    public static readonly Refusal Conflict = new(RefusalKind.Conflict, "usage.conflict",
        "An event with this id and other content was accepted before. Send a new id, and name this one in corrects if it is to be replaced.",
        "该编号此前已接收过不同内容。请使用新编号；如需更正，请在 corrects 中填写原编号。", "id");

    public static readonly Refusal NoMonth = Refusal.Invalid("month", "month is a month such as 2026-10.", "month 应为月份，例如 2026-10。");

    public static Refusal MonthOpen(DateTimeOffset until) => new(RefusalKind.Rule, "usage.month-open",
        $"The month takes usage until {Text(until)} and can be closed from then on.", $"该月使用数据可回传至 {Text(until)}，此后方可结账。", "month");

    public static Refusal Malformed(string field, string reason, string reasonZh) => new(RefusalKind.Invalid, "usage.invalid", reason, reasonZh, field);

    public static Refusal OutsideTerm(UsageOrder order) => order is { From: { } from, To: { } to }
        ? new(RefusalKind.Rule, "usage.outside-term",
            $"The order's term is from {Text(from)} until before {Text(to)}; usage counts inside it.",
            $"订单使用期为 {Text(from)} 至 {Text(to)}（不含），仅期内使用可计入。", "at", "S003 art.17")
        : new(RefusalKind.Rule, "usage.outside-term",
            "The order was never confirmed, so it has no term in which usage could count.", "该订单未曾确认生效，没有可计入使用的期限。", "at", "S003 art.17");

    public static Refusal TooLate(int daysMax) => new(RefusalKind.Rule, "usage.too-late",
        string.Create(CultureInfo.InvariantCulture, $"Usage is sent within {daysMax} days. What is older can only correct an event that was accepted."),
        string.Create(CultureInfo.InvariantCulture, $"使用数据须在 {daysMax} 天内回传；逾期仅可更正已接收的记录。"), "at", "S003 art.15");

    public static Refusal InFuture(DateTimeOffset now) => new(RefusalKind.Rule, "usage.in-future",
        $"The time is in the future: here it is {Text(now)}. Check the clock, and send the offset with the time.",
        $"时间晚于当前时间（平台时间 {Text(now)}）。请校准时钟，并在时间中注明时区。", "at");

    public static Refusal CorrectedAlready(string by) => new(RefusalKind.Conflict, "usage.corrected-already",
        $"That event has been corrected by {by} already. Correct that one instead.", $"该记录已被 {by} 更正，请对 {by} 再作更正。", "corrects");

    static string Text(DateTimeOffset moment) => ChinaTime.Of(moment).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
