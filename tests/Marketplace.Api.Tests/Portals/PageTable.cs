using Marketplace.Api.Portals;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.Portals;

/// <summary>
/// Every page there is, seen by whom it is for, in every look: sound, without barriers. A page that is not in the table
/// fails. Placeholders: <c>{order}</c>, <c>{listing}</c>, <c>{shown}</c>, <c>{company}</c>, <c>{vendor}</c>, <c>{invitation}</c>, <c>{fund}</c>,
/// <c>{list}</c>, <c>{job}</c>, <c>{run}</c> of the town.
/// <c>{list}</c>, <c>{flag}</c>, <c>{tip}</c> of the town.
/// </summary>
public sealed class PageTable(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    static readonly (string Who, string[] Addresses)[] Pages =
    [
        ("public",
        [
            "/sign-in", "/register", "/register?creditCode=91340000711771143J&city=340100&employees=60&annualRevenue=12000000", "/claim",
            "/invitation/{invitation}", "/verify/{number}/{code}", "/", "/?q=工厂&category=MES&price=4000-8000&first=true", "/?q=火箭", "/compare",
            "/compare?ids={listing},{shown}", "/software/{listing}", "/software/{shown}", "/vendors/{vendor}",
            "/tips", "/tips/received",
        ]),
        ("company",
        [
            "/company", "/company/wallet", "/company/orders", "/company/usage", "/company/orders/{order}", "/company/orders/{order}?confirm=cancel", "/company/orders/{order}/receipt",
            "/company/orders/{order}/sheet", "/software/{listing}/order?plan=basic",
            "/", "/software/{listing}", "/software/{shown}", "/compare?ids={listing},{shown}", "/company/welcome", "/company/members", "/company/keys", "/company/settings",
        ]),
        ("operator",
        [
            "/records", "/records/companies", "/records/companies/{company}", "/records/vendors", "/records/vendors/{vendor}", "/records/listings",
            "/records/listings/{listing}", "/records/listings/{listing}/usage-rule", "/records/listings/{listing}/usage-rule?preset=kit-digital",
            "/records/listings/{listing}/usage-rule/check?usageRule.uses=5&usageRule.months=2", "/records/orders", "/records/orders?sort=price&order=desc&status=confirmed", "/records/orders/{order}",
            "/records/orders?q=nothing", "/records/funds", "/records/funds/{fund}", "/records/enrolments", "/records/enrolments/{list}",
            "/jobs", "/jobs?confirm=run-retention", "/jobs/{job}", "/jobs/runs/{run}",
            "/records/flags", "/records/flags/{flag}", "/records/signals", "/records/tips", "/records/tips/{tip}",
        ]),
        ("vendor-{vendor}", ["/vendor/usage", "/vendor/usage?page=2"]),
        ("city-340100", ["/records", "/records/companies", "/records/companies/{company}", "/records/orders", "/records/orders/{order}", "/records/funds", "/records/flags", "/records/signals", "/records/tips"]),
    ];

    /// <summary>What is answered by something else than a page to look at.</summary>
    static readonly string[] NotLookedAt = ["/preferences", "/demo/software", "/records/enrolments/{list}/progress", "/jobs/runs/{run}/progress"];

    public static TheoryData<string, Look> Walks =>
        new(Pages.SelectMany(p => Look.All.Select(look => (p.Who, look))));

    [Theory]
    [MemberData(nameof(Walks))]
    public async Task Every_page_is_sound_and_without_barriers(string who, Look look)
    {
        await using var visitor = await Visitor.Open(browser, town.Address, look);
        if (who == "company") await visitor.SignIn(town.Mine.Person);
        else if (who != "public") await visitor.ActAs($"demo-{Concrete(who, town)}");
        var barriers = new List<string>();
        foreach (var address in AddressesOf(who, town))
        {
            await visitor.Visit(address);
            barriers.AddRange((await visitor.Barriers()).Select(b => $"{address}: {b}"));
        }
        Assert.True(barriers.Count == 0, string.Join('\n', barriers));
    }

    [Fact]
    public void Every_page_is_in_the_table()
    {
        var seen = Pages.SelectMany(p => p.Addresses).Select(a => a.Split('?')[0]).Concat(NotLookedAt).Select(Shape).ToHashSet(StringComparer.Ordinal);
        var missing = town.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<PortalPage>() is not null && e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("GET"))
            .Select(e => e.RoutePattern.RawText!).Where(p => !seen.Contains(Shape(p)));
        Assert.Equal("", string.Join(' ', missing));
    }

    /// <summary>Where somebody can go, in the town.</summary>
    internal static IEnumerable<string> AddressesOf(string who, PortalTown town) => Pages.Single(p => p.Who == who).Addresses.Select(a => Concrete(a, town));

    static string Concrete(string address, PortalTown town) => address.Replace("/verify/{number}/{code}", town.Sheet, StringComparison.Ordinal)
        .Replace("{order}", town.Mine.Order, StringComparison.Ordinal)
        .Replace("{listing}", town.Town.Listing, StringComparison.Ordinal).Replace("{shown}", town.Shown, StringComparison.Ordinal).Replace("{company}", town.Mine.Code, StringComparison.Ordinal)
        .Replace("{vendor}", town.Town.Vendor, StringComparison.Ordinal).Replace("{invitation}", town.Invitation, StringComparison.Ordinal)
        .Replace("{flag}", town.Flag, StringComparison.Ordinal).Replace("{tip}", town.Tip, StringComparison.Ordinal)
        .Replace("{list}", town.EnrolmentList, StringComparison.Ordinal)
        .Replace("{job}", "retention", StringComparison.Ordinal).Replace("{run}", town.JobRun, StringComparison.Ordinal)
        .Replace("{fund}", $"province-{Hosting.Town.Year}", StringComparison.Ordinal);

    /// <summary>The address with every placeholder alike.</summary>
    static string Shape(string address) => System.Text.RegularExpressions.Regex.Replace(address, @"\{[^}]+\}", "*");
}
