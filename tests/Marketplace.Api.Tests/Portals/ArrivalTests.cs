using System.Net;
using Marketplace.Api.Tests.Hosting;
using Microsoft.Playwright;

namespace Marketplace.Api.Tests.Portals;

/// <summary>Companies and people come in: registering, claiming, accepting an invitation.</summary>
public sealed class ArrivalTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    public static TheoryData<Look> Looks => [.. Look.All, Look.WithoutScript];

    static string NewName() => $"p{Guid.NewGuid():N}"[..20];

    static async Task FillRegistration(IPage page, string code, string userName, string employees = "60")
    {
        await page.FillAsync("[name=creditCode]", code.ToLowerInvariant());
        await page.FillAsync("[name=name]", "合肥精工机械有限公司");
        await page.SelectOptionAsync("[name=city]", "340100");
        await page.SelectOptionAsync("[name=industry]", "C34");
        await page.FillAsync("[name=employees]", employees);
        await page.FillAsync("[name=annualRevenue]", "12,000,000");
        await page.FillAsync("[name='contact.name']", "张三");
        await page.FillAsync("[name='contact.phone']", "13800000000");
        await page.FillAsync("[name=userName]", userName);
        await page.FillAsync("[name=password]", Visitor.Password);
    }

    static Task Submit(IPage page) => page.ClickAsync("main form[method=post] > button[type=submit]");

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task A_company_registers_checks_its_answers_and_is_at_home(Look look)
    {
        var (code, name) = (Town.NewCode(), NewName());
        await using var visitor = await Visitor.Open(browser, town.Address, look);
        await visitor.Visit("/register");
        await FillRegistration(visitor.Page, code, name);
        await Submit(visitor.Page);
        await visitor.Sees(code);
        await visitor.SeesASoundPage();
        if (look.Script) Assert.Empty(await visitor.Barriers());
        await visitor.Page.ClickAsync("button[value=change]");
        Assert.Equal("60", await visitor.Page.InputValueAsync("[name=employees]"));
        await visitor.Page.FillAsync("[name=employees]", "80");
        await Submit(visitor.Page);
        await Assertions.Expect(visitor.Page.Locator("button[value=confirm]")).ToBeVisibleAsync();
        Assert.DoesNotContain(Visitor.Password, await visitor.Page.ContentAsync(), StringComparison.Ordinal);
        await visitor.Page.ClickAsync("button[value=confirm]");
        await visitor.Page.WaitForURLAsync("**/company/welcome");
        await visitor.SeesASoundPage();
        await visitor.Page.ClickAsync("main a[href='/company/wallet']");
        await visitor.Sees("¥10,000.00");
        Assert.Equal("80", (await town.Town.AsCompany(code).Get($"companies/{code}"))["employees"]);
    }

    [Fact]
    public async Task Code_size_and_counties_are_judged_while_one_types()
    {
        await using var visitor = await Visitor.Open(browser, town.Address);
        await visitor.Visit("/register");
        await visitor.Page.Locator("[name=creditCode]").PressSequentiallyAsync("91340000711771143");
        await visitor.Sees("统一社会信用代码为 18 位，当前为 17 位。");
        await visitor.Page.Locator("[name=creditCode]").PressSequentiallyAsync("J");
        await visitor.Sees("代码格式正确。");
        await visitor.Page.SelectOptionAsync("[name=city]", "340200");
        await Assertions.Expect(visitor.Page.Locator("[name=county] optgroup")).ToHaveCountAsync(1);
        await visitor.Page.Locator("[name=employees]").PressSequentiallyAsync("1000");
        await visitor.Page.Locator("[name=annualRevenue]").PressSequentiallyAsync("400000000");
        await visitor.Sees("按国家标准为大型企业，不在补贴范围。");
        await visitor.Sees("营业收入 40,000 万元");
        await visitor.SeesASoundPage();
    }

    [Fact]
    public async Task Who_cannot_register_is_told_at_the_field_before_anything_is_done()
    {
        var code = await town.Town.NewCompany();
        await using var visitor = await Visitor.Open(browser, town.Address, Look.WithoutScript);
        await visitor.Visit("/register");
        await FillRegistration(visitor.Page, code, NewName());
        await Submit(visitor.Page);
        await visitor.Sees("该企业已入库。请凭通知中的认领码认领");
        await visitor.Page.FillAsync("[name=creditCode]", Town.NewCode());
        await visitor.Page.FillAsync("[name=employees]", "六十");
        await Submit(visitor.Page);
        await visitor.Sees("从业人员请填整数，例如 60。");
        Assert.Equal("六十", await visitor.Page.InputValueAsync("[name=employees]"));
        Assert.Equal("true", await visitor.Page.GetAttributeAsync("[name=employees]", "aria-invalid"));
        await visitor.Page.FillAsync("[name=employees]", "60");
        await Submit(visitor.Page); // the password that was typed before still counts
        await visitor.Sees("请核对信息");
    }

    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task A_company_of_a_list_claims_its_record(Look look)
    {
        var code = await town.Town.NewCompany();
        var claimCode = (await town.Town.As("demo-operator").Get($"companies/{code}/claim-code")).Is(HttpStatusCode.OK)["claimCode"]!;
        await using var visitor = await Visitor.Open(browser, town.Address, look);
        await visitor.Visit($"/claim?creditCode={code}");
        await visitor.Page.FillAsync("[name=claimCode]", "0000-0000-0000");
        await visitor.Page.FillAsync("[name=userName]", NewName());
        await visitor.Page.FillAsync("[name=password]", Visitor.Password);
        await Submit(visitor.Page);
        await visitor.Sees("认领码与该统一社会信用代码不符");
        await visitor.Page.FillAsync("[name=claimCode]", claimCode);
        await visitor.Page.FillAsync("[name=password]", Visitor.Password);
        await Submit(visitor.Page);
        await visitor.Page.WaitForURLAsync("**/company/welcome");
        await visitor.Sees(code);
        await visitor.SeesASoundPage();
    }

    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task A_manager_invites_a_colleague_who_may_then_order_but_not_manage(Look look)
    {
        var (_, person, _) = await town.NewCompany(withOrder: false);
        await using var manager = await Visitor.Open(browser, town.Address, look);
        await manager.SignIn(person);
        await manager.Visit("/company/members");
        await manager.Press("生成邀请链接");
        await manager.SeesASoundPage();
        var link = await manager.Page.InnerTextAsync("#invitation-link");

        await using var colleague = await Visitor.Open(browser, town.Address, look);
        await colleague.Visit(new Uri(link).AbsolutePath);
        await colleague.Page.FillAsync("[name=userName]", NewName());
        await colleague.Page.FillAsync("[name=password]", Visitor.Password);
        await colleague.Press("接受邀请并登录");
        await colleague.Sees("您已加入企业。");
        await colleague.Visit($"/software/{town.Town.Listing}/order?plan=basic");
        await colleague.Page.GotoAsync("/company/keys");
        await colleague.Sees("access.right-missing");
        await colleague.Page.GotoAsync(new Uri(link).AbsolutePath);
        await colleague.Sees("该邀请已被使用");
    }
}
