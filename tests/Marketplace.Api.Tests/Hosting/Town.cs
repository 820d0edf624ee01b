using System.Globalization;
using System.Net;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Tests.Hosting;

/// <summary>A vendor with software, a fund with money, and companies as a test wants them, all made over HTTP.</summary>
public sealed class Town(Func<string, ApiClient> keys)
{
    public const string LaunchUrl = "https://vendor.example/enter?from=marketplace";

    static int _codes;

    public string Vendor { get; private init; } = NewCode();

    public string Listing { get; private set; } = "";

    public static int Year => ChinaTime.Of(TimeProvider.System.GetUtcNow()).Year;

    public ApiClient As(string key) => keys(key);

    public ApiClient AsCompany(string code) => keys($"demo-company-{code}");

    /// <summary>The same town, asked through another server.</summary>
    public Town On(Func<string, ApiClient> otherKeys) => new(otherKeys) { Vendor = Vendor, Listing = Listing };

    /// <summary>A valid credit code that no other test has.</summary>
    public static string NewCode()
    {
        var first = string.Create(CultureInfo.InvariantCulture, $"91340100{Interlocked.Increment(ref _codes):000000000}");
        return first + CreditCode.CheckCharacter(first);
    }

    /// <summary>Everybody has one of their own: a shared one is conspicuous.</summary>
    public static string PhoneOf(string code) => $"138{code[9..17]}";

    public static object Company(string code, string city = "340100", string industry = "C34", int employees = 60, string revenue = "12000000.00") => new
    {
        creditCode = code, name = $"试验机械 {code}", city, industry, employees, annualRevenue = revenue,
        contact = new { name = "张三", phone = PhoneOf(code) },
    };

    public static object Software(string vendor, string price = "4000.00", string market = "5000.00") => new
    {
        vendor, name = "云上工厂", category = "MES", summary = "看得见的车间",
        plans = new[] { new { id = "basic", name = "基础版", pricePerYear = price, marketPrice = market, marketPriceEvidence = "官网公开报价", seats = 5 } },
        usageRule = new { }, launchUrl = LaunchUrl,
    };

    /// <summary>A vendor, a listing at 4,000 yuan, and the province's fund of this year with money.</summary>
    public async Task<Town> Build(string appropriated = "10000000.00")
    {
        await BuildVendor();
        (await As("demo-province").Post("funds", new { id = $"province-{Year}", owner = "province", year = Year })).Is(HttpStatusCode.Created);
        (await As("demo-province").Post($"funds/province-{Year}/appropriations", new { amount = appropriated, reference = "皖财〔2026〕1号" })).Is(HttpStatusCode.Created);
        return this;
    }

    /// <summary>Only the vendor and its listing, where another town has made the fund.</summary>
    public async Task<Town> BuildVendor()
    {
        (await As("demo-operator").Post("vendors", new { creditCode = Vendor, name = "云软", contact = new { name = "李四", phone = "139" } })).Is(HttpStatusCode.Created);
        Listing = await NewListing();
        return this;
    }

    public async Task<string> NewListing(string price = "4000.00") =>
        (await As("demo-operator").Post("listings", Software(Vendor, price, price))).Is(HttpStatusCode.Created)["id"]!;

    public async Task<string> NewCompany(string city = "340100")
    {
        var code = NewCode();
        (await As("demo-operator").Post("companies", Company(code, city))).Is(HttpStatusCode.Created);
        return code;
    }

    public Task<Answer> Order(string company, string? listing = null, Guid? key = null) =>
        AsCompany(company).Post("orders", new { company, listing = listing ?? Listing, plan = "basic" }, key);

    public async Task<(string Available, string Reserved)> Wallet(string company)
    {
        var wallet = await AsCompany(company).Get($"companies/{company}/wallet");
        return (wallet["available"]!, wallet["reserved"]!);
    }
}
