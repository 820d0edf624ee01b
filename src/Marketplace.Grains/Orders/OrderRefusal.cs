using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Orders;

public static class OrderRefusal
{
    public static readonly Refusal Unknown = new(RefusalKind.Unknown, "order.unknown",
        "There is no such order.", "未找到该订单。", "id");

    public static readonly Refusal Exists = new(RefusalKind.Conflict, "order.exists",
        "This order is placed already.", "该订单已存在。", "id");

    public static readonly Refusal Duplicate = new(RefusalKind.Conflict, "order.duplicate",
        "The company subscribes to this software already; a new order is possible when the term has ended.",
        "企业已订阅该软件，订阅期结束后方可再次下单。", "listing", "S003 art.17");

    public static readonly Refusal NotConfirmable = new(RefusalKind.Rule, "order.not-confirmable",
        "Only an order that awaits payment can be confirmed.", "仅待付款的订单可以确认。", "id");

    public static readonly Refusal NotProvisionable = new(RefusalKind.Rule, "order.not-provisionable",
        "Only a confirmed order can be provisioned.", "仅已确认的订单可以开通。", "id");

    public static readonly Refusal NotCancellable = new(RefusalKind.Rule, "order.not-cancellable",
        "An order can be cancelled while it awaits payment, or in the cooling-off time while it is not provisioned.",
        "订单仅可在待付款时，或在冷静期内且尚未开通时取消。", "id");

    public static readonly Refusal NotRateable = new(RefusalKind.Rule, "order.not-rateable",
        "Only a confirmed order can be rated.", "仅已确认的订单可以评价。", "id");

    public static readonly Refusal NotHeld = new(RefusalKind.Rule, "order.not-held",
        "The order does not hold as much as is to be decided upon.", "该订单占用的资金不足以核定该金额。", "amount", "S003 art.16");

    public static readonly Refusal DecidedMeanwhile = new(RefusalKind.Rule, "order.decided-meanwhile",
        "Another batch has decided upon the order, or it was appealed, since this was asked for; the next batch asks anew.",
        "申请后该订单已由其他批次核定或已申诉，将由下一批次重新申请。", "order", "S003 art.19");

    public static readonly Refusal NothingToResubmit = new(RefusalKind.Rule, "order.nothing-to-resubmit",
        "Only an order that was rejected or deducted can be submitted again.", "仅被驳回或核减的订单可以申诉重报。", "order");

    public static readonly Refusal ResubmittedBefore = new(RefusalKind.Rule, "order.resubmitted-before",
        "An order can be submitted again once, and this one was.", "每个订单仅可重报一次，该订单已重报。", "order");

    public static readonly Refusal ResubmittedTooLate = new(RefusalKind.Rule, "order.resubmitted-too-late",
        "The time to appeal is over.", "申诉期限已过。", "order");

    public static readonly Refusal NotAccepted = new(RefusalKind.Rule, "order.not-accepted",
        "Not so much of the order was accepted.", "该订单验收核定的金额不足。", "amount");

    public static readonly Refusal NotPaid = new(RefusalKind.Rule, "order.not-paid",
        "An order is confirmed when just what the company has to pay for it has come in.", "企业自付金额足额到账后订单方可确认。", "id", "S003 art.17");

    public static readonly Refusal TermNotBegun = new(RefusalKind.Rule, "order.term-not-begun",
        "This order renews another, and is provisioned when that one has ended.", "该订单为续订，原订单到期后方可开通。", "id");

    public static readonly Refusal NotRenewable = new(RefusalKind.Rule, "renewal.not-running",
        "Only an order whose term runs can be renewed; afterwards, order the software anew.", "仅在订阅期内的订单可以续订，到期后请重新下单。", "id");

    public static readonly Refusal RenewalNotOpen = new(RefusalKind.Rule, "renewal.not-open",
        "It is too early to renew; the order says from when it can be.", "尚未到续订时间，订单页面载明了可续订的日期。", "id");

    public static readonly Refusal RenewedAlready = new(RefusalKind.Conflict, "renewal.exists",
        "There is a renewal of this order already; cancel that one to choose otherwise.", "该订单已有续订，如需更改请先取消续订订单。", "id");
}
