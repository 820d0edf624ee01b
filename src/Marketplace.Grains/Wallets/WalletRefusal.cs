using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Wallets;

public static class WalletRefusal
{
    public static readonly Refusal Insufficient = new(RefusalKind.Rule, "wallet.insufficient",
        "The price is above what is left of the company's subsidy, and the policy in force refuses such orders.",
        "订单金额超过企业剩余补贴额度，现行政策不接受超额订单。", "plan", "S003 art.17");

    public static readonly Refusal AmountNotPositive = new(RefusalKind.Invalid, "wallet.amount-not-positive",
        "The amount must be above zero.", "金额必须大于零。", "amount");

    public static readonly Refusal ReservationDiffers = new(RefusalKind.Conflict, "wallet.reservation-differs",
        "This order holds a reservation of another amount.", "该订单已有不同金额的额度占用。", "order");

    public static readonly Refusal NotReserved = new(RefusalKind.Rule, "wallet.not-reserved",
        "The order does not hold that much of the subsidy.", "该订单占用的补贴额度不足。", "amount", "S003 art.16");

    public static readonly Refusal NotConsumed = new(RefusalKind.Rule, "wallet.not-consumed",
        "So much of the subsidy has not been consumed.", "企业已核销的补贴额度不足。", "amount");

    public static readonly Refusal NotOpen = new(RefusalKind.Unknown, "wallet.not-open",
        "The company has no wallet.", "该企业尚无补贴额度账户。", "company");
}
