using System.Text.Json;
using Billing;
using Marketplace.Api.Personal;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Demo;

/// <param name="Brand">What its software is called by.</param>
sealed record DemoVendor(CreditCode Code, string Name, string Brand, Contact Contact, string Seat, string Summary, string Website);

/// <param name="ListedAfterDays">Days after the beginning of the demo's year.</param>
/// <param name="Popularity">How much more often than others it is ordered.</param>
sealed record DemoListing(DemoVendor Vendor, ListingContent Content, int ListedAfterDays, double Popularity);

/// <summary>Made-up vendors and their software, from the products that <c>software.json</c> describes.</summary>
static class DemoListings
{
    public const int VendorCount = 120;
    public const int Count = 260;

    const int FirstVendorSerial = 500_000;

    /// <summary>Where vendors are registered: most in the province, some elsewhere.</summary>
    static readonly (string Place, string Name, double Share)[] Seats =
    [
        ("340104", "合肥", 46), ("340207", "芜湖", 12), ("340302", "蚌埠", 5), ("340503", "马鞍山", 5), ("341102", "滁州", 5),
        ("340803", "安庆", 3), ("341202", "阜阳", 3), ("310115", "上海", 5), ("320104", "南京", 6), ("320505", "苏州", 3),
        ("330106", "杭州", 4), ("440305", "深圳", 3),
    ];

    static readonly string[] Kinds = ["软件", "信息技术", "数字科技", "智能科技", "工业互联网", "云计算", "网络科技", "信息科技"];

    static readonly (string Id, string Name, double Factor, int Seats)[] Plans =
        [("basic", "基础版", 1, 5), ("standard", "标准版", 1.9, 20), ("pro", "专业版", 3.4, 60)];

    static readonly UsageRule[] Rules =
    [
        UsageRule.Default,
        UsageRule.Default with { Version = 2, Minimums = [new(UsageMetric.Uses, 20), new(UsageMetric.ActiveDays, 8)] },
        new(1, [new(UsageMetric.DistinctUsers, 3), new(UsageMetric.ActiveDays, 6)], 3, false, 30),
        new(1, [new(UsageMetric.ActiveDays, 12)], 3, true, 15),
        new(3, [new(UsageMetric.Uses, 30)], 6, false, 60),
        .. UsageRulePreset.All.Skip(1).Select(p => p.Rule),
    ];

    sealed record Software(IReadOnlyList<Category> Categories, IReadOnlyList<string> Endings);

    sealed record Category(string Name, IReadOnlyList<Product> Products);

    /// <param name="Price">Of the smallest plan, in yuan a year.</param>
    sealed record Product(string Name, int Price, string Summary, IReadOnlyList<string>? Industries);

    public static IReadOnlyList<DemoVendor> MakeVendors(Chance chance)
    {
        var brands = new HashSet<string>(StringComparer.Ordinal);
        var vendors = new List<DemoVendor>(VendorCount);
        while (vendors.Count < VendorCount)
        {
            var (place, seat, _) = chance.Of(Seats, s => s.Share);
            var brand = DemoNames.Brand(chance);
            if (!brands.Add(brand)) continue;
            vendors.Add(new DemoVendor(
                DemoCreditCodes.Of(place, FirstVendorSerial + vendors.Count), $"{seat}{brand}{chance.Of(Kinds)}有限公司", brand,
                new Contact(DemoNames.Person(chance), DemoNames.Phone(DemoCompanies.Count + vendors.Count), null), $"{seat}市",
                DemoContent.VendorSummary(brand, $"{seat}市", vendors.Count), $"https://software-{vendors.Count + 1}.example"));
        }
        return vendors;
    }

    /// <summary>Every vendor has at least one; nobody offers the same product twice.</summary>
    public static IReadOnlyList<DemoListing> Make(Chance chance, IReadOnlyList<DemoVendor> vendors, int days, DemoContent texts)
    {
        var software = Load();
        var products = software.Categories.SelectMany(c => c.Products.Select(p => (Category: c.Name, Product: p))).ToArray();
        var taken = new HashSet<(string Brand, string Product)>();
        var listings = new List<DemoListing>(Count);
        while (listings.Count < Count)
        {
            var vendor = listings.Count < vendors.Count ? vendors[listings.Count] : chance.Of(vendors);
            var (category, product) = chance.Of(products);
            if (!taken.Add((vendor.Brand, product.Name))) continue;
            var isFirstVersion = chance.Happens(0.08);
            var content = new ListingContent(
                vendor.Code, $"{vendor.Brand}{product.Name}", category, product.Summary + chance.Of(software.Endings),
                [.. MakePlans(chance, product)], chance.Happens(0.7) ? Rules[0] : chance.Of(Rules),
                chance.Happens(0.08) ? [.. chance.Some([.. Province.Cities.Keys.Order(StringComparer.Ordinal)], chance.Between(1, 4))] : [],
                [.. product.Industries ?? []], isFirstVersion);
            var listedAfter = listings.Count < Count * 2 / 3 ? 0 : chance.Between(10, days - 30);
            listings.Add(new DemoListing(vendor, texts.Fill(content, product.Name, listings.Count), listedAfter, Math.Pow(chance.Between(0.15, 1.0), 3)));
        }
        return listings;
    }

    static IEnumerable<Plan> MakePlans(Chance chance, Product product)
    {
        var scale = chance.Between(0.75, 1.3);
        var count = chance.Of([1, 2, 2, 3, 3, 3]);
        foreach (var (id, name, factor, seats) in Plans.Take(count))
        {
            var price = Math.Clamp((int)(product.Price * scale * factor) / 20 * 20, 600, 18_000);
            var market = (int)(price * chance.Between(1.0, 1.6)) / 20 * 20;
            yield return new Plan(
                id, name, Money.Yuan(price), Money.Yuan(Math.Max(price, market)), Evidence(chance), seats);
        }
    }

    static string Evidence(Chance chance) => chance.Between(1, 3) switch
    {
        1 => $"销售合同 HT-{chance.Between(2, 12):00}{chance.Between(1, 28):00}-{chance.Between(1, 99):00} 及发票复印件",
        2 => "产品官网公开报价页截图（含日期）",
        _ => $"近一年三份同类销售合同，均价见附件 {chance.Between(1, 9)}",
    };

    static Software Load()
    {
        using var file = typeof(DemoListings).Assembly.GetManifestResourceStream("software.json")!;
        return JsonSerializer.Deserialize<Software>(file, JsonSerializerOptions.Web)!;
    }
}
