using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Settlements;

public static class WithdrawalRefusal
{
    public static readonly Refusal Unknown = new(RefusalKind.Unknown, "withdrawal.unknown",
        "There is no such withdrawal.", "未找到该提款申请。", "id");

    public static readonly Refusal NotYourFund = new(RefusalKind.NotAllowed, "withdrawal.not-your-fund",
        "The withdrawal takes nothing of your funds.", "该提款申请不涉及贵单位的资金。", "id", "S003 art.20");

    public static readonly Refusal SamePerson = new(RefusalKind.NotAllowed, "withdrawal.same-person",
        "Who requests a withdrawal does not approve it.", "提款申请人与审批人不得为同一人。", Article: "S003 art.18");

    public static readonly Refusal ExceedsFund = new(RefusalKind.Rule, "withdrawal.exceeds-fund",
        "The fund does not hold so much that acceptance has made payable.", "该资金账户中经验收核定的应付余额不足。", "id", "S003 art.18");

    public static readonly Refusal Refused = new(RefusalKind.Conflict, "withdrawal.refused",
        "The withdrawal was refused; request another one for its statements.", "该提款申请已被退回，请重新提交。", "id");

    public static readonly Refusal Approved = new(RefusalKind.Conflict, "withdrawal.approved",
        "The withdrawal is approved by all and cannot be refused any more.", "该提款申请已全部审批通过，不能退回。", "id");

    public static readonly Refusal NotApproved = new(RefusalKind.Rule, "withdrawal.not-approved",
        "Nothing is paid out before every owner of the funds has approved.", "各资金主体全部审批通过前不得拨付。", "id", "S003 art.18");

    public static readonly Refusal FileOutdated = new(RefusalKind.Conflict, "withdrawal.file-outdated",
        "The bank has answered meanwhile; ask for the file again.", "银行回执已更新，请重新获取付款文件。", "id");

    public static readonly Refusal RetrySamePerson = new(RefusalKind.NotAllowed, "withdrawal.retry-same-person",
        "Who records that a payment failed does not make the file that pays it again.", "登记付款失败的人员不得获取重付文件。", Article: "S003 art.18");

    public static readonly Refusal FileUnknown = new(RefusalKind.Unknown, "withdrawal.file-unknown",
        "There is no such payout file.", "未找到该付款文件。", "number");

    public static readonly Refusal NothingToPay = new(RefusalKind.Rule, "withdrawal.nothing-to-pay",
        "Recoveries leave nothing of this withdrawal to pay.", "抵扣追回款后无应付金额。", "id");

    public static readonly Refusal AccountErased = new(RefusalKind.Rule, "withdrawal.account-erased",
        "A payee's account can no longer be read; record it again.", "收款账户信息已无法读取，请重新登记。", "id");

    public static readonly Refusal RowUnknown = new(RefusalKind.Unknown, "withdrawal.row-unknown",
        "No payout file of this withdrawal has such a row.", "该提款申请的付款文件中没有此行。", "results");

    public static readonly Refusal PaidInFuture = new(RefusalKind.Invalid, "withdrawal.paid-in-future",
        "What the bank has done, it did today or earlier.", "银行处理日期不得晚于今天。", "results");

    public static readonly Refusal AnotherStatement = new(RefusalKind.Conflict, "withdrawal.another-statement",
        "The row with this reference is for another statement.", "该付款参考号对应其他结算单。", "results");

    public static Refusal Contradicts(string reference, string place) => new(RefusalKind.Conflict, "withdrawal.result-contradicts",
        $"The bank said otherwise of {reference} before.", $"付款行 {reference} 此前已登记其他结果。", place);
}
