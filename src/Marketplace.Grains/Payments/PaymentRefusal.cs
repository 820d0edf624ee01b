using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Payments;

public static class PaymentRefusal
{
    public static readonly Refusal Unknown = new(RefusalKind.Unknown, "payment.unknown",
        "Nothing has been paid for this order.", "该订单没有付款记录。", "id");

    public static readonly Refusal NotConfigured = new(RefusalKind.Rule, "payment.not-configured",
        "Online payment is not set up on this platform; the operator can tell how to pay otherwise.", "本平台尚未开通在线支付，请联系平台运营方。", null, "S003 art.17");

    public static readonly Refusal NothingDue = new(RefusalKind.Rule, "payment.nothing-due",
        "There is nothing to pay for this order: only an order that awaits payment can be paid.", "该订单无需付款：仅待付款的订单可以付款。", "id", "S003 art.17");

    public static readonly Refusal TooLate = new(RefusalKind.Rule, "payment.too-late",
        "The time to pay this order is over; place it again.", "该订单付款时限已过，请重新下单。", "id");

    public static readonly Refusal MethodUnknown = new(RefusalKind.Invalid, "payment.method-unknown",
        "method is one of those that the platform takes, such as card, alipay or wechat_pay; or leave it out and choose while paying.",
        "method 应为平台支持的支付方式，例如 card、alipay、wechat_pay；也可不填，付款时再选。", "method");

    public static readonly Refusal Unavailable = new(RefusalKind.Overloaded, "payment.unavailable",
        "The payment processor does not answer. Nothing was charged; try again in a moment.", "支付平台暂时无法连接，未发生扣款，请稍后重试。");

    public static readonly Refusal Refused = new(RefusalKind.Rule, "payment.refused-by-processor",
        "The payment processor does not take this payment; the operator has been told.", "支付平台未受理该笔付款，已通知平台运营方。", "id");

    public static readonly Refusal BelowMinimum = new(RefusalKind.Rule, "payment.below-minimum",
        "The amount is below what the payment processor takes.", "付款金额低于支付平台的最低限额。", "id");

    public static readonly Refusal AboveMaximum = new(RefusalKind.Rule, "payment.above-maximum",
        "The amount is above what the payment processor takes at once.", "付款金额超过支付平台的单笔上限。", "id");

    public static readonly Refusal TooManyCheckouts = new(RefusalKind.Rule, "payment.too-many-pages",
        "So many payment pages of this order have been opened that no other is; pay on the last one, or place the order again.", "该订单打开的付款页面已达上限，请使用最后一个页面付款，或重新下单。", "id");

    public static readonly Refusal CheckoutOpen = new(RefusalKind.Conflict, "payment.checkout-open",
        "Another payment page of this order is open; use that one.", "该订单已有打开的付款页面，请使用该页面。", "id");

    public static readonly Refusal AmountNotPositive = new(RefusalKind.Invalid, "payment.amount-not-positive",
        "The amount must be above zero.", "金额必须大于零。", "amount");

    public static readonly Refusal AbovePaid = new(RefusalKind.Rule, "refund.above-paid",
        "No more can be refunded than was paid and has not gone back already.", "退款金额不得超过已付款且尚未退还的金额。", "amount");

    public static readonly Refusal RefundUnknown = new(RefusalKind.Unknown, "refund.unknown",
        "There is no such refund.", "未找到该退款。", "refund");

    public static readonly Refusal RefundProposed = new(RefusalKind.Conflict, "refund.proposed",
        "Another refund of this order waits for its confirmation; confirm or decline that one first.", "该订单已有待确认的退款，请先处理。", "id");

    public static readonly Refusal SamePerson = new(RefusalKind.NotAllowed, "refund.same-person",
        "Whoever proposed a refund does not confirm it; a second operator does.", "退款的提出人与确认人不得为同一人。");

    public static readonly Refusal RefundNotFailed = new(RefusalKind.Rule, "refund.not-failed",
        "Only a refund that failed can be tried again.", "仅失败的退款可以重试。", "refund");

    public static readonly Refusal Disputed = new(RefusalKind.Rule, "payment.disputed",
        "The payment is disputed; it can be refunded when that is decided.", "该笔付款处于拒付争议中，争议结束后方可退款。", "id");

    public static readonly Refusal TooEarly = new(RefusalKind.Overloaded, "payment.too-early",
        "What this is about is not recorded yet; tell it again in a moment.", "相关记录尚未入账，请稍后重新推送。");

    public static readonly Refusal NotPayable = new(RefusalKind.Rule, "payment.not-payable",
        "Nothing of this payment waits to be paid out.", "该笔付款没有待打款金额。", "order");
}
