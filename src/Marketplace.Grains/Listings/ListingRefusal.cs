using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Listings;

public static class ListingRefusal
{
    public static readonly Refusal PriceAboveMarket = new(RefusalKind.Rule, "listing.price-above-market",
        "The price of a plan may not be above its market price.",
        "软件服务包价格不得高于市场价格。", "plans.pricePerYear", "S003 art.8");

    public static readonly Refusal WithoutPlan = Refusal.Invalid("plans", "A listing has at least one plan.", "软件至少需要一个套餐。");

    public static readonly Refusal PlanIdTwice = Refusal.Invalid("plans.id", "Each plan of a listing has an id of its own.", "同一软件的套餐编号不得重复。");

    public static readonly Refusal Exists = new(RefusalKind.Conflict, "listing.exists",
        "A listing with this id has other content.", "该编号的软件已存在，且内容不同。", "id");

    public static readonly Refusal TooManyRules = new(RefusalKind.Rule, "listing.too-many-rules",
        $"A software has at most {Listing.RulesMax} versions of its usage rule.", $"同一软件的使用规则最多 {Listing.RulesMax} 个版本。", "usageRule");

    public static readonly Refusal Unknown = new(RefusalKind.Unknown, "listing.unknown",
        "No such software is listed.", "未找到该软件。", "listing");

    public static readonly Refusal PlanUnknown = new(RefusalKind.Unknown, "listing.plan-unknown",
        "The listing has no such plan.", "该软件没有此套餐。", "plan");

    public static readonly Refusal NotOffered = new(RefusalKind.Rule, "listing.not-offered",
        "The software is not offered in the company's city.", "该软件未在企业所在市提供。", "listing");

    public static readonly Refusal AnnouncedTooLate = new(RefusalKind.Rule, "listing.price-announced-too-late",
        "A renewal becomes dearer no sooner than the days of notice in the policy after its announcement, and cheaper from the next day.",
        "续订涨价须按政策规定的天数提前公布，降价最早自次日起生效。", "from", "S003 art.17");

    public static readonly Refusal TooManyPrices = new(RefusalKind.Rule, "listing.too-many-prices",
        "This software has announced as many renewal prices as one may.", "该软件公布的续订价格已达上限。", "plan");

    public static readonly Refusal FeeOutOfRange = new(RefusalKind.Invalid, "listing.fee-out-of-range",
        "feePercent is from 0 to 30, with at most two decimals.", "feePercent 应在 0 至 30 之间，最多两位小数。", "feePercent");

    public static readonly Refusal FeeNotOffered = new(RefusalKind.Conflict, "listing.fee-not-offered",
        "The platform does not offer this fee now; look at what it offers.", "平台当前未提出该费率，请查看最新提议。", "feePercent");
}
