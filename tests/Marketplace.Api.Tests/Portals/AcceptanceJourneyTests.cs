using System.Net;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Grains.Places;
using Microsoft.Playwright;

namespace Marketplace.Api.Tests.Portals;

/// <summary>A batch's way through the hands of those who verify, decide and appeal, each in a browser.</summary>
public sealed class AcceptanceJourneyTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    static int _months = 24;

    /// <summary>A month of its own for each test.</summary>
    static string NewMonth() => ChinaMonth.Plus(ChinaMonth.Of(TimeProvider.System.GetUtcNow()), -Interlocked.Increment(ref _months));

    async Task<Visitor> Open(string key, Look? look = null)
    {
        var visitor = await Visitor.Open(browser, town.Address, look);
        await visitor.ActAs(key);
        return visitor;
    }

    static FilePayload Photo => new()
    {
        Name = "现场.png", MimeType = "image/png",
        Buffer = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="),
    };

    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task A_city_verifies_its_sample_card_by_card_and_a_second_person_confirms(Look look)
    {
        var month = NewMonth();
        var orders = await new AcceptanceScene(town).Submitted(month, "340100", "340100");
        await using var first = await Open("demo-city-340100", look);
        await first.Visit($"/acceptance/{month}/checks");
        await first.Sees("0 / 2");
        await first.Press("继续核验");

        // A deduction without an amount is not taken, and nothing that was filled in is lost.
        await first.Page.CheckAsync("[name=result][value=deduct]");
        await first.Page.SelectOptionAsync("[name=code]", "usage.partly");
        await first.Page.FillAsync("[name=reason]", "仅一条产线使用");
        await first.Page.SetInputFilesAsync("[name=photos]", Photo);
        await first.Page.ClickAsync("form.check-form button[type=submit]");
        await first.Sees("核减须填写核定金额：不小于零且低于申请金额。");
        Assert.Equal("仅一条产线使用", await first.Page.InputValueAsync("[name=reason]"));
        Assert.Equal(1, await first.Page.Locator("[name=photo]:checked").CountAsync());
        await first.SeesASoundPage();
        await first.Page.FillAsync("[name=amount]", "1500");
        await first.Press("保存，看下一条");
        await first.Sees("1 / 2");
        await first.Page.CheckAsync("[name=result][value=pass]");
        await first.Page.ClickAsync("form.check-form button[type=submit]");
        await first.Sees("您录入过结果，须由本局另一人确认。");
        Assert.Equal(0, await first.Page.Locator("form[action$='/confirmation']").CountAsync());
        await first.SeesASoundPage();

        // What is done can be changed until it is confirmed.
        await first.Visit($"/acceptance/{month}/checks/{orders[0].Id}");
        Assert.Equal("1500.00", await first.Page.InputValueAsync("[name=amount]"));
        await first.Page.FillAsync("[name=amount]", "2500");
        await first.Page.ClickAsync("form.check-form button[type=submit]");

        await using var second = await Open("demo-city-340100-second", look);
        await second.Visit($"/acceptance/{month}/results");
        await second.Sees("¥6,500.00");
        await second.Page.FillAsync("[name=opinion]", "情况属实");
        await second.Press("确认全部结果");
        await second.Sees("本市结果已确认。");
        await second.SeesASoundPage();
        var line = (await town.Town.As("demo-province").Get($"acceptance-batches/{month}")).Json["lines"]!.AsArray().Single(l => (string)l!["order"]! == orders[0].Id)!;
        Assert.Equal(("2500.00", 1), ((string)line["verified"]!, line["photos"]!.AsArray().Count));
    }

    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task The_province_approves_knowing_what_becomes_payable_and_the_vendor_and_company_learn_of_it(Look look)
    {
        var month = NewMonth();
        var scene = new AcceptanceScene(town);
        var orders = await scene.Submitted(month, "340100");
        await scene.CheckAll(month, confirm: true, otherwise: new Dictionary<int, object>
        {
            [0] = new { order = orders[0].Id, result = "deduct", amount = "3000.00", code = "usage.partly", reason = "仅一条产线使用" },
        });
        await using var province = await Open("demo-province", look);
        await province.Visit($"/acceptance/{month}");
        await province.Page.ClickAsync("a[href*='confirm=approve']");
        await province.Sees("¥3,000.00 将计入应付供应商，¥1,000.00 退回企业额度和资金。批准后不能撤回。");
        await province.Page.FillAsync("[name=opinion]", "同意");
        await province.Page.ClickAsync("form[action$='/approval'] button[type=submit]");
        await province.Sees("已批准：核定金额逐单计入应付，其余退回。");
        await province.Sees("运行完成，未发现问题。");
        await province.SeesASoundPage();
        await province.Press($"查看 {month} 验收批次", exact: false);
        await province.Sees("已完成");

        await using var vendor = await Open($"demo-vendor-{town.Town.Vendor}", look);
        await vendor.Visit($"/vendor/acceptance/{month}/lines/{orders[0].Id}");
        await vendor.Sees("仅一条产线使用");
        Assert.DoesNotContain("usage.last-days", await vendor.Page.ContentAsync(), StringComparison.Ordinal);
        await vendor.Page.FillAsync("[name=reason]", "补充了第二条产线的记录");
        await vendor.Page.SetInputFilesAsync("[name=photos]", Photo);
        await vendor.Press("提交申诉");
        await vendor.Sees("申诉已提交，由下一批次核定。");
        await vendor.Sees("申诉待下一批次核定");
        Assert.Equal(0, await vendor.Page.Locator("[name=reason]").CountAsync());
        await vendor.SeesASoundPage();

        await using var company = await Open($"demo-company-{orders[0].Company}", look);
        await company.Visit($"/company/orders/{orders[0].Id}");
        await company.Sees("仅一条产线使用");
        await company.Sees("申诉待下一批次核定");
        await company.Visit("/company/usage");
        await company.Sees("申诉待下一批次核定");
    }

    [Fact]
    public async Task A_company_appeals_against_what_it_was_not_granted()
    {
        var month = NewMonth();
        var scene = new AcceptanceScene(town);
        var orders = await scene.Submitted(month, "340100");
        await scene.CheckAll(month, confirm: true, otherwise: new Dictionary<int, object>
        {
            [0] = new { order = orders[0].Id, result = "reject", code = "usage.not-real", reason = "现场未见使用" },
        });
        await scene.Approve(month);
        await using var company = await Open($"demo-company-{orders[0].Company}", Look.WithoutScript);
        await company.Visit($"/company/orders/{orders[0].Id}");
        await company.Sees("未核定，¥4,000.00 已退回");
        await company.Page.FillAsync("[name=reason]", "当天停产检修，附检修单");
        await company.Press("提交申诉");
        await company.Sees("申诉待下一批次核定");
        Assert.Equal(("6000.00", "4000.00"), await town.Town.Wallet(orders[0].Company));
    }

    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task The_platform_adjusts_and_submits_and_the_province_returns(Look look)
    {
        var month = NewMonth();
        var scene = new AcceptanceScene(town);
        var orders = await scene.Put(month, "340100", "340200");
        await using var platform = await Open("demo-operator", look);
        await platform.Visit($"/acceptance/{month}/lines/{orders[0].Id}");
        await platform.Page.ClickAsync("a[href*='confirm=adjust']");
        await platform.Page.FillAsync("[name=amount]", "9000");
        await platform.Page.SelectOptionAsync("[name=code]", "calculation");
        await platform.Page.FillAsync("[name=reason]", "按实际账号数");
        await platform.Page.ClickAsync("form[action$='/adjustment'] button[type=submit]");
        await platform.Sees("调整后金额应不小于零且不高于申请金额。");
        await platform.Page.FillAsync("[name=amount]", "3200");
        await platform.Page.ClickAsync("form[action$='/adjustment'] button[type=submit]");
        await platform.Sees("调整已保存。");
        await platform.Visit($"/acceptance/{month}/submission");
        await platform.Sees("按实际账号数");
        await platform.Press("提交各市核验");
        await platform.Sees("已提交各市，样本已抽取。");
        await platform.Sees("还差这些市确认");
        await platform.SeesASoundPage();

        await scene.CheckAll(month, confirm: true);
        await using var province = await Open("demo-province", look);
        await province.Visit($"/acceptance/{month}");
        await province.Page.ClickAsync("a[href*='confirm=return']");
        await province.Page.FillAsync("[name=reason]", "请复核第二条");
        await province.Page.ClickAsync("form[action$='/return'] button[type=submit]");
        await province.Sees("已退回平台修改。");
        await province.Sees("请复核第二条");
        await province.SeesASoundPage();
    }

    [Fact]
    public async Task A_filter_of_lines_is_in_the_address_and_its_file_holds_the_same()
    {
        var scene = await town.Scene();
        await using var visitor = await Open("demo-operator");
        await visitor.Visit($"/acceptance/{scene.Applied}");
        await visitor.Page.SelectOptionAsync("[name=outcome]", "deducted");
        await visitor.Page.WaitForURLAsync(url => url.Contains("outcome=deducted", StringComparison.Ordinal));
        await Assertions.Expect(visitor.Page.Locator("table.batch-lines tbody tr")).ToHaveCountAsync(1);
        var link = await visitor.Page.GetAttributeAsync("a:has-text('CSV')", "href");
        var rows = (await town.Town.As("demo-operator").Get(link!)).Text.TrimEnd().Split('\n');
        Assert.Equal(2, rows.Length);
        Assert.Contains("仅一条产线使用", rows[1], StringComparison.Ordinal);
        var own = (await town.Town.As($"demo-vendor-{town.Town.Vendor}").Get($"acceptance-batches/{scene.Applied}/lines?format=csv")).Text;
        Assert.DoesNotContain("flags", own, StringComparison.Ordinal);
        Assert.DoesNotContain("usage.last-days", own, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_on_paper_is_told_from_one_that_was_changed()
    {
        var scene = await town.Scene();
        await using var visitor = await Open("demo-province");
        await visitor.Visit($"/acceptance/{scene.Applied}/report");
        await visitor.Sees("人民币壹万陆仟元整");
        await visitor.Sees(scene.Report.Split('/')[^1]);
        await visitor.Visit($"/acceptance/{scene.Begun}/report");
        await visitor.Sees("本报告为草稿");
        Assert.Equal(0, await visitor.Page.Locator("svg.qr").CountAsync());

        await using var anybody = await Visitor.Open(browser, town.Address, Look.WithoutScript);
        await anybody.Visit(scene.Report);
        await anybody.Sees("属实：以下数字与省厅批准的记录一致。");
        await anybody.Sees("¥9,500.00");
        Assert.DoesNotContain("试验机械", await anybody.Page.ContentAsync(), StringComparison.Ordinal);
        var (code, path) = (scene.Report.Split('/')[^1], scene.Report[..scene.Report.LastIndexOf('/')]);
        string[] wrong =
        [
            $"{path}/{(code[0] == '0' ? '1' : '0')}{code[1..]}", $"{path}/{code[..16]}", $"{path}/{new string('0', 32)}", $"{path}/%27%20or%20true--",
            scene.Report.Replace("/province/", "/340100/", StringComparison.Ordinal), scene.Report.Replace(scene.Applied, scene.Confirmed, StringComparison.Ordinal),
            $"/verify/acceptance/2020-13/province/{code}",
        ];
        foreach (var address in wrong)
        {
            var answer = await anybody.Page.GotoAsync(address);
            Assert.Equal((int)HttpStatusCode.NotFound, answer!.Status);
            Assert.DoesNotContain("¥", await anybody.Page.ContentAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_another_citys_or_vendors_is_unknown()
    {
        var scene = await town.Scene();
        var (theirs, month) = (scene.Orders[scene.Applied][3], scene.Applied); // of another city
        await using var city = await Open("demo-city-340100");
        await using var vendor = await Open($"demo-vendor-{Town.NewCode()}");
        foreach (var (visitor, address) in new[]
        {
            (city, $"/acceptance/{month}/lines/{theirs.Id}"), (city, $"/acceptance/{month}/checks/{theirs.Id}"), (vendor, $"/vendor/acceptance/{month}/lines/{theirs.Id}"),
        })
        {
            var answer = await visitor.Page.GotoAsync(address);
            Assert.Equal((int)HttpStatusCode.NotFound, answer!.Status);
            Assert.DoesNotContain(theirs.Number, await visitor.Page.ContentAsync(), StringComparison.Ordinal);
        }
        // What the address asks for does not widen what one may see.
        foreach (var (visitor, address) in new[]
        {
            (city, $"/acceptance/{month}?city=340200"), (city, $"/acceptance/{month}/report?city=340200"), (city, $"/acceptance/{month}/checks"),
            (vendor, $"/vendor/acceptance/{month}"),
        })
        {
            await visitor.Visit(address);
            var text = await visitor.Page.ContentAsync();
            Assert.DoesNotContain(theirs.Number, text, StringComparison.Ordinal);
            Assert.DoesNotContain(theirs.Company, text, StringComparison.Ordinal);
        }
        (await town.Town.As("demo-city-340100").Get($"acceptance-batches/{month}/lines?city=340200")).Is(HttpStatusCode.OK);
        Assert.DoesNotContain(theirs.Number, (await town.Town.As("demo-city-340100").Get($"acceptance-batches/{month}/lines?city=340200")).Text, StringComparison.Ordinal);
    }
}
