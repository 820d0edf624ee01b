using System.Net;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Api.Tests.People;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Signals;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.Signals;

/// <summary>Everybody may tell; those whom it concerns look into it; the orders concerned are looked at.</summary>
public sealed class TipTests(SignalTown town) : IClassFixture<SignalTown>
{
    ApiClient As(string key) => town.Server.Api($"demo-{key}");

    async Task<string> Tell(object tip, Guid? key = null)
    {
        using var browser = Somebody.Browser(town.Server);
        return (await browser.Post("tips", tip, key)).Is(HttpStatusCode.Created)["id"]!;
    }

    [Fact]
    public async Task A_tip_about_an_order_raises_a_flag_for_it_until_it_is_dismissed()
    {
        var (order, number, company) = await town.NewOrder();
        var (untold, _, _) = await town.NewOrder();
        var tip = await Tell(new { what = "公司没人用过这个软件", about = "order", named = number });

        Assert.Equal([order], await Flagged(order, untold));
        var seen = (await As("auditor").Get($"tips/{tip}")).Is(HttpStatusCode.OK);
        Assert.Equal((order, company, "340100", "open"), (seen["order"], seen["company"], seen["city"], seen["state"]));

        var finding = new { finding = "dismissed", reason = "现场查看，正常使用" };
        (await As("province").Post($"tips/{tip}/disposition", finding)).Is(HttpStatusCode.OK);
        (await As("province").Post($"tips/{tip}/disposition", finding)).Is(HttpStatusCode.OK);
        (await As("operator").Post($"tips/{tip}/disposition", new { finding = "confirmed", reason = "不同意" })).IsProblem(HttpStatusCode.Conflict, "disposition.made");
        Assert.Empty(await Flagged(order, untold));
    }

    async Task<IEnumerable<string>> Flagged(params string[] of)
    {
        var flags = await town.Server.Services.GetRequiredService<FraudSignals>().In("2026-10", CancellationToken.None);
        return of.Where(o => flags.TryGetValue(new OrderId(o), out var raised) && raised.Any(f => f.Signal == "tip"));
    }

    [Fact]
    public async Task A_tip_about_a_company_is_seen_by_its_city_and_not_by_another()
    {
        var (order, _, company) = await town.NewOrder("340300");
        var tip = await Tell(new { what = "老板和供应商是一家", about = "company", named = company });

        Assert.Equal([order], await Flagged(order));
        (await As("city-340300").Get($"tips/{tip}")).Is(HttpStatusCode.OK);
        (await As("city-340100").Get($"tips/{tip}")).IsProblem(HttpStatusCode.NotFound, "tip.unknown");
        (await As("city-340100").Post($"tips/{tip}/disposition", new { finding = "dismissed", reason = "无" })).IsProblem(HttpStatusCode.NotFound, "tip.unknown");
        Assert.Equal("1", (await As("city-340300").Get($"tips?q={company}"))["total"]);
    }

    [Fact]
    public async Task What_nobody_goes_by_is_taken_in_all_the_same_and_the_answer_does_not_tell()
    {
        var known = await town.NewOrder();
        using var browser = Somebody.Browser(town.Server);
        var unknown = (await browser.Post("tips", new { what = "听说有问题", about = "company", named = "没有这家公司" })).Is(HttpStatusCode.Created);
        var right = (await browser.Post("tips", new { what = "听说有问题", about = "company", named = known.Company })).Is(HttpStatusCode.Created);

        Assert.Equal(unknown.Json.AsObject().Select(m => m.Key), right.Json.AsObject().Select(m => m.Key));
        Assert.Null((await As("operator").Get($"tips/{unknown["id"]}"))["company"]);
        (await browser.Get("tips")).IsProblem(HttpStatusCode.Unauthorized, "access.not-signed-in");
    }

    [Fact]
    public async Task The_same_tip_again_is_one_tip_and_another_with_its_key_a_conflict()
    {
        var key = Guid.NewGuid();
        var tip = await Tell(new { what = "价格虚高" }, key);

        Assert.Equal(tip, await Tell(new { what = "价格虚高" }, key));
        using var browser = Somebody.Browser(town.Server);
        (await browser.Post("tips", new { what = "别的事" }, key)).IsProblem(HttpStatusCode.Conflict, "idempotency.conflict");
        Assert.Equal("what", (await browser.Post("tips", new { what = " " })).IsProblem(HttpStatusCode.BadRequest, "request.invalid")["field"]);
        Assert.Equal("about", (await browser.Post("tips", new { what = "x", about = "weather" })).IsProblem(HttpStatusCode.BadRequest, "request.invalid")["field"]);
    }

    [Fact]
    public async Task Who_told_is_sealed_seen_by_operator_and_province_only_and_gone_with_its_key()
    {
        var (_, _, company) = await town.NewOrder();
        var tip = await Tell(new { what = "请回电", about = "company", named = company, contact = new { phone = "13912345678" } });

        Assert.Equal("13912345678", (await As("operator").Get($"tips/{tip}"))["contact.phone"]);
        Assert.Equal("13912345678", (await As("province").Get($"tips/{tip}"))["contact.phone"]);
        Assert.Null((await As("auditor").Get($"tips/{tip}")).Json["contact"]);
        Assert.Null((await As("city-340100").Get($"tips/{tip}")).Json["contact"]);
        Assert.DoesNotContain("13912345678", (await As("operator").Get("tips")).Text, StringComparison.Ordinal);
        Assert.Equal(0, await Books.Count(town.Server.ConnectionString, $"select count(*) from signals.tips where number = {tip} and contact like '%13912345678%'"));

        await Books.Count(town.Server.ConnectionString,
            $"with gone as (delete from personal.keys where subject = (select 'tip-' || replace(id::text, '-', '') from signals.tips where number = {tip})) select 0::bigint");
        Assert.Null((await As("operator").Get($"tips/{tip}")).Json["contact"]);
    }

    [Fact]
    public async Task Whoever_is_signed_in_tells_as_anybody()
    {
        var (_, _, company) = await town.NewOrder();
        var tip = (await town.Town.AsCompany(company).Post("tips", new { what = "同行造假" })).Is(HttpStatusCode.Created)["id"];

        Assert.Equal(1, await Books.Count(town.Server.ConnectionString, $"select count(*) from signals.tips where number = {tip} and actor = 'public'"));
    }
}
