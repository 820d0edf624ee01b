using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Settlements;

public static class RecoveryRefusal
{
    public static readonly Refusal Unknown = new(RefusalKind.Unknown, "recovery.unknown",
        "There is no such recovery.", "未找到该追回事项。", "id");

    public static readonly Refusal AmountNotPositive = Refusal.Invalid("amount", "The amount is above zero.", "金额必须大于零。");

    public static readonly Refusal SamePerson = new(RefusalKind.NotAllowed, "recovery.same-person",
        "Who proposes a recovery does not confirm it.", "追回事项的提出人与确认人不得为同一人。");

    public static readonly Refusal NotConfirmed = new(RefusalKind.Rule, "recovery.not-confirmed",
        "The province has not confirmed this recovery.", "省厅尚未确认该追回事项。", "id");

    public static readonly Refusal NotPaidOut = new(RefusalKind.Rule, "recovery.not-paid-out",
        "Only what was paid out for the order can be recovered.", "仅可追回该订单已拨付的款项。", "amount");

    public static readonly Refusal AboveOutstanding = new(RefusalKind.Rule, "recovery.above-outstanding",
        "This is more than is still owed and taken by no statement.", "金额超过尚未追回且未列入结算单的部分。", "amount");

    public static readonly Refusal RepaidInFuture = new(RefusalKind.Invalid, "recovery.repaid-in-future",
        "A repayment came today or earlier.", "还款日期不得晚于今天。", "on");

    public static readonly Refusal RepaymentDiffers = new(RefusalKind.Conflict, "recovery.repayment-differs",
        "A repayment with this bank reference is recorded with another day or amount.", "该银行流水号已登记，且日期或金额不同。", "bankReference");
}
