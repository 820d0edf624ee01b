using System.Net;

namespace Marketplace.Api.Tests.Portals;

public sealed class SignInTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    public static TheoryData<Look> Looks => [.. Look.All, Look.WithoutScript];

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task A_person_signs_in_and_out(Look look)
    {
        await using var visitor = await Visitor.Open(browser, town.Address, look);
        await visitor.Visit("/sign-in");
        await visitor.SignIn(town.Mine.Person);
        await visitor.SeesASoundPage();
        await visitor.Page.Locator("details.menu > summary").First.ClickAsync();
        await visitor.Press("退出登录");
        await visitor.Sees("已退出登录。");
    }

    [Fact]
    public async Task A_wrong_password_comes_back_with_the_name_and_a_reason()
    {
        await using var visitor = await Visitor.Open(browser, town.Address, Look.WithoutScript);
        await visitor.Visit("/sign-in?back=/company/wallet");
        await visitor.Page.FillAsync("[name=userName]", town.Mine.Person);
        await visitor.Page.FillAsync("[name=password]", "wrong");
        await visitor.Page.ClickAsync("main button[type=submit]");
        await visitor.Sees("用户名、密码或验证码错误。");
        Assert.Equal(town.Mine.Person, await visitor.Page.InputValueAsync("[name=userName]"));
        Assert.Equal("/company/wallet", await visitor.Page.InputValueAsync("[name=back]"));
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    public async Task Nobody_is_led_to_another_site(string back)
    {
        await using var visitor = await Visitor.Open(browser, town.Address);
        await visitor.Visit($"/sign-in?back={Uri.EscapeDataString(back)}");
        Assert.Equal("/", await visitor.Page.InputValueAsync("[name=back]"));
    }

    [Theory]
    [InlineData("/?q=软件", "/?q=%E8%BD%AF%E4%BB%B6")]
    [InlineData("/?q=%E8%BD%AF&city=𠮷", "/?q=%E8%BD%AF&city=%F0%A0%AE%B7")]
    public async Task Who_searched_in_Chinese_is_led_back_to_that_search(string back, string location)
    {
        using var session = await Session.Of(town.Address, town.Mine.Person);
        var answer = await session.Get($"/preferences?type=large&back={Uri.EscapeDataString(back)}");
        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        Assert.Equal(location, answer.Headers.GetValues("Location").Single());
    }
}
