using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Funds;

public static class FundRefusal
{
    public static readonly Refusal Exhausted = new(RefusalKind.Rule, "fund.exhausted",
        "The provincial fund of this year does not hold enough, or is not opened yet.",
        "本年度省级专项资金余额不足或尚未设立。", "plan", "S003 art.18");

    public static readonly Refusal Exists = new(RefusalKind.Conflict, "fund.exists",
        "A fund with this id has another owner or year.", "该编号的资金账户已存在，且归属或年度不同。", "id");

    public static readonly Refusal OwnerHasFund = new(RefusalKind.Conflict, "fund.owner-has-fund",
        "This owner has a fund for this year already.", "该主体本年度已设立资金账户。", "owner");

    public static readonly Refusal Unknown = new(RefusalKind.Unknown, "fund.unknown",
        "There is no such fund.", "未找到该资金账户。", "id");

    public static readonly Refusal TooMuch = Refusal.Invalid("amount",
        "A fund holds at most ten trillion yuan.", "单个资金账户拨款累计不得超过十万亿元。");

    public static readonly Refusal AmountNotPositive = Refusal.Invalid("amount",
        "An appropriation is above zero.", "拨款金额必须大于零。");
}
