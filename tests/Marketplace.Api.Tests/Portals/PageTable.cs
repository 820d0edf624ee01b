using Marketplace.Api.Portals;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.Portals;

/// <summary>
/// Every page there is, seen by whom it is for, in every look: sound, without barriers. A page that is not in the table
/// fails. Placeholders: <c>{order}</c>, <c>{listing}</c>, <c>{company}</c>, <c>{vendor}</c> of the town.
/// </summary>
public sealed class PageTable(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    static readonly (string Who, string[] Addresses)[] Pages =
    [
        ("public", ["/sign-in"]),
        ("company",
        [
            "/company", "/company/wallet", "/company/orders", "/company/orders/{order}", "/company/orders/{order}?confirm=cancel", "/company/orders/{order}/receipt",
            "/company/orders/{order}/sheet", "/software/{listing}/order?plan=basic",
        ]),
    ];

    /// <summary>What is answered by something else than a page to look at.</summary>
    static readonly string[] NotLookedAt = ["/preferences"];

    public static TheoryData<string, Look> Walks =>
        new(Pages.SelectMany(p => Look.All.Select(look => (p.Who, look))));

    [Theory]
    [MemberData(nameof(Walks))]
    public async Task Every_page_is_sound_and_without_barriers(string who, Look look)
    {
        await using var visitor = await Visitor.Open(browser, town.Address, look);
        if (who != "public") await visitor.SignIn(town.Mine.Person);
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

    static string Concrete(string address, PortalTown town) => address.Replace("{order}", town.Mine.Order, StringComparison.Ordinal)
        .Replace("{listing}", town.Town.Listing, StringComparison.Ordinal).Replace("{company}", town.Mine.Code, StringComparison.Ordinal)
        .Replace("{vendor}", town.Town.Vendor, StringComparison.Ordinal);

    /// <summary>The address with every placeholder alike.</summary>
    static string Shape(string address) => System.Text.RegularExpressions.Regex.Replace(address, @"\{[^}]+\}", "*");
}
