namespace Marketplace.Api.Tests.Portals;

/// <summary>Nothing that somebody filled in is lost by a sign-out or a page that was open too long.</summary>
public sealed class HeldFormTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_form_sent_after_signing_out_is_sent_after_signing_in_again(bool script)
    {
        var (_, person, order) = await town.NewCompany();
        await town.Provision(order);
        await using var visitor = await Visitor.Open(browser, town.Address, Look.Phone with { Script = script });
        await visitor.SignIn(person);
        await visitor.Visit($"/company/orders/{order}");
        await visitor.Page.CheckAsync("[name=satisfied][value=yes]");
        await visitor.Page.FillAsync("[name=comment]", "写了很久的评价");
        await visitor.Page.Context.ClearCookiesAsync(new() { Name = "marketplace" });
        await visitor.Press("提交评价");

        await visitor.Sees("登录后可继续提交刚才填写的内容");
        await visitor.Page.FillAsync("[name=userName]", person);
        await visitor.Page.FillAsync("[name=password]", "wrong");
        await visitor.Page.ClickAsync("main form[action='/sign-in'] button[type=submit]");
        await visitor.Sees("用户名、密码或验证码错误。");
        await visitor.Page.FillAsync("[name=password]", Visitor.Password);
        await visitor.Page.ClickAsync("main form[action='/sign-in'] button[type=submit]");
        await visitor.Press("现在提交");
        await visitor.Sees("谢谢您的评价。");
        await visitor.Sees("写了很久的评价");
    }

    [Fact]
    public async Task What_one_person_filled_in_another_neither_sees_nor_sends()
    {
        var (code, person, order) = await town.NewCompany();
        await town.Provision(order);
        await using var visitor = await Visitor.Open(browser, town.Address);
        await visitor.SignIn(person);
        await visitor.Visit($"/company/orders/{order}");
        await visitor.Page.CheckAsync("[name=satisfied][value=yes]");
        await visitor.Page.FillAsync("[name=comment]", "只有我知道");
        await visitor.Page.Context.ClearCookiesAsync(new() { Name = "marketplace" });
        await visitor.Press("提交评价");
        await visitor.Page.FillAsync("[name=userName]", await town.NewPerson("company", code));
        await visitor.Page.FillAsync("[name=password]", Visitor.Password);
        await visitor.Page.ClickAsync("main form[action='/sign-in'] button[type=submit]");
        await visitor.Sees("由另一个账号填写");
        Assert.DoesNotContain("只有我知道", await visitor.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_whose_token_no_longer_holds_is_asked_for_once_more()
    {
        var (_, person, order) = await town.NewCompany();
        await town.Provision(order);
        await using var visitor = await Visitor.Open(browser, town.Address);
        await visitor.SignIn(person);
        await visitor.Visit($"/company/orders/{order}");
        await visitor.Page.CheckAsync("[name=satisfied][value=no]");
        await visitor.Page.Context.ClearCookiesAsync(new() { Name = Marketplace.Api.Portals.PortalSetup.FormCookie });
        await visitor.Press("提交评价");
        await visitor.Sees("也没有丢失");
        await visitor.Press("现在提交");
        await visitor.Sees("谢谢您的评价。");
    }

    [Fact]
    public async Task What_another_site_sends_is_never_kept()
    {
        using var session = await Session.Of(town.Address, town.Mine.Person);
        session.From("cross-site");
        var answer = await session.Post($"/company/orders/{town.Mine.Order}/cancellation", new() { ["reason"] = "x" }, withToken: false);
        Assert.DoesNotContain("现在提交", answer.Text, StringComparison.Ordinal);
        Assert.Contains("access.cross-site", answer.Text, StringComparison.Ordinal);
    }
}
