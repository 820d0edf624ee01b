using System.Net;
using Billing.Subsidies;
using Marketplace.Api.Orders;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.Portals;

/// <summary>What companies pay themselves, of the town's vendor: failed at first, paid with a refund proposed, drawn for payout, and a day with a difference.</summary>
public sealed class PaymentScene
{
    /// <summary>An order of mine that awaits payment; one attempt has failed.</summary>
    public string Unpaid { get; private set; } = "";

    /// <summary>An order of mine that is paid, and of which a refund is proposed.</summary>
    public string Own { get; private set; } = "";

    /// <summary>An order whose company cannot go back on it, drawn for payout.</summary>
    public string Sale { get; private set; } = "";

    /// <summary>Drawn, not approved.</summary>
    public string Payout { get; private set; } = "";

    /// <summary>A day that was compared, with a difference.</summary>
    public string Day { get; } = ChinaTime.DayOf(TimeProvider.System.GetUtcNow()).ToString("yyyy-MM-dd", null);

    public static async Task<PaymentScene> Build(PortalTown town)
    {
        await town.Settled(); // the vendor has an account and is in good standing
        var scene = new PaymentScene();
        await scene.Fail(town);
        await scene.Pay(town);
        await scene.Draw(town);
        await scene.Compare(town);
        return scene;
    }

    async Task Fail(PortalTown town)
    {
        Unpaid = (await town.Town.Order(town.Mine.Code, await town.Town.NewListing("30000.00"))).Is(HttpStatusCode.Created)["id"]!;
        town.Stripe.Pay(await town.OpenPage(town.Mine.Code, Unpaid), card: "4000000000000002");
    }

    async Task Pay(PortalTown town)
    {
        Own = (await town.Town.Order(town.Mine.Code, await town.Town.NewListing("9000.00"))).Is(HttpStatusCode.Created)["id"]!;
        await town.Pay(town.Mine.Code, Own);
        (await town.Town.As("demo-operator").Post($"orders/{Own}/refund", new { amount = "100.00", reason = "开通晚了三天，按约定退还。" })).Is(HttpStatusCode.OK);
    }

    async Task Draw(PortalTown town)
    {
        var company = await town.Town.NewCompany();
        Sale = await OrderForGood(town, company, await town.Town.NewListing("20000.00"));
        await town.Pay(company, Sale);
        var operators = town.Town.As("demo-operator");
        await Patience.Until(async () => (await operators.Get($"payments?q={(await operators.Get($"orders/{Sale}"))["number"]}"))["totals.payable"] is { } payable and not "0.00");
        var run = (await operators.Post("sales-payouts", new { month = Day[..7] })).Is(HttpStatusCode.OK);
        Payout = run.Json["drawn"]![0]!["id"]!.ToString();
    }

    async Task Compare(PortalTown town)
    {
        town.Stripe.Plant.Charge(123_400);
        (await town.Town.As("demo-operator").Post("reconciliations", new { date = Day })).Is(HttpStatusCode.OK);
    }

    /// <summary>Under a policy that knows no cooling-off time.</summary>
    public static async Task<string> OrderForGood(PortalTown town, string company, string listing)
    {
        var services = town.Server.Services;
        var policy = services.GetRequiredService<SubsidyPolicy>() with { CoolingOffDays = 0 };
        var turn = new PlaceOrder(new CreditCode(company), new ListingId(listing), "basic")
        {
            Number = await services.GetRequiredService<OrderNumbers>().Next(CancellationToken.None), Policy = policy,
        };
        var sent = await services.GetRequiredService<IGrains>().Send(turn, new Caller("company:test"), CancellationToken.None);
        Assert.Null(sent.Refusal);
        return ((OrderRow)OrderRow.Table.Read(sent.Answer!)).Id.Value;
    }
}
