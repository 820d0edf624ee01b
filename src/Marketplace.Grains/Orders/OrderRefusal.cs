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
}
