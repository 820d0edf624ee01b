using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Settlements;

public static class StatementRefusal
{
    public static readonly Refusal Unknown = new(RefusalKind.Unknown, "statement.unknown",
        "There is no such statement.", "未找到该结算单。", "id");

    public static readonly Refusal Incomplete = new(RefusalKind.Rule, "statement.incomplete",
        "The statement is still being drawn; run the settlement of its month again.", "结算单尚未生成完毕，请重新运行当月结算。", "id");

    public static readonly Refusal AlreadyDrawn = new(RefusalKind.Conflict, "statement.already-drawn",
        "The statement is in another withdrawal.", "该结算单已列入其他提款申请。", "statements", "S003 art.18");

    public static readonly Refusal NotRequested = new(RefusalKind.Conflict, "statement.not-requested",
        "The statement is not in this withdrawal.", "该结算单不在此提款申请中。", "statement");

    public static readonly Refusal PaidOtherwise = new(RefusalKind.Conflict, "statement.paid-otherwise",
        "The statement is recorded as paid on another day or under another number.", "该结算单已按其他日期或流水号登记为已付。", "statement");

    public static readonly Refusal InvoiceMissing = new(RefusalKind.Rule, "statement.invoice-missing",
        "The vendor has not recorded the invoice of this statement.", "供应商尚未登记该结算单的发票。", "statements");

    public static readonly Refusal InvoiceKnown = new(RefusalKind.Conflict, "statement.invoice-known",
        "Another invoice is recorded for this statement.", "该结算单已登记其他发票。", "number");

    public static readonly Refusal InvoiceNumberInvalid = new(RefusalKind.Invalid, "invoice.number-invalid",
        "The number of a fully digital e-invoice has 20 digits: the year of issue (2), the region of the tax authority (2), the channel (1), a sequence (15).",
        "数电发票号码为 20 位数字：开票年份后两位、税务机关区域代码两位、渠道一位、顺序号十五位。", "number");

    public static readonly Refusal InvoiceNumberUsed = new(RefusalKind.Conflict, "invoice.number-used",
        "This invoice is recorded for another statement.", "该发票号码已用于其他结算单。", "number");

    public static readonly Refusal InvoiceAmountDiffers = new(RefusalKind.Rule, "invoice.amount-differs",
        "The invoice's amount must be the statement's total.", "发票金额应等于结算单合计。", "amount");

    public static readonly Refusal InvoiceInFuture = new(RefusalKind.Invalid, "invoice.in-future",
        "An invoice is of today or earlier.", "开票日期不得晚于今天。", "issuedOn");
}
