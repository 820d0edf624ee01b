using System.Net;
using Marketplace.Api.Tests.Hosting;
using Microsoft.Playwright;

namespace Marketplace.Api.Tests.Portals;

/// <summary>From an order above the remainder to its receipt, by way of the processor's own page; and going on after the term.</summary>
public sealed class PaymentJourneyTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    const string Good = "4242424242424242", Declined = "4000000000000002";

    public static TheoryData<Look> Looks => [Look.Desk, Look.Phone, new Look(390, "en", "dark"), Look.WithoutScript];

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task A_company_pays_what_is_above_its_subsidy(Look look)
    {
        await using var visitor = await Order(look);
        await GoToPay(visitor);
        await Fill(visitor, Good);
        await visitor.SeesASoundPage();
        await visitor.Sees("付款成功");
        await visitor.Sees("¥2,000.00");

        await visitor.Press("付款收据");
        await visitor.SeesASoundPage();
        await visitor.Sees("人民币贰仟元整");
        await IsWithoutBarriers(visitor, look);
        await visitor.Visit("/company/payments");
        await visitor.Sees("已付款");
        await visitor.Visit("/company/wallet");
        await visitor.Sees("¥2,000.00");
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task A_payment_that_fails_is_explained_and_tried_again(Look look)
    {
        await using var visitor = await Order(look);
        await GoToPay(visitor);
        await Fill(visitor, Declined);
        await visitor.Page.ClickAsync("#back");
        await visitor.Page.WaitForURLAsync(url => url.EndsWith("/payment", StringComparison.Ordinal));
        await visitor.SeesASoundPage();
        await visitor.Sees("上次付款没有成功，没有扣款");
        await visitor.Sees("发卡银行拒绝了这笔付款。请换一张卡或其他支付方式，或联系银行。");
        await IsWithoutBarriers(visitor, look);
        await GoToPay(visitor);
        await Fill(visitor, Good);
        await visitor.Sees("付款成功");
        Assert.Equal(1, town.Stripe.Count().Values.Max(t => t.Charges));
    }

    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task A_payment_that_takes_its_time_shows_its_outcome_by_itself(Look look)
    {
        var (code, person, _) = await town.NewCompany(withOrder: false);
        var order = await OrderAbove(code);
        var session = await town.OpenPage(code, order);
        town.Stripe.Pay(session, method: "alipay", takesTime: true);
        await using var visitor = await Visitor.Open(browser, town.Address, look);
        await visitor.SignIn(person);
        await visitor.Visit($"/company/orders/{order}/payment?session={session}");
        await visitor.Sees("正在确认付款");
        await IsWithoutBarriers(visitor, look);
        town.Stripe.SettlePayment(session, succeeded: true);
        await visitor.Sees("付款成功");
        await visitor.SeesASoundPage();
    }

    [Fact]
    public async Task Money_that_comes_when_the_order_is_over_is_shown_going_back()
    {
        var (code, person, _) = await town.NewCompany(withOrder: false);
        var order = await OrderAbove(code);
        var session = await town.OpenPage(code, order);
        (await town.Town.AsCompany(code).Post($"orders/{order}/cancellation", new { reason = "选错了" })).Is(HttpStatusCode.OK);
        town.Stripe.Pay(session, evenIfExpired: true);
        await Patience.Until(async () => (await town.Town.AsCompany(code).Get($"orders/{order}/payment"))["surplus"] == "2000.00");
        await using var visitor = await Visitor.Open(browser, town.Address);
        await visitor.SignIn(person);
        await visitor.Visit($"/company/orders/{order}/payment");
        await visitor.Sees("订单已取消，¥2,000.00 原路退回。");
        await visitor.Sees("付款到账时订单已失效");
        await IsWithoutBarriers(visitor, Look.Desk);
    }

    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task A_company_renews_pays_and_sees_the_next_term(Look look)
    {
        var (code, person, order) = await town.NewCompany();
        await using var visitor = await Visitor.Open(browser, town.Address, look);
        await visitor.SignIn(person);
        await visitor.Visit($"/company/orders/{order}/renewal");
        await visitor.Press("下一步：核对");
        await visitor.SeesASoundPage();
        await visitor.Sees("¥4,000.00");
        await visitor.Press("确认续订，去付款");
        await visitor.SeesASoundPage();
        var renewal = new Uri(visitor.Page.Url).Segments[^2].TrimEnd('/');
        await town.Pay(code, renewal);
        await visitor.Visit($"/company/orders/{order}/renewal");
        await visitor.Sees("已续订");
        await visitor.Visit($"/company/orders/{renewal}");
        await visitor.Sees("续订确认");
    }

    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task A_company_says_no_and_may_change_its_mind(Look look)
    {
        var (_, person, order) = await town.NewCompany();
        await using var visitor = await Visitor.Open(browser, town.Address, look);
        await visitor.SignIn(person);
        await visitor.Visit($"/company/orders/{order}/renewal");
        await visitor.Press("不续订");
        await visitor.Page.FillAsync("[name=reason]", "用得少");
        await visitor.Page.Locator("dialog button[type=submit]").ClickAsync();
        await visitor.Sees("已选择不续订");
        await visitor.SeesASoundPage();
        await visitor.Sees("下一步：核对");
    }

    /// <summary>The session's cookie stays behind where people come from another site: they are not asked to sign in again for that.</summary>
    [Fact]
    public async Task Who_comes_back_from_the_processors_site_is_let_in_again()
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = town.Address };
        var address = $"/company/orders/{town.Mine.Order}/payment?session=cs_test_1";
        using var fromElsewhere = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "text/html" }, { "Sec-Fetch-Site", "cross-site" }, { "Sec-Fetch-Mode", "navigate" } } };
        using var again = await client.SendAsync(fromElsewhere);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Contains($"url={address}", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var fromHere = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "text/html" }, { "Sec-Fetch-Site", "same-origin" }, { "Sec-Fetch-Mode", "navigate" } } };
        using var stranger = await client.SendAsync(fromHere);
        Assert.Equal(HttpStatusCode.SeeOther, stranger.StatusCode);
    }

    /// <summary>Somebody in front of the payment page of an order of 12,000 yuan: 2,000 are above the subsidy.</summary>
    async Task<Visitor> Order(Look look)
    {
        var (_, person, _) = await town.NewCompany(withOrder: false);
        var visitor = await Visitor.Open(browser, town.Address, look);
        await visitor.SignIn(person);
        await visitor.Visit($"/software/{await town.Town.NewListing("12000.00")}/order?plan=basic");
        await visitor.Page.ClickAsync("form[action$='/order'] button[type=submit]");
        await visitor.Page.WaitForURLAsync(url => url.EndsWith("/payment", StringComparison.Ordinal));
        await visitor.SeesASoundPage();
        await visitor.Sees("付款确认前不会开通软件，也不会开始计算使用期。");
        return visitor;
    }

    /// <summary>What looks for barriers is script.</summary>
    static async Task IsWithoutBarriers(Visitor visitor, Look look)
    {
        if (look.Script) Assert.Empty(await visitor.Barriers());
    }

    async Task<string> OrderAbove(string company) =>
        (await town.Town.Order(company, await town.Town.NewListing("12000.00"))).Is(HttpStatusCode.Created)["id"]!;

    async Task GoToPay(Visitor visitor)
    {
        await visitor.Page.ClickAsync("form[action$='/payment'] button[type=submit]");
        await visitor.Page.WaitForURLAsync(url => new Uri(url).Authority == town.Stripe.BaseAddress.Authority);
    }

    static async Task Fill(Visitor visitor, string card)
    {
        await visitor.Page.FillAsync("#card [name=number]", card);
        await visitor.Page.ClickAsync("#card button");
        await visitor.Page.WaitForLoadStateAsync();
    }
}
