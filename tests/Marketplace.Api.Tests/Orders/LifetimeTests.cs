using System.Net;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Orders;

/// <summary>What falls due by itself; each test has a server of its own, because it moves the clock.</summary>
public sealed class LifetimeTests
{
    [Fact]
    public async Task An_order_above_the_remainder_waits_for_the_companys_share_and_lapses_with_its_reservation()
    {
        await using var server = new ApiServer();
        await server.InitializeAsync();
        var town = await new Town(server.Api).Build();
        var city = town.As("demo-city-340200");
        (await city.Post("funds", new { id = $"wuhu-{Town.Year}", owner = "340200", year = Town.Year })).Is(HttpStatusCode.Created);
        (await city.Post($"funds/wuhu-{Town.Year}/appropriations", new { amount = "1500.00", reference = "芜财〔2026〕2号" })).Is(HttpStatusCode.Created);
        var company = await town.NewCompany("340200");
        var dear = await town.NewListing("12000.00");

        var order = (await town.Order(company, dear)).Is(HttpStatusCode.Created);
        Assert.Equal("awaitingPayment", order["status"]);
        Assert.Equal(("10000.00", "1500.00", "500.00"), (order["split.province"], order["split.city"], order["split.company"]));
        Assert.True(order.Json.AsObject().ContainsKey("freeTerm"));
        Assert.Null(order.Json["freeTerm"]);
        Assert.Equal(("0.00", "10000.00"), await town.Wallet(company));

        await Move(town, TimeSpan.FromMinutes(29));
        Assert.Equal("awaitingPayment", (await town.AsCompany(company).Get($"orders/{order["id"]}"))["status"]);
        await Move(town, TimeSpan.FromMinutes(2));
        Assert.Equal("lapsed", (await town.AsCompany(company).Get($"orders/{order["id"]}"))["status"]);
        Assert.Equal(("10000.00", "0.00"), await town.Wallet(company));
        Assert.Equal("1500.00", (await city.Get($"funds/wuhu-{Town.Year}"))["available"]);
        Assert.Equal("0.00", (await city.Get($"funds/wuhu-{Town.Year}"))["encumbered"]);
    }

    [Fact]
    public async Task The_cooling_off_time_ends_after_seven_days_and_the_term_after_a_year_by_itself()
    {
        await using var server = new ApiServer();
        await server.InitializeAsync();
        var town = await new Town(server.Api).Build();
        var company = await town.NewCompany();
        var order = (await town.Order(company)).Is(HttpStatusCode.Created)["id"];

        await Move(town, TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));
        (await town.AsCompany(company).Post($"orders/{order}/cancellation", new { reason = "太晚" }))
            .IsProblem(HttpStatusCode.UnprocessableEntity, "order.not-cancellable");
        await Use(town, order!);
        await Move(town, TimeSpan.FromDays(359));
        Assert.Equal("ended", (await town.AsCompany(company).Get($"orders/{order}"))["status"]);
        Assert.Equal(("10000.00", "0.00"), await town.Wallet(company));
        Assert.Equal("0.00", (await town.As("demo-auditor").Get("ledger/trial-balance"))["sum"]);
        (await town.Order(company)).IsProblem(HttpStatusCode.UnprocessableEntity, "fund.exhausted"); // no fund for the new year yet
        (await town.As("demo-province").Post("demo/clock", new { to = "2020-01-01T00:00:00+08:00" })).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task The_policy_refuse_turns_orders_above_the_remainder_away()
    {
        await using var server = new ApiServer();
        await server.Start(["--Programme:AboveRemainder=Refuse", "--Programme:Version=test"]);
        var town = await new Town(server.Api).Build();
        var company = await town.NewCompany();

        (await town.Order(company, await town.NewListing("10000.01"))).IsProblem(HttpStatusCode.UnprocessableEntity, "wallet.insufficient");
        Assert.Equal("confirmed", (await town.Order(company, await town.NewListing("10000.00"))).Is(HttpStatusCode.Created)["status"]);
        Assert.Equal("test", (await town.AsCompany(company).Get("policy"))["version"]);
    }

    [Fact]
    public async Task A_yearly_cap_gives_each_year_a_wallet_of_its_own()
    {
        await using var server = new ApiServer();
        await server.Start(["--Programme:CapPeriod=Yearly"]);
        var town = await new Town(server.Api).Build();
        var company = await town.NewCompany();
        (await town.Order(company, await town.NewListing("9000.00"))).Is(HttpStatusCode.Created);
        Assert.Equal(("1000.00", "9000.00"), await town.Wallet(company));

        await Move(town, TimeSpan.FromDays(366));

        Assert.Equal(("10000.00", "0.00"), await town.Wallet(company));
        var year = Town.Year + 1;
        (await town.As("demo-province").Post("funds", new { id = $"province-{year}", owner = "province", year })).Is(HttpStatusCode.Created);
        (await town.As("demo-province").Post($"funds/province-{year}/appropriations", new { amount = "100000.00", reference = "下一年" })).Is(HttpStatusCode.Created);
        (await town.Order(company, await town.NewListing("9500.00"))).Is(HttpStatusCode.Created);
        Assert.Equal(("500.00", "9500.00"), await town.Wallet(company));
    }

    /// <summary>Once, now: an order that is never used would lapse.</summary>
    static async Task Use(Town town, string order)
    {
        var now = (await town.As("demo-operator").Get("demo/clock"))["now"];
        var events = new[] { new { id = $"first-{order}", order, user = "u1", kind = "login", count = 1, at = now } };
        (await town.As($"demo-vendor-{town.Vendor}").Post("usage-events", new { events })).Is(HttpStatusCode.OK);
    }

    static async Task Move(Town town, TimeSpan by)
    {
        var now = DateTimeOffset.Parse((await town.As("demo-operator").Get("demo/clock"))["now"]!, null);
        (await town.As("demo-operator").Post("demo/clock", new { to = now + by })).Is(HttpStatusCode.OK);
    }
}
