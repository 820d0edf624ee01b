using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Signals;

public static class SignalRefusal
{
    public static readonly Refusal FlagUnknown = new(RefusalKind.Unknown, "flag.unknown",
        "No such flag was raised.", "未找到该疑点。", "id");

    public static readonly Refusal TipUnknown = new(RefusalKind.Unknown, "tip.unknown",
        "No such tip was received.", "未找到该举报。", "id");

    public static readonly Refusal Decided = new(RefusalKind.Conflict, "disposition.made",
        "Somebody has entered a finding before; it stands.", "已有处理结论，不能更改。", "finding");
}
