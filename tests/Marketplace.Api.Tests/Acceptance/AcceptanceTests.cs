using System.Net;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Tests.Acceptance;

/// <summary>A month's batch over HTTP, from usage to what is payable; each test has a server of its own, because it moves the clock.</summary>
public sealed class AcceptanceTests
{
    static async Task<(ApiServer Server, AcceptanceTown Town)> Begin()
    {
        var server = new ApiServer();
        await server.InitializeAsync();
        return (server, await AcceptanceTown.Build(server.Api));
    }

    static Task<long> Balance(ApiServer server, string account) =>
        Books.Count(server.ConnectionString, $"select coalesce(sum(balance), 0)::bigint from es.ledger_accounts where id like '{account}'");

    [Fact]
    public async Task What_was_really_used_is_consumed_and_payable_and_the_rest_is_released()
    {
        var (server, town) = await Begin();
        await using var _ = server;
        TownOrder[] orders = [await town.Order(), await town.Order(), await town.Order("340200")];
        var unused = await town.Order();
        var month = await town.LiveMonths(3, orders);

        var batch = (await town.Operator.Post("acceptance-batches", new { month })).Is(HttpStatusCode.Created);
        Assert.Equal("open", batch["status"]);
        Assert.Equal(3, batch.Json["lines"]!.AsArray().Count);
        var (passed, deducted, rejected) = (orders[0], orders[1], orders[2]);
        batch = await town.Accept(month, new Dictionary<string, object>
        {
            [deducted.Id] = new { order = deducted.Number, result = "deduct", amount = "1500.00", code = "usage.partly", reason = "仅一条产线使用" },
            [rejected.Id] = new { order = rejected.Id, result = "reject", code = "usage.not-real", reason = "现场未见使用" },
        });

        Assert.Equal("applied", batch["status"]);
        Assert.Equal(("4000.00", "4000.00", "accepted"), Amounts(passed));
        Assert.Equal(("4000.00", "1500.00", "deducted"), Amounts(deducted));
        Assert.Equal(("4000.00", "0.00", "rejected"), Amounts(rejected));
        Assert.Equal(("6000.00", "0.00"), await town.Town.Wallet(passed.Company));
        Assert.Equal(("8500.00", "0.00"), await town.Town.Wallet(deducted.Company));
        Assert.Equal(("10000.00", "0.00"), await town.Town.Wallet(rejected.Company));
        Assert.Equal(550_000, await Balance(server, $"vendor/{town.Town.Vendor}/payable"));
        Assert.Equal(550_000, await Balance(server, "fund/%/spent"));
        Assert.Equal(0, await Balance(server, "fund/%/encumbered")); // the unused one has lapsed meanwhile
        Assert.Equal("lapsed", (await town.Operator.Get($"orders/{unused.Id}"))["status"]);
        await Books.Check(server.ConnectionString);

        (string, string, string) Amounts(TownOrder order)
        {
            var line = AcceptanceTown.LineOf(batch, order);
            return ((string)line["asked"]!, (string)line["approved"]!, (string)line["outcome"]!);
        }
    }

    [Fact]
    public async Task Nothing_is_decided_out_of_turn()
    {
        var (server, town) = await Begin();
        await using var _ = server;
        var order = await town.Order();
        var running = await town.Month();
        (await town.Operator.Post("acceptance-batches", new { month = running })).IsProblem(HttpStatusCode.UnprocessableEntity, "usage.month-open");
        var month = await town.LiveMonths(3, order);
        var path = $"acceptance-batches/{month}";

        (await town.Province.Post($"{path}/approval", new { })).IsProblem(HttpStatusCode.UnprocessableEntity, "batch.not-submitted");
        foreach (var one in new[] { town.Vendor, town.City("340100") })
            Assert.Null((await one.Get("acceptance-batches")).Is(HttpStatusCode.OK).Json["items"]![0]!["asked"]); // of all cities and vendors
        (await town.Operator.Post($"{path}/submission", new { })).Is(HttpStatusCode.OK);
        (await town.Province.Post($"{path}/approval", new { })).IsProblem(HttpStatusCode.UnprocessableEntity, "batch.not-confirmed");
        var city = town.City("340100");
        (await city.Post($"{path}/cities/340100/confirmation", new { })).IsProblem(HttpStatusCode.UnprocessableEntity, "batch.not-checked");
        (await city.Post($"{path}/cities/340200/verification", new { lines = new[] { new { order = order.Id, result = "pass" } } }))
            .IsProblem(HttpStatusCode.NotFound, "batch.city-unknown");
        (await city.Post($"{path}/cities/340100/verification", new { lines = new[] { new { order = order.Id, result = "pass" } } })).Is(HttpStatusCode.OK);
        (await city.Post($"{path}/cities/340100/confirmation", new { })).IsProblem(HttpStatusCode.UnprocessableEntity, "batch.same-person");
        var seen = (await city.Get($"{path}/report"))["linesHash"];
        (await city.Post($"{path}/cities/340100/verification", new { lines = new[] { new { order = order.Id, result = "deduct", amount = "100.00", reason = "改判" } } })).Is(HttpStatusCode.OK);
        (await town.City("340100", second: true).Post($"{path}/cities/340100/confirmation", new { linesHash = seen })).IsProblem(HttpStatusCode.Conflict, "batch.changed");
        seen = (await city.Get($"{path}/report"))["linesHash"];
        (await town.City("340100", second: true).Post($"{path}/cities/340100/confirmation", new { linesHash = seen })).Is(HttpStatusCode.OK);
        (await town.Operator.Post($"{path}/adjustments", new { lines = new[] { new { order = order.Id, amount = "1.00", reason = "晚了" } } }))
            .IsProblem(HttpStatusCode.UnprocessableEntity, "batch.not-open");
        (await town.Province.Post($"{path}/approval", new { linesHash = new string('0', 64) })).IsProblem(HttpStatusCode.Conflict, "batch.changed");
        (await town.Province.Post($"{path}/approval", new { linesHash = (await town.Province.Get($"{path}/report"))["whole.linesHash"] })).Is(HttpStatusCode.OK);
        (await town.Province.Post($"{path}/return", new { reason = "晚了" })).IsProblem(HttpStatusCode.UnprocessableEntity, "batch.decided");
    }

