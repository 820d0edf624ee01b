using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Payments;

public static class PayoutRefusal
{
    public static readonly Refusal Unknown = new(RefusalKind.Unknown, "payout.unknown",
        "There is no such payout.", "未找到该打款。", "id");

    public static readonly Refusal SamePerson = new(RefusalKind.NotAllowed, "payout.same-person",
        "Whoever drew a payout does not approve it; a second operator does.", "打款的编制人与审批人不得为同一人。");

    public static readonly Refusal ReportedFailure = new(RefusalKind.NotAllowed, "payout.reported-failure",
        "Whoever reported that the bank did not pay does not approve paying it again; another operator does.", "登记付款失败的人员不得审批重新打款，须由其他运营人员审批。");

    public static readonly Refusal NotApproved = new(RefusalKind.Rule, "payout.not-approved",
        "Only an approved payout is listed for the bank, once.", "仅已审批的打款可以列入银行文件，且只列入一次。", "id");

    public static readonly Refusal NotListed = new(RefusalKind.Rule, "payout.not-listed",
        "No payout file has a row with this reference that waits for the bank's answer.", "没有银行文件包含该参考号的待回执记录。", "reference");

    public static readonly Refusal Contradicts = new(RefusalKind.Conflict, "payout.contradicts",
        "Something else was recorded for this row; the bank has to say which is right.", "该行已有不同的回执记录，请与银行核实。", "reference");

    public static readonly Refusal NothingToPay = new(RefusalKind.Unknown, "payout.nothing-to-pay",
        "No approved payout of this month waits for a file.", "本月没有待列入文件的已审批打款。", "month");

    public static readonly Refusal AccountErased = new(RefusalKind.Rule, "payout.account-erased",
        "A payee's bank account can no longer be read; record it again, and let the bank's answer for this payout be 'failed'.",
        "收款账户信息已无法读取，请重新登记。", "month");

    public static readonly Refusal TooManyLines = new(RefusalKind.Invalid, "payout.too-many-lines",
        "A payout has at most 500 orders.", "一次打款最多包含 500 个订单。", "orders");
}
