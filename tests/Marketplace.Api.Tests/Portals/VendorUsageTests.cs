using System.Globalization;
using System.Net;
using Marketplace.Api.Tests.Usage;

namespace Marketplace.Api.Tests.Portals;

/// <summary>A vendor looks at what it sent.</summary>
public sealed class VendorUsageTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task A_vendor_sees_what_arrived_and_why_the_rest_does_not_count(int width)
    {
        var usage = await UsageTown.Build(town.Server.Api);
        await usage.Send([.. Enumerable.Range(0, 40).Select(i => usage.Event($"evt-{i.ToString("0000", CultureInfo.InvariantCulture)}", 3))]);
        await usage.Send(usage.Event("evt-0001", 9), usage.Event("evt-0100", at: usage.Now.AddDays(-9)), usage.Event("evt-0002", 3));
        var strange = usage.Event("evt-0101");
        strange["order"] = "26-0000000-0";
        strange["count"] = "three";
        await usage.Send(strange);

        await using var visitor = await Visitor.Open(browser, town.Address, Look.Desk with { Width = width });
        await visitor.SignIn(await town.NewPerson("vendor", usage.Town.Vendor));
        await visitor.Visit("/vendor/usage");
        Assert.Contains("40", await visitor.Page.TextContentAsync("p.lead"), StringComparison.Ordinal);
        Assert.Equal(3, await visitor.Page.Locator("#refused .rows > li").CountAsync());
        var conflict = visitor.Page.Locator("#refused li", new() { HasText = "usage.conflict" });
        await conflict.Locator("summary").ClickAsync();
        Assert.Contains("\"count\": 3", await conflict.Locator("pre").First.TextContentAsync(), StringComparison.Ordinal);
        Assert.Contains("\"count\": 9", await conflict.Locator("pre").Last.TextContentAsync(), StringComparison.Ordinal);
        Assert.Contains("order\":\"sandbox\"", await visitor.Page.TextContentAsync("#send pre"), StringComparison.Ordinal);
        Assert.Empty(await visitor.Barriers());
    }
}
