using System.Net;
using Marketplace.Api.Listings;
using Marketplace.Grains.Projections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Marketplace.Api.Tests.Portals;

/// <summary>From a question to a software: looking, choosing, comparing, and on to the order.</summary>
public sealed class StorefrontTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    public static TheoryData<Look> Looks => [.. Look.All, Look.WithoutScript];

    static bool IsEnglish(Look look) => look.Language == "en";

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task A_stranger_types_what_is_wrong_and_finds_software_with_its_price(Look look)
    {
        await using var visitor = await Visitor.Open(browser, town.Address, look);
        await visitor.Visit("/");
        await visitor.Sees(IsEnglish(look) ? "What happens after a year?" : "一年以后呢？");
        await visitor.Page.FillAsync("[name=q]", "盘点");
        await visitor.Page.PressAsync("[name=q]", "Enter");
        await visitor.Page.WaitForURLAsync(url => url.Contains("q=", StringComparison.Ordinal));
        await visitor.Sees(IsEnglish(look) ? "1 found" : "找到 1 款软件");
        await visitor.SeesASoundPage();

        await visitor.Press("看得见的仓库");
        await visitor.SeesASoundPage();
        await visitor.Sees("¥1,500.00");
        await visitor.Sees(IsEnglish(look) ? "at least 10 uses" : "每月至少使用 10 次");
        await visitor.Press(IsEnglish(look) ? "Sign in to subscribe 基础版" : "登录后订阅 基础版");
        Assert.Contains("/sign-in", visitor.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_company_is_told_to_pay_is_what_its_order_says()
    {
        var (_, person, _) = await town.NewCompany(); // 4,000 of its 10,000 are reserved
        await using var visitor = await Visitor.Open(browser, town.Address);
        await visitor.SignIn(person);
        await visitor.Visit($"/software/{town.Shown}");
        Assert.Equal(["¥0.00", "¥6,000.00"], await visitor.Page.Locator(".plan .you-pay strong").AllInnerTextsAsync());
        await visitor.Press("订阅 全功能版");
        await visitor.SeesASoundPage();
        await visitor.Sees("¥6,000.00");

        await visitor.Visit($"/software/{town.Town.Listing}");
        await visitor.Sees("已订阅");
        Assert.Equal(0, await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "订阅 基础版" }).CountAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Filters_narrow_the_shelf_and_stand_in_the_address(bool script)
    {
        await using var visitor = await Visitor.Open(browser, town.Address, Look.Desk with { Script = script });
        await visitor.Visit("/");
        await visitor.Page.CheckAsync("#first");
        if (!script) await visitor.Press("应用筛选");
        await visitor.Page.WaitForURLAsync(url => url.Contains("first=true", StringComparison.Ordinal));
        await visitor.Sees("找到 1 款软件");
        await visitor.SeesASoundPage();

        await visitor.Page.ReloadAsync();
        Assert.True(await visitor.Page.IsCheckedAsync("#first"));
        await visitor.Page.Locator(".chosen a").ClickAsync();
        await visitor.Page.WaitForURLAsync(url => !url.Contains("first=true", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Software_is_ticked_and_seen_side_by_side(bool script)
    {
        await using var visitor = await Visitor.Open(browser, town.Address, Look.Phone with { Script = script });
        await visitor.Visit("/");
        await visitor.Page.CheckAsync($"#compare-{town.Shown}");
        await visitor.Page.CheckAsync($"#compare-{town.Town.Listing}");
        await visitor.Press("开始对比", exact: false);
        await visitor.SeesASoundPage();
        Assert.Equal(2, await visitor.Page.Locator(".compare-name").CountAsync());
        await visitor.Press("移除 看得见的仓库");
        Assert.Equal(1, await visitor.Page.Locator(".compare-name").CountAsync());
    }

    [Fact]
    public async Task With_script_no_more_than_four_can_be_ticked()
    {
        for (var i = 0; i < 4; i++) await town.Town.NewListing($"{100 + i}.00");
        await town.Shelve();
        await using var visitor = await Visitor.Open(browser, town.Address);
        await visitor.Visit("/?sort=newest");
        var ticks = visitor.Page.Locator("input[form=compare]");
        for (var i = 0; i < 4; i++) await ticks.Nth(i).CheckAsync();
        Assert.True(await ticks.Nth(4).IsDisabledAsync());
        await visitor.Press("开始对比 (4)");
        await visitor.SeesASoundPage();
        Assert.Equal(4, await visitor.Page.Locator(".compare-name").CountAsync());
    }

    [Fact]
    public async Task Ratings_are_shown_without_a_name_the_newest_first()
    {
        var listing = await town.Town.NewListing("300.00");
        foreach (var (satisfied, comment) in new[] { (true, "第一句"), (false, "第二句") })
        {
            var company = await town.Town.NewCompany();
            var order = (await town.Town.Order(company, listing)).Is(HttpStatusCode.Created)["id"];
            var rated = (await town.Town.AsCompany(company).Post($"orders/{order}/rating", new { satisfied, comment })).Is(HttpStatusCode.OK);
            (await town.Town.AsCompany(company).Get($"orders?after={rated.Headers.GetValues("X-Marketplace-Seq").Single()}")).Is(HttpStatusCode.OK); // the lists have it
        }
        await using var visitor = await Visitor.Open(browser, town.Address);
        await visitor.Visit($"/software/{listing}");
        Assert.Equal(["第二句", "第一句"], await visitor.Page.Locator(".comments p").AllInnerTextsAsync());
        Assert.DoesNotContain("试验机械", await visitor.Page.InnerTextAsync("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_tells_search_engines_its_address_and_speaks_the_language_of_the_address()
    {
        using var client = new HttpClient { BaseAddress = town.Address };
        var page = await client.GetStringAsync($"/software/{town.Shown}?lang=en");
        Assert.Contains($"<link rel=\"canonical\" href=\"{town.Address}software/{town.Shown}\"", page, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\"", page, StringComparison.Ordinal);
        Assert.Contains("<meta name=\"description\"", page, StringComparison.Ordinal);
        Assert.Contains("Plans and prices", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stand_in_for_software_takes_a_token_once_and_shows_what_a_vendor_learns()
    {
        var (code, _, order) = await town.NewCompany();
        (await town.Town.As($"demo-vendor-{town.Town.Vendor}").Post($"orders/{order}/provisioning", new { })).Is(HttpStatusCode.OK);
        var token = (await town.Town.AsCompany(code).Post($"orders/{order}/launches", new { })).Is(HttpStatusCode.Created)["token"];
        await using var visitor = await Visitor.Open(browser, town.Address, Look.Phone);
        await visitor.Visit($"/demo/software?token={token}");
        await visitor.Sees(code);
        Assert.Empty(await visitor.Barriers());
        using var client = new HttpClient { BaseAddress = town.Address };
        using var again = await client.GetAsync($"/demo/software?token={token}");
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Theory]
    [InlineData("/?page=99999999999&sort=nonsense&rating=x&price=x&city=x&industry=%00")]
    [InlineData("/?q=%27%20or%201=1--&category=%F0%9F%98%80&page=-1")]
    [InlineData("/compare?ids=,,x,%00")]
    public async Task Addresses_that_make_no_sense_still_answer_with_a_page(string address)
    {
        using var client = new HttpClient { BaseAddress = town.Address };
        using var response = await client.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("/software/none")]
    [InlineData("/vendors/none")]
    [InlineData("/demo/software?token=none")]
    public async Task What_is_not_there_is_said_to_be_not_there(string address)
    {
        using var client = new HttpClient { BaseAddress = town.Address };
        using var response = await client.GetAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
