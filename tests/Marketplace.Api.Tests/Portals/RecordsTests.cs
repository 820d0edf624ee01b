using System.Net;
using System.Text;
using Marketplace.Api.Tests.Hosting;
using Microsoft.Playwright;

namespace Marketplace.Api.Tests.Portals;

/// <summary>Those who keep and check the records find what they look for, and only what is theirs.</summary>
public sealed class RecordsTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    async Task<Visitor> Open(string key, Look? look = null)
    {
        var visitor = await Visitor.Open(browser, town.Address, look);
        await visitor.ActAs(key);
        return visitor;
    }

    static Task<int> Rows(Visitor visitor) => visitor.Page.Locator("table.records tbody tr").CountAsync();

    static Task Shows(Visitor visitor, int rows) => Assertions.Expect(visitor.Page.Locator("table.records tbody tr")).ToHaveCountAsync(rows);

    [Fact]
    public async Task A_filter_is_in_the_address_and_changes_the_list_without_a_reload()
    {
        await using var visitor = await Open("demo-operator");
        await visitor.Visit("/records/companies");
        Assert.True(await Rows(visitor) >= 2);
        await visitor.Page.EvaluateAsync("window.isStillHere = true");
        await visitor.Page.FillAsync("[name=q]", town.Mine.Code);
        await visitor.Page.PressAsync("[name=q]", "Enter");
        await visitor.Page.WaitForURLAsync(url => url.EndsWith($"/records/companies?q={town.Mine.Code}", StringComparison.Ordinal));
        await Shows(visitor, 1);
        await visitor.Sees("共 1 条");
        await visitor.Page.SelectOptionAsync("[name=size]", "small");
        await visitor.Page.WaitForURLAsync(url => url.Contains("size=small", StringComparison.Ordinal));
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "企业名称" }).ClickAsync();
        await visitor.Page.WaitForURLAsync(url => url.Contains("sort=name&order=asc", StringComparison.Ordinal));
        await Assertions.Expect(visitor.Page.Locator("th[aria-sort=ascending]")).ToHaveTextAsync("企业名称 ↑");
        Assert.True(await visitor.Page.EvaluateAsync<bool>("window.isStillHere === true"));
        await visitor.SeesASoundPage();
    }

    [Fact]
    public async Task Everything_is_read_and_filtered_without_script_on_a_phone()
    {
        await using var visitor = await Open("demo-province", Look.WithoutScript);
        await visitor.Visit("/records/orders");
        await visitor.Page.FillAsync("[name=q]", town.Mine.Code);
        await visitor.Press("筛选");
        await Shows(visitor, 1);
        await visitor.SeesASoundPage();
        await visitor.Page.ClickAsync("table.records tbody a >> nth=0");
        await visitor.Sees("提交订单");
        await visitor.Sees("账簿变动");
        await visitor.SeesASoundPage();
    }

    [Fact]
    public async Task A_city_sees_its_own_and_no_figures_of_companies()
    {
        await using var visitor = await Open("demo-city-340300");
        await visitor.Visit("/records/companies");
        Assert.Equal(0, await Rows(visitor));
        await visitor.Sees("还没有企业入库");
        await using var here = await Open("demo-city-340100");
        await here.Visit($"/records/companies/{town.Mine.Code}");
        Assert.DoesNotContain("营业收入", await here.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(Town.PhoneOf(town.Mine.Code), await here.Page.ContentAsync(), StringComparison.Ordinal);
        var answer = await visitor.Page.GotoAsync($"/records/companies/{town.Mine.Code}");
        Assert.Equal((int)HttpStatusCode.NotFound, answer!.Status);
    }

    [Fact]
    public async Task A_filter_is_kept_by_name_found_again_and_removed()
    {
        var person = await town.NewPerson("auditor", null);
        await using var visitor = await Visitor.Open(browser, town.Address);
        await visitor.SignInWithSecondFactor(person);
        await visitor.Visit("/records/orders?status=confirmed&sort=price&order=desc");
        await visitor.Page.ClickAsync("summary:has-text('我的筛选')");
        await visitor.Page.FillAsync("[name=name]", "待开通，金额从高到低");
        await visitor.Press("保存");
        await visitor.Sees("筛选已保存。");
        await visitor.Visit("/records/orders");
        await visitor.Page.ClickAsync("summary:has-text('我的筛选')");
        await visitor.Press("待开通，金额从高到低");
        Assert.EndsWith("/records/orders?status=confirmed&sort=price&order=desc", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.Page.ClickAsync("summary:has-text('我的筛选')");
        await visitor.Press("删除筛选：待开通，金额从高到低");
        await visitor.Sees("筛选已删除。");
        await visitor.SeesASoundPage();
    }

    [Fact]
    public async Task Columns_are_chosen_and_the_file_has_the_same()
    {
        await using var visitor = await Open("demo-operator");
        await visitor.Visit("/records/orders?columns=number&columns=price");
        Assert.Equal(2, await visitor.Page.Locator("table.records thead th").CountAsync());
        var link = await visitor.Page.GetAttributeAsync("a:has-text('CSV')", "href");
        Assert.StartsWith("number,price\r\n", (await town.Town.As("demo-operator").Get(link!)).Text.TrimStart('\uFEFF'), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task A_list_is_uploaded_watched_and_its_verdicts_read(Look look)
    {
        await using var visitor = await Open("demo-operator", look);
        await visitor.Visit("/records/enrolments");
        var (good, header) = (Town.NewCode(), "统一社会信用代码,企业名称,市,行业,从业人员,营业收入（元）,联系人,联系电话");
        await visitor.Page.SetInputFilesAsync("[name=file]", new FilePayload
        {
            Name = "合肥市名单.csv", MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes($"{header}\n{good},新机械,合肥市,C34,60,12000000,张三,138\nX,坏代码,合肥市,C34,60,12000000,张三,138\n"),
        });
        await visitor.Press("上传并入库");
        await visitor.Sees("已核验 2 / 2 行，通过 1，未通过 1");
        await visitor.Sees("核验完成");
        await visitor.Sees("统一社会信用代码应为 18 位");
        await visitor.SeesASoundPage();
        await visitor.Press("未通过", exact: false);
        Assert.Contains("verdict=rejected", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.Visit("/records/enrolments");
        await Assertions.Expect(visitor.Page.GetByText("合肥市名单.csv").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_file_that_is_no_list_is_refused_beside_its_field()
    {
        await using var visitor = await Open("demo-operator", Look.Phone);
        await visitor.Visit("/records/enrolments");
        await visitor.Page.SetInputFilesAsync("[name=file]", new FilePayload { Name = "x.csv", MimeType = "text/csv", Buffer = [0xBA, 0xCF, 0x0A] });
        await visitor.Press("上传并入库");
        await visitor.Sees("文件不是 UTF-8 编码");
        await visitor.SeesASoundPage();
    }

    [Fact]
    public async Task Figures_of_the_board_lead_to_their_rows()
    {
        await using var visitor = await Open("demo-auditor");
        await visitor.Visit("/records");
        await visitor.Page.ClickAsync(".stat:has-text('有效订单') a >> nth=0");
        await Assertions.Expect(visitor.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("status=confirmed&status=provisioned"));
        Assert.True(await Rows(visitor) >= 2);
    }
}
