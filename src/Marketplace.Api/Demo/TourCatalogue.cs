using Billing;

namespace Marketplace.Api.Demo;

/// <summary>Money and software are there: funds, a vendor, its listings, and the catalogue.</summary>
sealed class TourCatalogue(Tour tour, TourCast cast)
{
    static readonly Money ProvinceMoney = Money.Yuan(50_000), CityMoney = Money.Yuan(3_000);

    readonly TourScript _script = tour.Script;
    string _lastSeq = "";

    public async Task Play()
    {
        _script.Chapter("The province and a city bring money (专项资金, S003 art.18, art.20)");
        _script.Step($"The province (省工信厅) pays {ProvinceMoney} into its fund of {cast.Year}");
        cast.ProvinceFund = await tour.FundWith(Tour.Province, "province", cast.Year, ProvinceMoney);
        _script.Step($"The city of Tongling (铜陵市) pays {CityMoney} into its own");
        cast.CityFund = await tour.FundWith(TourCast.CityKey, TourCast.City, cast.Year, CityMoney);
        cast.CityAvailable = (await tour.Fund(cast.CityFund)).Money("available");
        _script.Refused("another city tries to open a fund for Tongling",
            await tour.Client.Post("demo-city-340100", "/api/v1/funds", new { id = $"tour-{cast.Tag.ToLowerInvariant()}", owner = TourCast.City, year = cast.Year }),
            403, "access.not-allowed");

        _script.Chapter("A vendor lists its software (软件上架, S003 art.4, art.8)");
        await Vendor();
        await Listings();
        await Search();
    }

    async Task Vendor()
    {
        cast.Vendor = cast.NewCode();
        _script.Step("The operator registers a software vendor (供应商)");
        var vendor = _script.Accepted(await tour.Client.Post(Tour.Operator, "/api/v1/vendors", new
        {
            creditCode = cast.Vendor, name = $"合肥巡礼{cast.Tag}软件有限公司", contact = new { name = "周五", phone = "13800000006" },
        }));
        _script.Check("status", "registered", vendor.Text("status"));
    }

    async Task Listings()
    {
        // More than the wallet will have left and the city holds: the company would pay the rest itself.
        cast.ExpensivePrice = cast.Cap - TourCast.SoftwarePrice + cast.CityAvailable + TourCast.OwnShare;
        _script.Step("Three listings, each not dearer than the market (不高于市场价)");
        cast.Software = await List($"巡礼{cast.Tag}生产执行", "MES", TourCast.SoftwarePrice);
        cast.Alternative = await List($"巡礼{cast.Tag}图纸管理", "PLM", TourCast.AlternativePrice);
        cast.Expensive = await List($"巡礼{cast.Tag}全厂数字化", "ERP", cast.ExpensivePrice);
        _script.Refused("a price above its market price", await Post($"巡礼{cast.Tag}高价软件", "ERP", Money.Yuan(5_000), Money.Yuan(4_999)),
            422, "listing.price-above-market", "S003 art.8");
    }

    async Task<string> List(string name, string category, Money price)
    {
        var listing = _script.Accepted(await Post(name, category, price, price + Money.Yuan(200)));
        _lastSeq = listing.Seq ?? "";
        _script.Check($"{name} ({category}), from", price, listing.Money("priceFrom"));
        return listing.Text("id");
    }

    Task<TourAnswer> Post(string name, string category, Money price, Money marketPrice) => tour.Client.Post(Tour.Operator, "/api/v1/listings", new
    {
        vendor = cast.Vendor, name, category, summary = "车间扫码报工，办公室实时看进度。",
        plans = new[]
        {
            new { id = "basic", name = "基础版", pricePerYear = price.ToString(), marketPrice = marketPrice.ToString(), marketPriceEvidence = "官网公开报价", seats = 10 },
        },
    });

    /// <summary>The change named its position, and the list is asked for as of then.</summary>
    async Task Search()
    {
        _script.Step($"Anybody searches the catalogue (软件目录) for {cast.Tag}");
        var found = await tour.Client.Get("", $"/api/v1/listings?q={cast.Tag}&after={_lastSeq}");
        _script.Check("found", "3", found.Text("total"));
        foreach (var item in found.Items("items")) _script.Line($"  {item.Text("priceFrom"),10}   {item.Text("category")}   {item.Text("name")}");
        var one = await tour.Client.Get("", $"/api/v1/listings?q={cast.Tag}&category=MES");
        _script.Check("of these in MES", "1", one.Text("total"));
        _script.Check("its id", cast.Software, one.Items("items")[0].Text("id"));
    }
}
