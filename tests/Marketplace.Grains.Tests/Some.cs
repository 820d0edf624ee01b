using Billing;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using static Billing.Money;

namespace Marketplace.Grains.Tests;

/// <summary>Plausible things, for tests to vary in what they are about.</summary>
static class Some
{
    public static readonly CreditCode Code = new("91340000711771143J");
    public static readonly CreditCode OtherCode = new("913401001492097421");
    public static readonly CreditCode Vendor = new("914403001922038216");
    public static readonly ListingId Software = new("l1");
    public static readonly OrderId Order1 = new("o1");
    public static readonly OrderId Order2 = new("o2");
    public static readonly DateOnly Day = new(2026, 3, 1);

    /// <summary>9:30 in Hefei.</summary>
    public static readonly DateTimeOffset Moment = new(2026, 3, 1, 9, 30, 0, TimeSpan.FromHours(8));

    public static readonly CompanyProfile Profile = new(Code, "合肥精工机械有限公司", "340100", null, "C34", 150, Yuan(12_000_000), "sealed");

    public static readonly Plan BasicPlan = new("basic", "基础版", Yuan(3_000), Yuan(3_600), "https://example.cn/price", 5);

    public static readonly ListingContent Content = new(
        Vendor, "云排产", "mes", "车间排产", [BasicPlan], UsageRule.Default, [], [], FirstVersion: false);

    public static readonly FundShare Share = new(new FundId("province-2026"), Yuan(3_000));

    public static readonly OrderTerms FreeTerms = new(
        "26-0000001-9", Code, "340100", Code.Value, Vendor, Software, "basic", Yuan(3_000),
        new SubsidySplit(Yuan(3_000), Zero, Zero), [Share], "2026.1", 1, CoolingOffDays: 7);

    public static readonly OrderTerms PaidTerms = FreeTerms with
    {
        Price = Yuan(4_000), Split = new SubsidySplit(Yuan(3_000), Zero, Yuan(1_000)),
    };
}
