using System.Net;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Api.Tests.Usage;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Tests.Orders;

/// <summary>What an order says of its usage, and to whom.</summary>
public sealed class OrderUsageTests(ApiServer server) : IClassFixture<ApiServer>
{
    async Task<(Town Town, string Company, string Order)> Ordered()
    {
        var town = await new Town(server.Api).Build();
        var company = await town.NewCompany();
        return (town, company, (await town.Order(company)).Is(HttpStatusCode.Created)["id"]!);
    }

    [Fact]
    public async Task Usage_is_shown_by_month_beside_the_rule_with_what_is_still_missing()
    {
        var (town, company, order) = await Ordered();
        await PastUsage.Fill(server.ConnectionString, order, PastUsage.ThisMonth, days: 2, usesADay: 3);

        var usage = (await town.AsCompany(company).Get($"orders/{order}/usage")).Is(HttpStatusCode.OK);

        var month = Assert.Single(usage.Json["months"]!.AsArray())!;
        Assert.Equal((PastUsage.ThisMonth, 6, 2, 1, false),
            ((string)month["month"]!, (int)month["uses"]!, (int)month["activeDays"]!, (int)month["distinctUsers"]!, (bool)month["met"]!));
        Assert.Equal([("uses", 4), ("activeDays", 2)], month["missing"]!.AsArray().Select(m => ((string)m!["metric"]!, (int)m["perMonth"]!)));
        Assert.Equal(("underWay", "0", "3"), (usage["verdict.state"], usage["verdict.monthsMet"], usage["verdict.monthsNeeded"]));
        Assert.Equal($"{PastUsage.ThisMonth}-01", usage["firstUse.on"]);
        Assert.StartsWith("连续 3 个月", usage["sentence.zh"], StringComparison.Ordinal);
        Assert.Empty(usage.Json["adjustments"]!.AsArray());
    }

    [Fact]
    public async Task What_a_vendor_returns_is_seen_at_once()
    {
        var town = await UsageTown.Build(server.Api);
        await town.Send(town.Event("e1", 3), town.Event("e2", 2, user: "u2"));

        var usage = await town.Town.AsCompany(town.Company).Get($"orders/{town.Order}/usage");

        var month = usage.Json["months"]!.AsArray()[^1]!;
        Assert.Equal((5, 1, 2), ((int)month["uses"]!, (int)month["activeDays"]!, (int)month["distinctUsers"]!));
        Assert.Equal((ChinaTime.Of(town.Now).ToString("yyyy-MM-dd"), "underWay"), (usage["firstUse.on"], usage["verdict.state"]));
    }

    [Fact]
    public async Task A_month_that_meets_every_minimum_counts_while_it_still_runs()
    {
        var (town, company, order) = await Ordered();
        await PastUsage.Fill(server.ConnectionString, order, PastUsage.ThisMonth, days: 4, usesADay: 3);
        var usage = await town.AsCompany(company).Get($"orders/{order}/usage");
        Assert.Equal(("underWay", "1", "2"), (usage["verdict.state"], usage["verdict.monthsMet"], usage["verdict.monthsMissing"]));
    }

    [Fact]
    public async Task Before_any_use_the_deadline_of_the_first_use_is_told()
    {
        var (town, company, order) = await Ordered();
        var usage = await town.AsCompany(company).Get($"orders/{order}/usage");
        Assert.Equal(("none", null), (usage["verdict.state"], usage["firstUse.on"]));
        Assert.Equal(DateOnly.FromDateTime(ChinaTime.Of(TimeProvider.System.GetUtcNow()).DateTime).AddDays(30).ToString("yyyy-MM-dd"), usage["firstUse.deadline"]);
    }

    [Fact]
    public async Task A_cancelled_order_has_no_verdict()
    {
        var (town, company, order) = await Ordered();
        (await town.AsCompany(company).Post($"orders/{order}/cancellation", new { reason = "选错了" })).Is(HttpStatusCode.OK);
        var usage = (await town.AsCompany(company).Get($"orders/{order}/usage")).Is(HttpStatusCode.OK);
        Assert.Null(usage.Json["verdict"]);
        Assert.Empty(usage.Json["months"]!.AsArray());
    }

    [Fact]
    public async Task Usage_is_seen_by_whoever_sees_the_order_and_by_nobody_else()
    {
        var (town, company, order) = await Ordered();
        foreach (var key in new[] { $"demo-company-{company}", $"demo-vendor-{town.Vendor}", "demo-city-340100", "demo-operator", "demo-province", "demo-auditor" })
            (await server.Api(key).Get($"orders/{order}/usage")).Is(HttpStatusCode.OK);
        foreach (var key in new[] { $"demo-company-{await town.NewCompany()}", $"demo-vendor-{Town.NewCode()}", "demo-city-340200" })
            (await server.Api(key).Get($"orders/{order}/usage")).IsProblem(HttpStatusCode.NotFound, "order.unknown");
    }
}
