using System.Net;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Orders;

/// <summary>The story of a subscription, over HTTP, on a clock that is moved.</summary>
public sealed class SubscriptionTests(ApiServer server) : IClassFixture<ApiServer>
{
    async Task<Town> Town() => await new Town(server.Api).Build();

    [Fact]
    public async Task An_order_inside_the_subsidy_is_confirmed_at_once_and_reserves_it()
    {
        var town = await Town();
        var company = await town.NewCompany();
        var fundBefore = await town.As("demo-province").Get($"funds/province-{Hosting.Town.Year}");

        var order = (await town.Order(company)).Is(HttpStatusCode.Created);

        Assert.Equal("confirmed", order["status"]);
        Assert.Equal(("4000.00", "0.00", "0.00"), (order["split.province"], order["split.city"], order["split.company"]));
        var from = DateTimeOffset.Parse(order["freeTerm.from"]!, null);
        var to = DateTimeOffset.Parse(order["freeTerm.to"]!, null);
        Assert.Equal(TimeSpan.FromHours(8), from.Offset);
        Assert.Equal(from.AddYears(1), to);
        Assert.Equal(("6000.00", "4000.00"), await town.Wallet(company));
        var fund = await town.As("demo-province").Get($"funds/province-{Hosting.Town.Year}");
        Assert.Equal(4000m, decimal.Parse(fund["encumbered"]!, null) - decimal.Parse(fundBefore["encumbered"]!, null));
        Assert.Matches(@"^\d\d-\d{7}-\d$", order["number"]);
    }

    [Fact]
    public async Task The_same_order_sent_again_gets_the_same_answer_and_happens_once()
    {
        var town = await Town();
        var company = await town.NewCompany();
        var key = Guid.NewGuid();

        var first = await town.Order(company, key: key);
        var again = await town.Order(company, key: key);

        Assert.Equal(first.Is(HttpStatusCode.Created).Text, again.Is(HttpStatusCode.Created).Text);
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(first.Headers.GetValues("X-Marketplace-Seq"), again.Headers.GetValues("X-Marketplace-Seq"));
        Assert.Equal(("6000.00", "4000.00"), await town.Wallet(company));
        (await town.Order(company, await town.NewListing(), key)).IsProblem(HttpStatusCode.Conflict, "idempotency.conflict");
        (await town.Order(company)).IsProblem(HttpStatusCode.Conflict, "order.duplicate");
    }

    [Fact]
    public async Task A_key_of_another_tenant_never_tells_the_first_ones_answer()
    {
        var town = await Town();
        var (one, other) = (await town.NewCompany(), await town.NewCompany());
        var key = Guid.NewGuid();
        var order = (await town.Order(one, key: key)).Is(HttpStatusCode.Created);

        (await town.Order(other, key: key)).IsProblem(HttpStatusCode.Conflict, "idempotency.conflict");
        (await town.AsCompany(other).Get($"orders/{order["id"]}")).IsProblem(HttpStatusCode.NotFound, "order.unknown");
        (await town.AsCompany(other).Get($"companies/{one}/wallet")).IsProblem(HttpStatusCode.NotFound, "company.unknown");
        (await town.AsCompany(other).Post($"orders/{order["id"]}/cancellation", new { reason = "x" })).IsProblem(HttpStatusCode.NotFound, "order.unknown");
        (await town.AsCompany(other).Post("orders", new { company = one, listing = town.Listing, plan = "basic" }))
            .IsProblem(HttpStatusCode.Forbidden, "access.not-allowed");
    }

    [Fact]
    public async Task Cancelling_in_the_cooling_off_time_releases_everything_and_provisioning_ends_it()
    {
        var town = await Town();
        var company = await town.NewCompany();
        var vendor = town.As($"demo-vendor-{town.Vendor}");
        var order = (await town.Order(company)).Is(HttpStatusCode.Created)["id"];

        Assert.Equal("cancelled", (await town.AsCompany(company).Post($"orders/{order}/cancellation", new { reason = "选错" })).Is(HttpStatusCode.OK)["status"]);
        Assert.Equal(("10000.00", "0.00"), await town.Wallet(company));

        order = (await town.Order(company)).Is(HttpStatusCode.Created)["id"];
        (await town.As($"demo-vendor-{Hosting.Town.NewCode()}").Post($"orders/{order}/provisioning", new { })).IsProblem(HttpStatusCode.NotFound, "order.unknown");
        Assert.Equal("provisioned", (await vendor.Post($"orders/{order}/provisioning", new { })).Is(HttpStatusCode.OK)["status"]);
        (await town.AsCompany(company).Post($"orders/{order}/cancellation", new { reason = "太晚" })).IsProblem(HttpStatusCode.UnprocessableEntity, "order.not-cancellable");
        Assert.Equal("true", (await town.AsCompany(company).Post($"orders/{order}/rating", new { satisfied = true, comment = "好用" })).Is(HttpStatusCode.OK)["rating.satisfied"]);
    }

    [Fact]
    public async Task Every_movement_can_be_followed_from_the_wallet_to_the_ledger_to_the_facts()
    {
        var town = await Town();
        var company = await town.NewCompany();
        var placed = (await town.Order(company)).Is(HttpStatusCode.Created);
        var order = placed["id"]!;
        var seq = placed.Headers.GetValues("X-Marketplace-Seq").Single();

        var entries = (await town.AsCompany(company).Get($"companies/{company}/wallet/entries")).Is(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal(["wallet_opened", "subsidy_reserved"], entries.Select(e => (string)e!["fact"]!));
        Assert.Equal(order, (string)entries[1]!["order"]!);

        var ledger = (await town.As("demo-auditor").Get($"ledger/entries?order={order}")).Is(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal(2, ledger.Count);
        Assert.All(ledger, e => Assert.Equal("4000.00", (string)e!["amount"]!));
        Assert.Equal("0.00", (await town.As("demo-auditor").Get("ledger/trial-balance"))["sum"]);

        var events = (await town.AsCompany(company).Get($"orders/{order}/events")).Is(HttpStatusCode.OK).Json.AsArray();
        Assert.Equal(["order_placed", "order_confirmed"], events.Select(e => (string)e!["type"]!));
        var stream = (await town.As("demo-auditor").Get($"audit/streams/order-{order}")).Is(HttpStatusCode.OK);
        Assert.Equal("true", stream["intact"]);

        var list = (await town.AsCompany(company).Get($"orders?after={seq}")).Is(HttpStatusCode.OK);
        Assert.Equal("1", list["total"]);
        Assert.Equal(order, (await town.AsCompany(company).Get($"orders/{placed["number"]}"))["id"]);
        var csv = (await town.AsCompany(company).Get("orders", accept: "text/csv")).Is(HttpStatusCode.OK);
        Assert.Contains(order, csv.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Money_and_rights_need_an_idempotency_key()
    {
        var town = await Town();
        var company = await town.NewCompany();
        using var body = new StringContent($$"""{"company":"{{company}}","listing":"{{town.Listing}}","plan":"basic"}""", null, "application/json");

        var answer = await town.AsCompany(company).Send(HttpMethod.Post, "orders", body, idempotencyKey: null);

        answer.IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        Assert.Equal("Idempotency-Key", answer["field"]);
    }
}
