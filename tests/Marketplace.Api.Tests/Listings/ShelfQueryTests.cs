using Billing;
using Marketplace.Api.Listings;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Tests.Listings;

/// <summary>What people type and choose, and what they find.</summary>
public sealed class ShelfQueryTests
{
    static readonly ShelfVendor Hengda = new(new CreditCode("914403001922038216"), "合肥恒达软件有限公司", "做了十年车间软件", null, "合肥");
    static readonly ShelfVendor Other = new(new CreditCode("91440300192317458F"), "芜湖博远信息技术有限公司", null, null, null);

    static readonly ShelfSnapshot Shelf = Stock(
        Item("wms", "博远扫码仓库", "WMS", "入库贴码、出库扫码、盘点用手机，账物相符。", 1_500, running: 40),
        Item("mes", "恒达生产执行MES", "MES", "车间扫码报工，工单走到哪一步办公室实时看得见。", 3_600, Hengda, running: 90, ratings: 50, satisfied: 48),
        Item("report", "博远轻量报工", "MES", "工人用手机扫码，计件工资自动算好。", 900, running: 60, ratings: 1, satisfied: 1),
        Item("erp", "恒达云ERP", "ERP", "把订单、采购、库存、生产和账目放进一套系统。", 2_800, Hengda, running: 120, firstVersion: true, ratings: 20, satisfied: 17),
        Item("energy", "博远能耗监测", "能耗管理", "电、水、气分车间分设备计量，夜里谁在空转一看便知。", 2_400, cities: ["340200"]),
        Item("equipment", "博远设备点检", "设备管理", "点检保养扫码完成，漏检自动提醒。", 880, industries: ["C34"]),
        Item("aps", "恒达计划排程", "SCM", "按交期、设备和物料自动排产，插单后几分钟重排。", 4_600, Hengda),
        Item("plm", "博远图纸云管理", "PLM", "图纸集中存放、版本受控，车间只看得到最新版。", 2_200, industries: ["C33", "C341"]));

    static ShelfItem Item(
        string id, string name, string category, string summary, long yuan, ShelfVendor? vendor = null, int running = 0, int ratings = 0,
        int satisfied = 0, bool firstVersion = false, string[]? cities = null, string[]? industries = null)
    {
        var content = new ListingContent(
            (vendor ?? Other).Code, name, category, summary,
            [new Plan("basic", "基础版", Money.Yuan(yuan), Money.Yuan(yuan), null, 5), new Plan("pro", "专业版", Money.Yuan(yuan * 2), Money.Yuan(yuan * 2), null, 9)],
            UsageRule.Default, [.. cities ?? []], [.. industries ?? []], firstVersion);
        var row = ListingRow.Of(new ListingId(id), content, new DateTimeOffset(2026, 3, 1, 0, 0, 0, ChinaTime.Offset).AddDays(name.Length));
        return new ShelfItem(row, vendor ?? Other, new ListingNumbers(running, ratings, satisfied));
    }

    static ShelfSnapshot Stock(params ShelfItem[] items) => new(items, [Hengda, Other], null);

    static string[] Find(ShelfQuery query) => [.. Shelf.Query(query).Items.Select(i => i.Id.Value)];

    static string[] Find(string text) => Find(new ShelfQuery(text));

    [Theory]
    [InlineData("仓库管理", "wms")]
    [InlineData("仓库管理系统", "wms")]
    [InlineData("WMS", "wms")]
    [InlineData("ＷＭＳ", "wms")]
    [InlineData("库存", "wms")]
    [InlineData("warehouse", "wms")]
    [InlineData("报工", "report")]
    [InlineData("erp", "erp")]
    [InlineData("ERP系统", "erp")]
    [InlineData("进销存软件", "erp")]
    [InlineData("能耗 监测", "energy")]
    [InlineData("能耗监测平台", "energy")]
    [InlineData("energy", "energy")]
    [InlineData("电费", "energy")]
    [InlineData("排产", "aps")]
    [InlineData("APS", "aps")]
    [InlineData("scheduling", "aps")]
    [InlineData("图纸", "plm")]
    [InlineData("drawing management", "plm")]
    [InlineData("设备点检", "equipment")]
    [InlineData("计件工资", "report")]
    [InlineData("我想找一个管仓库的软件", "wms")]
    public void What_people_type_finds_what_they_mean_first(string typed, string first) =>
        Assert.Equal(first, Find(typed).FirstOrDefault());