    [Fact]
    public async Task What_was_rejected_is_put_right_and_submitted_again_once()
    {
        var (server, town) = await Begin();
        await using var _ = server;
        var order = await town.Order();
        var month = await town.LiveMonths(3, order);
        var rejection = new Dictionary<string, object> { [order.Id] = new { order = order.Id, result = "reject", reason = "现场未见使用" } };
        await town.Accept(month, rejection);
        var appeal = $"acceptance-batches/{month}/lines/{order.Id}/appeal";

        (await town.Town.As($"demo-vendor-{Town.NewCode()}").Post(appeal, new { reason = "别人的" })).IsProblem(HttpStatusCode.NotFound, "order.unknown");
        var again = (await town.Vendor.Post(appeal, new { reason = "补充现场照片" })).Is(HttpStatusCode.OK);
        Assert.Equal("4000.00", again["held"]);
        Assert.Equal(("6000.00", "4000.00"), await town.Town.Wallet(order.Company));
        (await town.Vendor.Post(appeal, new { reason = "再次" })).IsProblem(HttpStatusCode.UnprocessableEntity, "order.resubmitted-before");

        var next = await town.LiveMonths(1, order);
        Assert.Equal(ChinaMonth.Plus(month, 1), next);
        var batch = await town.Accept(next);
        var line = AcceptanceTown.LineOf(batch, order);
        Assert.Equal(("True", "4000.00", "verified"), (line["isAppeal"]!.ToString().Replace("true", "True", StringComparison.Ordinal), (string)line["approved"]!, (string)line["state"]!));
        Assert.Equal(("6000.00", "0.00"), await town.Town.Wallet(order.Company));
        await Books.Check(server.ConnectionString);
    }

    [Fact]
    public async Task The_report_follows_from_the_record_and_its_hash_is_fixed_by_the_approval()
    {
        var (server, town) = await Begin();
        await using var _ = server;
        var order = await town.Order();
        var month = await town.LiveMonths(3, order);
        await town.Verify(month);
        var draft = (await town.Province.Get($"acceptance-batches/{month}/report")).Is(HttpStatusCode.OK);
        var batch = (await town.Province.Post($"acceptance-batches/{month}/approval", new { opinion = "同意" })).Is(HttpStatusCode.OK);
        var report = (await town.Province.Get($"acceptance-batches/{month}/report")).Is(HttpStatusCode.OK);

        Assert.Equal(draft.Text, report.Text);
        Assert.Equal(("1", "4000.00", "4000.00"), (report["whole.lines"], report["whole.applied"], report["whole.approved"]));
        Assert.Equal(2, batch.Json["reports"]!.AsArray().Count);
        Assert.All(batch.Json["reports"]!.AsArray(), hash => Assert.Equal(64, ((string)hash!["hash"]!).Length));
    }

    [Fact]
    public async Task What_is_asked_for_an_order_does_not_expire_while_its_batch_is_verified()
    {
        var (server, town) = await Begin();
        await using var _ = server;
        (await town.Operator.Post($"listings/{town.Town.Listing}/usage-rules", new { usageRule = new { stillInUse = true } })).Is(HttpStatusCode.Created);
        var order = await town.Order();
        var month = await town.LiveMonths(3, order); // the batch lies about, and those of the months after have no lines
        await town.MoveTo((await town.Now()).AddMonths(14));
        Assert.Equal(("ended", "4000.00"), await Read());

        var batch = await town.Accept(month);
        Assert.Equal("4000.00", (string)AcceptanceTown.LineOf(batch, order)["approved"]!);
        Assert.Equal(("ended", "0.00"), await Read());
        await Books.Check(server.ConnectionString);

        async Task<(string?, string?)> Read()
        {
            var found = (await town.Operator.Get($"orders/{order.Id}")).Is(HttpStatusCode.OK);
            return (found["status"], found["held"]);
        }
    }

    [Fact]
    public async Task What_an_order_that_has_ended_still_holds_goes_back_when_its_last_month_is_decided()
    {
        var (server, town) = await Begin();
        await using var _ = server;
        var order = await town.Order();
        await town.MoveTo((await town.Now()).AddDays(10));
        await town.Use(order, days: 1, uses: 1);
        await town.MoveTo((await town.Now()).AddMonths(14));

        var found = (await town.Operator.Get($"orders/{order.Id}")).Is(HttpStatusCode.OK);
        Assert.Equal(("ended", "0.00"), (found["status"], found["held"]));
        Assert.Equal(("10000.00", "0.00"), await town.Town.Wallet(order.Company));
        await Books.Check(server.ConnectionString);
    }
}
