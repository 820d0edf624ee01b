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

    public static readonly Refusal InterestKnown = new(RefusalKind.Conflict, "fund.interest-known",
        "Interest of this period is recorded with another amount or reference.", "该期利息已登记，且金额或凭证号不同。", "period");

    public static readonly Refusal InterestOfAnotherYear = Refusal.Invalid("period",
        "The period is a month of the fund's year, such as 2026-10.", "计息期应为该资金年度内的月份，例如 2026-10。");

    public static readonly Refusal Closed = new(RefusalKind.Rule, "fund.closed",
        "The fund's year is closed.", "该资金账户本年度已结账。", "id", "S003 art.18");

    public static readonly Refusal NotClosed = new(RefusalKind.Rule, "fund.not-closed",
        "Only what a closed fund has left is carried forward.", "资金账户结账后方可结转。", "id", "S003 art.18");

    public static readonly Refusal YearNotOver = new(RefusalKind.Rule, "fund.year-not-over",
        "A fund is closed when its year is over, from ten past midnight on 1 January.", "年度结束后（1 月 1 日 0 时 10 分起）方可结账。", "id", "S003 art.18");

    public static readonly Refusal NotProved = new(RefusalKind.Rule, "fund.not-proved",
        "The ledger does not prove the fund's year: opening + in − out is not the closing balance of every account.",
        "总账未能证明该年度收支平衡。", "id", "S003 art.18");

    public static readonly Refusal SuccessorMissing = new(RefusalKind.Rule, "fund.successor-missing",
        "The owner's fund of the next year is not opened yet; nothing was moved.", "下一年度资金账户尚未设立，未作结转。", "id", "S003 art.18");
}
