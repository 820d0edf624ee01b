using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Acceptance;

public static class BatchRefusal
{
    public static readonly Refusal Unknown = new(RefusalKind.Unknown, "batch.unknown",
        "There is no batch of this month.", "未找到该月份的验收批次。", "id");

    public static readonly Refusal CityUnknown = new(RefusalKind.Unknown, "batch.city-unknown",
        "The batch has no lines of this city, or it is not yours.", "该批次没有该市的明细，或不属于您的管辖范围。", "city");

    public static readonly Refusal LineUnknown = new(RefusalKind.Unknown, "batch.line-unknown",
        "The batch has no line for this order.", "该批次没有此订单的明细。", "lines.order");

    public static readonly Refusal NotOpen = new(RefusalKind.Rule, "batch.not-open",
        "The batch is submitted; it can be changed again when the province has returned it.", "该批次已提交，省厅退回后方可修改。", "id");

    public static readonly Refusal NotSubmitted = new(RefusalKind.Rule, "batch.not-submitted",
        "The city verifies a batch that is submitted and that it has not confirmed yet.", "仅已提交且本市尚未确认的批次可以核验。", "id", "S003 art.19");

    public static readonly Refusal NotChecked = new(RefusalKind.Rule, "batch.not-checked",
        "Every selected line needs a result before the city confirms.", "抽中的明细须全部核验后方可确认。", "lines", "S003 art.19");

    public static readonly Refusal NotConfirmed = new(RefusalKind.Rule, "batch.not-confirmed",
        "Every city has to confirm its part before the province decides.", "各市均确认后，省厅方可审批。", "id", "S003 art.19");

    public static readonly Refusal NotApproved = new(RefusalKind.Rule, "batch.not-approved",
        "Nothing of a batch is accepted or settled before the province has approved the batch.", "省厅审批通过前，批次内任何明细不得核定或结算。", "id", "S003 art.19");

    public static readonly Refusal Decided = new(RefusalKind.Rule, "batch.decided",
        "The province has decided upon this batch.", "省厅已对该批次作出决定。", "id");

    public static readonly Refusal Changed = new(RefusalKind.Conflict, "batch.changed",
        "Amounts have changed since you looked at them; look again before you decide.", "您查看后金额已有变更，请重新核对后再作决定。", "linesHash");

    public static readonly Refusal SamePerson = new(RefusalKind.Rule, "batch.same-person",
        "Whoever entered results does not confirm them; a second person of the bureau does.", "核验人不得自行确认，须由本单位另一人确认。", "id", "S003 art.19");

    public static readonly Refusal NotSelected = new(RefusalKind.Rule, "batch.not-selected",
        "Only lines of the sample are verified.", "仅抽中的明细需要核验。", "lines.order");

    public static readonly Refusal AboveAsked = Refusal.Invalid("lines.amount",
        "An adjusted amount is zero or more and not above what was asked.", "调整后金额应不小于零且不高于申请金额。");

    public static readonly Refusal DeductionWrong = Refusal.Invalid("lines.amount",
        "A deduction names the amount that is right: zero or more, and below what was asked.", "核减须填写核定金额：不小于零且低于申请金额。");

    public static readonly Refusal ReasonMissing = Refusal.Invalid("lines.reason",
        "Say why a line is deducted, rejected or bypassed; the reason is public.", "核减、驳回或免核须说明理由，理由将公开。");
}
