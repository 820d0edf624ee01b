using Microsoft.Playwright;

namespace Marketplace.Api.Tests.Portals;

/// <summary>From a plan to a confirmed order, and what a company does with it afterwards.</summary>
public sealed class OrderingTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    public static TheoryData<Look> Looks => [.. Look.All, Look.WithoutScript];

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task A_company_orders_rates_and_sees_its_wallet(Look look)
    {
        var (_, person, _) = await town.NewCompany(withOrder: false);
        await using var visitor = await Visitor.Open(browser, town.Address, look);
        await visitor.SignIn(person);
        await visitor.Visit($"/software/{town.Town.Listing}/order?plan=basic");
        await visitor.Sees("¥4,000.00");
        await visitor.Press("确认订阅");
        await visitor.SeesASoundPage();
        await visitor.Sees("订阅成功");
        var number = await visitor.Page.Locator(".receipt-number").InnerTextAsync();
        await town.Provision(new Uri(visitor.Page.Url).Segments[^2].TrimEnd('/'));

        await visitor.Visit("/company/wallet");
        await visitor.Sees("¥6,000.00");
        await visitor.Sees(number);

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "云上工厂" }).First.ClickAsync();
        await visitor.SeesASoundPage();
        await visitor.Page.CheckAsync("[name=satisfied][value=yes]");
        await visitor.Page.FillAsync("[name=comment]", "很好用");
        await visitor.Press("提交评价");
        await visitor.Sees("谢谢您的评价。");
        await visitor.SeesASoundPage();
    }

    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task An_order_is_cancelled_after_one_question(Look look)
    {
        var (_, person, order) = await town.NewCompany();
        await using var visitor = await Visitor.Open(browser, town.Address, look);
        await visitor.SignIn(person);
        await visitor.Visit($"/company/orders/{order}");
        await visitor.Press("取消订单");
        await visitor.Page.FillAsync("[name=reason]", "选错了");
        await visitor.Page.Locator("dialog button[type=submit]").ClickAsync();
        await visitor.Sees("订单已取消，占用的补贴已退回额度。");
        await visitor.Visit("/company/wallet");
        await visitor.Sees("退回额度");
        await visitor.Sees("¥10,000.00");
    }

    [Fact]
    public async Task Sending_the_same_form_twice_orders_once()
    {
        var (code, person, _) = await town.NewCompany(withOrder: false);
        await using var visitor = await Visitor.Open(browser, town.Address, Look.WithoutScript);
        await visitor.SignIn(person);
        await visitor.Visit($"/software/{town.Town.Listing}/order?plan=basic");
        var form = await visitor.Page.Locator("form[action$='/order'] input").EvaluateAllAsync<string[]>("inputs => inputs.map(i => i.name + '=' + encodeURIComponent(i.value))");
        for (var time = 0; time < 2; time++)
        {
            var sent = await visitor.Page.APIRequest.PostAsync($"/software/{town.Town.Listing}/order", new()
            {
                DataString = string.Join('&', form), Headers = new Dictionary<string, string> { ["Content-Type"] = "application/x-www-form-urlencoded" }, MaxRedirects = 0,
            });
            Assert.Equal(303, sent.Status);
        }
        Assert.Equal("1", (await town.Town.AsCompany(code).Get("orders"))["total"]);
    }

    [Fact]
    public async Task An_order_of_what_runs_already_is_refused_with_the_reason_before_it_is_sent()
    {
        await using var visitor = await Visitor.Open(browser, town.Address);
        await visitor.SignIn(town.Mine.Person);
        await visitor.Visit($"/software/{town.Town.Listing}/order?plan=basic");
        await visitor.Sees("企业已订阅该软件");
        Assert.Equal(0, await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "确认订阅" }).CountAsync());
    }
}
