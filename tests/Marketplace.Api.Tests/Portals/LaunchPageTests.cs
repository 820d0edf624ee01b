using System.Net;

namespace Marketplace.Api.Tests.Portals;

public sealed class LaunchPageTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task A_company_enters_its_software_and_the_vendor_learns_which_order_it_is(Look look)
    {
        var (code, person, order) = await town.NewCompany();
        var vendor = town.Town.As($"demo-vendor-{town.Town.Vendor}");
        await town.Provision(order);
        await using var visitor = await Visitor.Open(browser, town.Address, look);
        await visitor.SignIn(person);
        await visitor.Visit("/company");
        await visitor.Press("打开软件", exact: false);
        await visitor.SeesASoundPage();

        var address = new Uri((await visitor.Page.Locator("main a[target=_blank]").GetAttributeAsync("href"))!);
        var token = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(address.Query)["token"].ToString();
        var who = (await vendor.Post("launches/resolve", new { token })).Is(HttpStatusCode.OK);
        Assert.Equal(code, who["company.creditCode"]);
        Assert.Equal(order, who["order.id"]);

        await visitor.Visit($"/company/orders/{order}");
        await visitor.Sees("1 次，最近 2");
    }

    [Fact]
    public async Task Before_the_vendor_has_set_it_up_there_is_no_way_in()
    {
        using var session = await Session.Of(town.Address, town.Mine.Person);
        var answer = await session.Post($"/company/orders/{town.Mine.Order}/launches", [], withToken: true);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.DoesNotContain("token=", answer.Text, StringComparison.Ordinal);
    }
}
