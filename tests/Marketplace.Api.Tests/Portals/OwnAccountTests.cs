using Marketplace.Api.Tests.People;
using Microsoft.Playwright;

namespace Marketplace.Api.Tests.Portals;

/// <summary>What people of a company look after themselves: members, keys, contact, and how they sign in.</summary>
public sealed class OwnAccountTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    async Task<(Visitor Visitor, string Code, string Person)> Manager(Look look, string host = "127.0.0.1")
    {
        var (code, person, _) = await town.NewCompany(withOrder: false);
        var visitor = await Visitor.Open(browser, town.Address, look, host);
        await visitor.SignIn(person);
        return (visitor, code, person);
    }

    static Task SubmitDialog(Visitor visitor) => visitor.Page.Locator("dialog[open] button[type=submit]").ClickAsync();

    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task A_manager_changes_rights_and_closes_an_account_but_not_the_last_one(Look look)
    {
        var (visitor, code, _) = await Manager(look);
        await using var open = visitor;
        var colleague = await town.NewPerson("company", code);
        await visitor.Visit("/company/members");
        var row = visitor.Page.Locator("li", new() { HasText = colleague }).First;
        await row.GetByRole(AriaRole.Link, new() { NameRegex = visitor.Says("权限") }).ClickAsync();
        await visitor.Page.Locator("dialog[open] [name=right][value=manage]").UncheckAsync();
        await SubmitDialog(visitor);
        await visitor.Sees("权限已保存。");
        await Assertions.Expect(row.Locator(".status-line")).ToHaveTextAsync(visitor.Says("订购"));

        await visitor.Page.Locator("li", new() { HasTextRegex = visitor.Says("（您）") }).First.GetByRole(AriaRole.Link, new() { NameRegex = visitor.Says("停用") }).ClickAsync();
        await SubmitDialog(visitor);
        await visitor.Sees("这是最后一个有“管理”权限的账号");
        await visitor.Visit("/company/members");
        await row.GetByRole(AriaRole.Link, new() { NameRegex = visitor.Says("停用") }).ClickAsync();
        await SubmitDialog(visitor);
        await visitor.Sees("账号已停用。");
        await visitor.SeesASoundPage();
    }

    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task A_key_is_shown_once_with_an_example_and_revoked(Look look)
    {
        var (visitor, code, _) = await Manager(look);
        await using var open = visitor;
        await visitor.Visit("/company/keys");
        await visitor.Page.FillAsync("[name=name]", "ERP 对接");
        await visitor.Page.Locator("main form button[type=submit]").Last.ClickAsync();
        var secret = await visitor.Page.InnerTextAsync("#key-secret");
        await visitor.Sees($"curl -H 'Authorization: Bearer {secret}'");
        await visitor.SeesASoundPage();
        (await town.Server.Api(secret).Get($"companies/{code}")).Is(System.Net.HttpStatusCode.OK);

        await visitor.Visit("/company/keys");
        Assert.DoesNotContain(secret, await visitor.Page.ContentAsync(), StringComparison.Ordinal);
        await visitor.Press("吊销");
        await SubmitDialog(visitor);
        await visitor.Sees("密钥已吊销。");
        (await town.Server.Api(secret).Get($"companies/{code}")).IsProblem(System.Net.HttpStatusCode.Unauthorized, "access.not-signed-in");
    }

    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task Contact_and_password_are_changed_and_this_session_goes_on(Look look)
    {
        var (visitor, code, person) = await Manager(look);
        await using var open = visitor;
        await visitor.Visit("/company/settings");
        await visitor.Page.FillAsync("[name='contact.name']", "王五");
        await visitor.Press("保存联系人");
        await visitor.Sees("联系人已更换。");
        await visitor.SeesASoundPage();
        Assert.Equal("王五", (await town.Town.AsCompany(code).Get($"companies/{code}"))["contact.name"]);

        await visitor.Page.FillAsync("[name=currentPassword]", "wrong");
        await visitor.Page.FillAsync("[name=newPassword]", "Another-horse-2026");
        await visitor.Page.ClickAsync("#password button");
        await Assertions.Expect(visitor.Page.Locator("[name=currentPassword]")).ToHaveAttributeAsync("aria-invalid", "true");
        await visitor.Page.FillAsync("[name=currentPassword]", Visitor.Password);
        await visitor.Page.FillAsync("[name=newPassword]", "Another-horse-2026");
        await visitor.Page.ClickAsync("#password button");
        await visitor.Sees("密码已修改。");
        await using var again = await Visitor.Open(browser, town.Address, Look.WithoutScript);
        await again.SignIn(person, "Another-horse-2026");
    }

    [Fact]
    public async Task A_second_factor_is_set_up_asked_for_and_dropped()
    {
        var (visitor, _, person) = await Manager(Look.WithoutScript);
        await using var open = visitor;
        await visitor.Visit("/company/settings");
        await visitor.Page.ClickAsync("#second-factor summary");
        await Assertions.Expect(visitor.Page.Locator("svg.qr")).ToBeVisibleAsync();
        var secret = (await visitor.Page.InnerTextAsync("#second-factor .secret")).Replace(" ", "", StringComparison.Ordinal);
        await visitor.Page.FillAsync("[name=code]", "000000");
        await visitor.Page.FillAsync("#second-factor [name=password]", Visitor.Password);
        await visitor.Press("启用");
        await visitor.Sees("验证码不正确");
        await visitor.Page.FillAsync("[name=code]", Somebody.Totp(secret));
        await visitor.Page.FillAsync("#second-factor [name=password]", Visitor.Password);
        await visitor.Press("启用");
        await visitor.Sees("双重验证已启用。");

        await using var other = await Visitor.Open(browser, town.Address, Look.WithoutScript);
        await other.Visit("/sign-in");
        await other.Page.FillAsync("[name=userName]", person);
        await other.Page.FillAsync("[name=password]", Visitor.Password);
        await other.Page.ClickAsync("main button[type=submit]");
        await other.Sees("请同时提供身份验证器的动态验证码。");

        await visitor.Press("关闭双重验证");
        await visitor.Page.FillAsync("dialog[open] [name=password]", Visitor.Password);
        await SubmitDialog(visitor);
        await visitor.Sees("双重验证已关闭。");
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task A_passkey_is_added_signs_in_and_is_removed(int width)
    {
        var (visitor, _, _) = await Manager(new Look(width), "localhost");
        await using var open = visitor;
        await WithAuthenticator(visitor.Page);
        await visitor.Visit("/company/settings");
        await visitor.Page.FillAsync("#passkey-name", "办公室电脑");
        await visitor.Page.FillAsync("#passkey-password", "wrong");
        await visitor.Press("在本设备添加");
        await visitor.Sees("密码不正确。");
        await visitor.Page.FillAsync("#passkey-password", Visitor.Password);
        await visitor.Press("在本设备添加");
        await visitor.Sees("通行密钥已添加。");
        await visitor.Sees("办公室电脑");

        await visitor.Page.Locator("details.menu > summary").First.ClickAsync();
        await visitor.Press("退出登录");
        await visitor.Visit("/sign-in?back=/company/settings");
        await visitor.Press("用通行密钥登录");
        await visitor.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/company/settings");
        await visitor.SeesASoundPage();

        await visitor.Press("删除");
        await visitor.Page.FillAsync("dialog[open] [type=password]", "wrong");
        await SubmitDialog(visitor);
        await Assertions.Expect(visitor.Page.Locator("#problem")).ToContainTextAsync("密码不正确。");
        await visitor.Visit("/company/settings");
        await visitor.Press("删除");
        await visitor.Page.FillAsync("dialog[open] [type=password]", Visitor.Password);
        await SubmitDialog(visitor);
        await visitor.Sees("通行密钥已删除。");
    }

    [Fact]
    public async Task A_passkey_that_nobody_added_is_refused_in_words()
    {
        await using var visitor = await Visitor.Open(browser, town.Address, Look.Desk, "localhost");
        await WithAuthenticator(visitor.Page);
        await visitor.Visit("/sign-in");
        await visitor.Press("用通行密钥登录");
        await visitor.Sees("没有登录成功：设备未完成验证或已取消。");
    }

    /// <summary>A device with a fingerprint reader, and a finger on it.</summary>
    static async Task WithAuthenticator(IPage page)
    {
        var devtools = await page.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true,
                ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
    }
}