    [Theory]
    [InlineData("恒达")]
    [InlineData("合肥恒达")]
    [InlineData("合肥恒达软件有限公司")]
    public void A_vendors_name_finds_its_software(string typed) =>
        Assert.Equal(["aps", "erp", "mes"], Find(typed).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("火箭发射")]
    [InlineData("火箭管理系统")]
    [InlineData("qwerty")]
    [InlineData("仓库 火箭")]
    [InlineData("龘")]
    public void Nonsense_finds_nothing(string typed) => Assert.Empty(Find(typed));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("，。！")]
    public void Who_types_nothing_sees_everything_the_popular_first(string typed) =>
        Assert.Equal(["erp", "mes", "report", "wms"], Find(typed).Take(4));

    [Fact]
    public void A_single_character_is_searched_for_too() => Assert.Contains("energy", Find("电"));

    [Fact]
    public void The_beginning_of_a_word_is_enough() => Assert.Equal("erp", Find("er").First());

    [Fact]
    public void Every_word_must_match() => Assert.Equal(["mes"], Find("恒达 报工").Take(1));

    [Fact]
    public void Filters_work_together()
    {
        Assert.Equal(["mes", "report"], Find(new ShelfQuery(Category: "MES")));
        Assert.Equal(["report"], Find(new ShelfQuery(Category: "MES", Price: "0-1000")));
        Assert.Equal(["report"], Find(new ShelfQuery(Category: "MES", PriceMax: Money.Yuan(900))));
        Assert.Equal(["mes", "report"], Find(new ShelfQuery(RatingMin: 95)));
        Assert.Equal(["erp"], Find(new ShelfQuery(FirstVersion: true)));
        Assert.DoesNotContain("energy", Find(new ShelfQuery(City: "340100")));
        Assert.Contains("energy", Find(new ShelfQuery(City: "340200")));
        Assert.Contains("plm", Find(new ShelfQuery(Industry: "C34")));
        Assert.DoesNotContain("plm", Find(new ShelfQuery(Industry: "C13")));
        Assert.Empty(Find(new ShelfQuery(Category: "没有")));
        Assert.Empty(Find(new ShelfQuery(City: "110000")));
        Assert.Equal(["aps", "erp", "mes"], Find(new ShelfQuery(Vendor: Hengda.Code.Value)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(ShelfSort.PriceUp, "equipment")]
    [InlineData(ShelfSort.PriceDown, "aps")]
    [InlineData(ShelfSort.Popular, "erp")]
    [InlineData(ShelfSort.Rating, "mes")]
    [InlineData(ShelfSort.Newest, "mes")]
    public void The_catalogue_is_sorted_as_asked(ShelfSort sort, string first) =>
        Assert.Equal(first, Find(new ShelfQuery(Sort: sort))[0]);

    [Fact]
    public void Each_facet_counts_with_the_other_filters_applied_and_its_own_left_out()
    {
        var facets = Shelf.Query(new ShelfQuery(Category: "MES", Price: "0-1000")).Facets;

        Assert.Equal(1, facets.Categories.Single(c => c.Value == "MES").Count);
        Assert.Equal(1, facets.Categories.Single(c => c.Value == "设备管理").Count); // the other one below a thousand
        Assert.DoesNotContain(facets.Categories, c => c.Value == "ERP");
        Assert.Equal(1, facets.Prices.Single(p => p.Value == "2000-4000").Count);
        Assert.True(facets.Prices.Single(p => p.Value == "0-1000").IsChosen);
    }

    [Fact]
    public void A_facets_count_is_what_choosing_it_finds()
    {
        var query = new ShelfQuery(Text: "扫码", City: "340100");
        var facets = Shelf.Query(query).Facets;
        Assert.NotEmpty(facets.Industries);
        Assert.All(facets.Categories, f => Assert.Equal(f.Count, Find(query with { Category = f.Value }).Length));
        Assert.All(facets.Industries, f => Assert.Equal(f.Count, Find(query with { Industry = f.Value }).Length));
        Assert.All(facets.Cities, f => Assert.Equal(f.Count, Find(query with { City = f.Value }).Length));
        Assert.All(facets.Prices, f => Assert.Equal(f.Count, Find(query with { Price = f.Value }).Length));
        Assert.All(facets.Ratings, f => Assert.Equal(f.Count, Find(query with { RatingMin = int.Parse(f.Value, null) }).Length));
        Assert.Equal(facets.FirstVersion.Count, Find(query with { FirstVersion = true }).Length);
    }

    [Fact]
    public void Pages_follow_each_other_without_gap_or_repetition()
    {
        var all = Find(new ShelfQuery());
        var paged = Enumerable.Range(1, 3).SelectMany(page => Find(new ShelfQuery(Page: page, Size: 3)));
        Assert.Equal(all, paged);
        Assert.Equal(3, Shelf.Query(new ShelfQuery(Page: 99, Size: 3)).Page);
        Assert.Equal(8, Shelf.Query(new ShelfQuery(Size: 3)).Total);
    }
}
