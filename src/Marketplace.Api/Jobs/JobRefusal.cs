using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Jobs;

public static class JobRefusal
{
    public static readonly Refusal Unknown = new(RefusalKind.Unknown, "job.unknown", "There is no such job.", "没有这个定时任务。", "name");

    public static readonly Refusal RunUnknown = new(RefusalKind.Unknown, "job.run-unknown", "There is no such run.", "没有这次运行记录。", "id");

    public static readonly Refusal MonthNotOver = new(RefusalKind.Rule, "job.month-not-over",
        "A month can be run when it is over.", "该月结束后才能运行。", "month");

    public static Refusal MonthMalformed(IJob job) => job.Period == JobPeriod.Month
        ? Refusal.Invalid("month", "month is a month such as 2026-10.", "month 应为月份，如 2026-10。")
        : Refusal.Invalid("month", "This job is not for a month; leave month out.", "该任务不按月份运行，请勿填写 month。");
}
