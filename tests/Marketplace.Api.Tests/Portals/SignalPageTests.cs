using Microsoft.Playwright;

namespace Marketplace.Api.Tests.Portals;

/// <summary>People tell, and those whom it concerns look into it.</summary>
public sealed class SignalPageTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Somebody_without_an_account_tells_and_the_city_looks_into_it(bool withScript)
    {
        await using var visitor = await Visitor.Open(browser, town.Address, withScript ? null : Look.WithoutScript);
        await visitor.Visit("/");
        await visitor.Page.ClickAsync("footer a[href='/tips']");
        var what = $"没人用过这个软件 {Guid.NewGuid():N}";
        await visitor.Page.FillAsync("[name=what]", what);
        await visitor.Page.SelectOptionAsync("[name=about]", "company");
        await visitor.Page.FillAsync("[name=named]", town.Mine.Code);
        await visitor.SeesASoundPage();
        await visitor.Press("提交举报");
        await visitor.Sees("您的举报已收到");
        await visitor.SeesASoundPage();

        await using var city = await Visitor.Open(browser, town.Address, withScript ? null : Look.WithoutScript);
        await city.ActAs("demo-city-340100");
        await city.Visit($"/records/tips?q={what[^32..]}");
        await city.Page.ClickAsync("table.records tbody a >> nth=0");
        await city.Sees(what);
        await city.Sees("未留联系方式");
        await city.Page.SelectOptionAsync("[name=finding]", "confirmed");
        await city.Page.FillAsync("[name=reason]", "现场查看，账号从未启用");
        await city.Press("提交结论");
        await city.Sees("处理结论已记录");
        await city.Sees("现场查看，账号从未启用");
        Assert.Equal(0, await city.Page.Locator("[name=finding]").CountAsync());
        await city.SeesASoundPage();
    }

    [Fact]
    public async Task What_is_wrong_with_a_tip_is_said_at_its_field_and_nothing_is_lost()
    {
        await using var visitor = await Visitor.Open(browser, town.Address);
        await visitor.Visit("/tips");
        await visitor.Page.FillAsync("[name=named]", "云上工厂");
        await visitor.Page.EvaluateAsync("document.querySelector('[name=what]').removeAttribute('required')");
        await visitor.Press("提交举报");
        await Assertions.Expect(visitor.Page.Locator("#field-what-problem")).ToBeVisibleAsync();
        Assert.Equal("云上工厂", await visitor.Page.InputValueAsync("[name=named]"));
    }

    [Fact]
    public async Task The_operator_finds_a_flag_reads_its_evidence_and_enters_a_finding_once()
    {
        await using var visitor = await Visitor.Open(browser, town.Address);
        await visitor.ActAs("demo-operator");
        await visitor.Visit("/records/flags?signal=parties.one-phone");
        await visitor.Page.ClickAsync("table.records tbody a >> nth=0");
        await visitor.Sees("2 家企业登记了同一个电话，另有：芜湖乙轴承有限公司");
        await visitor.Page.SelectOptionAsync("[name=finding]", "dismissed");
        await visitor.Page.FillAsync("[name=reason]", "同一集团，电话为总机");
        await visitor.Press("提交结论");
        await visitor.Sees("同一集团，电话为总机");

        await visitor.Visit("/records/signals?month=2026-10");
        var row = visitor.Page.Locator("tr", new() { HasText = "多家企业同一电话" });
        Assert.Equal(["多家企业同一电话", "1", "1", "0"], (await row.Locator("td").AllInnerTextsAsync()).Select(t => t.Trim()));
        await visitor.SeesASoundPage();
    }

    [Fact]
    public async Task An_auditor_reads_and_decides_nothing()
    {
        await using var visitor = await Visitor.Open(browser, town.Address);
        await visitor.ActAs("demo-auditor");
        await visitor.Visit($"/records/flags/{town.Flag}");
        Assert.Equal(0, await visitor.Page.Locator("[name=finding]").CountAsync());
        await visitor.Visit($"/records/tips/{town.Tip}");
        Assert.Equal(0, await visitor.Page.Locator("[name=finding]").CountAsync());
        await visitor.Sees("仅运营单位和省厅可见");
        Assert.DoesNotContain("13912345678", await visitor.Page.ContentAsync(), StringComparison.Ordinal);
    }
}
