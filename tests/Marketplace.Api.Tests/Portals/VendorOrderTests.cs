using Microsoft.Playwright;

namespace Marketplace.Api.Tests.Portals;

/// <summary>A vendor sees which orders wait for it, and says that one can be used.</summary>
public sealed class VendorOrderTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task An_order_is_provisioned_after_one_question(Look look)
    {
        var waiting = await town.NewCompany();
        await town.Shelve();
        var number = (await town.Town.As("demo-operator").Get($"orders/{waiting.Order}"))["number"]!;
        await using var vendor = await Visitor.Open(browser, town.Address, look);
        await vendor.SignIn(await town.NewPerson("vendor", town.Town.Vendor));
        await vendor.Page.ClickAsync("#todo a[href='/vendor/orders?state=waiting']");
        await vendor.SeesASoundPage();
        await vendor.Page.ClickAsync($"a[data-opens='provision-{number}']");
        await vendor.Page.ClickAsync($"#provision-{number} button[type=submit]");
        await vendor.Sees("已登记开通，企业可以使用软件了。");
        await vendor.SeesASoundPage();
        Assert.Equal(0, await vendor.Page.GetByText(number, new() { Exact = true }).CountAsync());
        await vendor.Visit("/vendor/orders?state=running");
        await vendor.Sees(number);
    }

    [Fact]
    public async Task Orders_of_other_vendors_are_neither_seen_nor_provisioned()
    {
        var theirs = await town.NewCompany();
        await town.Shelve();
        var number = (await town.Town.As("demo-operator").Get($"orders/{theirs.Order}"))["number"]!;
        var other = await new Hosting.Town(town.Server.Api).BuildVendor();
        await town.Shelve();
        await using var vendor = await Visitor.Open(browser, town.Address);
        await vendor.ActAs($"demo-vendor-{other.Vendor}");
        await vendor.Visit("/vendor/orders?state=all");
        Assert.DoesNotContain(number, await vendor.Page.ContentAsync(), StringComparison.Ordinal);
        (await town.Town.As($"demo-vendor-{other.Vendor}").Post($"orders/{theirs.Order}/provisioning", new { })).IsProblem(System.Net.HttpStatusCode.NotFound, "order.unknown");
    }
}
