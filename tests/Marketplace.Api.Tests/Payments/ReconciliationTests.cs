using System.Net;
using System.Text.Json.Nodes;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Payments;

/// <summary>A month's end at which the processor and the ledger are held against each other.</summary>
public sealed class ReconciliationTests
{
    [Fact]
    public async Task One_planted_difference_of_each_kind_is_found_and_none_is_invented()
    {
        await using var town = await PaidTown.Build();
        await town.Connect();
        var orders = new List<PaidOrder>();
        for (var i = 0; i < 6; i++) orders.Add(await town.PaidOrder());
        await orders[0].Refund("100.00");
        await orders[0].Until("refunded", "100.00");
        await town.MoveBy(TimeSpan.FromDays(8));
        foreach (var order in orders) await Patience.Until(() => town.Stripe.Count()[order.Id].Transfers == 1);
        town.Stripe.MakePayout();
        await town.Stripe.Webhooks.Idle();
        await Patience.Until(async () => await town.Balance("processor/paid-out") > 0);
        var day = await town.Day();
        await PaymentScenarioTests.Check(town);
        var firstDay = PaidTown.Text(DateOnly.Parse(day, null).AddDays(-8));
        Assert.Empty((await town.Reconcile(firstDay)).Json["findings"]!.AsArray());

        // Past the marketplace: money in, money out, and what the processor shows otherwise.
        var foreign = town.Stripe.Plant.Charge(12_300);
        var refund = town.Stripe.Plant.Refund(orders[1].Charge, 777);
        var transfer = town.Stripe.Plant.Transfer("acct_one", 555);
        var payout = town.Stripe.Plant.Payout(1_000);
        var fee = Movement(town, orders[2].Charge);
        town.Stripe.Plant.Change(fee["id"]!.ToString(), fee: 61_00);
        var changed = Movement(town, orders[3].Charge);
        town.Stripe.Plant.Change(changed["id"]!.ToString(), amount: 199_999);
        var removed = orders[4].Charge;
        town.Stripe.Plant.Remove(Movement(town, removed)["id"]!.ToString());
        var dispute = town.Stripe.Plant.Dispute(orders[5].Charge);
        var abroad = town.Stripe.Plant.Charge(500, "usd");

        var today = Found(await town.Reconcile(day));
        var then = Found(await town.Reconcile(firstDay));

        Assert.Equal(
            Sorted(
                $"charge missingHere {foreign["id"]} open", $"charge currency {abroad["id"]} open", $"refund missingHere {refund["id"]} open",
                $"transfer missingHere {transfer["id"]} open", $"payout missingHere {payout["balance_transaction"]} repaired", $"dispute missingHere {dispute["id"]} repaired"),
            today);
        Assert.Equal(
            Sorted($"fee amount {orders[2].Charge} open", $"charge amount {orders[3].Charge} open", $"charge missingThere {removed} open"),
            then);
        Assert.Equal("2000.00", (await orders[5].Payment())["inDispute"]);
        Assert.Equal(Found(await town.Reconcile(day)), today);

        var finding = (await town.Reconcile(firstDay)).Json["findings"]!.AsArray().First(f => f!["kind"]!.ToString() == "fee")!;
        Assert.Equal(("60.00", "61.00", "compare-amounts"), (finding["ours"]!.ToString(), finding["theirs"]!.ToString(), finding["step"]!["code"]!.ToString()));
        var path = $"reconciliations/{firstDay}/findings/{finding["id"]}/settlement";
        (await town.Operator.Post(path, new { note = "支付平台已更正" })).Is(HttpStatusCode.OK);
        (await town.Second.Post(path, new { note = "另一说法" })).IsProblem(HttpStatusCode.Conflict, "finding.closed");
        town.Stripe.Plant.Change(changed["id"]!.ToString(), amount: 200_000);
        var later = Found(await town.Reconcile(firstDay));
        Assert.Contains($"charge amount {orders[3].Charge} gone", later);
        Assert.Contains($"fee amount {orders[2].Charge} settled", later);
    }

    [Fact]
    public async Task News_that_never_came_are_made_up_for_from_the_processor_itself()
    {
        await using var town = await PaidTown.Build();
        var order = await town.Order();
        var page = await order.Open();
        town.Stripe.Webhooks.Url = null;

        town.Stripe.Pay(page);
        var compared = await town.Reconcile(await town.Day());

        Assert.Equal([$"charge missingHere {order.Charge} repaired"], Found(compared));
        Assert.Equal("confirmed", await order.Status());
        await CheckBooks(town);
    }

    [Fact]
    public async Task A_job_compares_the_day_before_every_morning_and_its_run_says_what_it_found()
    {
        await using var town = await PaidTown.Build();
        await town.PaidOrder();
        await town.Stripe.Webhooks.Idle();
        town.Stripe.Plant.Charge(12_300);
        var day = await town.Day();

        await town.MoveBy(TimeSpan.FromDays(2));

        var compared = (await town.Operator.Get($"reconciliations?date={day}")).Is(HttpStatusCode.OK);
        Assert.Equal("platform", compared["runBy"]);
        Assert.Single(compared.Json["findings"]!.AsArray());
        Assert.Equal(2, (int)(await town.Operator.Get("reconciliations")).Json["total"]!);
        (await town.Operator.Get("reconciliations?date=2020-01-01")).IsProblem(HttpStatusCode.NotFound, "reconciliation.unknown");
        (await town.Operator.Post("reconciliations", new { date = "2190-01-01" })).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
    }

    static async Task CheckBooks(PaidTown town)
    {
        await Patience.Until(async () => await town.Balance("processor/balance") == town.AtStripe);
        await Books.Check(town.Paid.Server.ConnectionString);
    }

    static JsonObject Movement(PaidTown town, string source) => town.Stripe.All("balance_transaction").Single(t => t["source"]?.ToString() == source);

    static string[] Found(Answer compared) =>
        Sorted([.. compared.Json["findings"]!.AsArray().Select(f => $"{f!["kind"]} {f["difference"]} {f["subject"]} {f["state"]}")]);

    static string[] Sorted(params string[] lines) => [.. lines.Order(StringComparer.Ordinal)];
}
