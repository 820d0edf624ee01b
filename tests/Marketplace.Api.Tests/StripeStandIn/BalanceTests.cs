using System.Net;

namespace Marketplace.Api.Tests.StripeStandIn;

/// <summary>What goes back, is disputed, is sent on or paid out moves the balance as it does at Stripe.</summary>
public sealed class BalanceTests
{
    [Fact]
    public async Task A_charge_is_refunded_in_parts_and_never_above_what_is_left()
    {
        await using var till = await Till.Open();
        var charge = await till.Charged(amount: 10_000);
        (await till.Post("/v1/refunds", $"payment_intent={charge["payment_intent"]}&amount=4000&metadata[order]=order-1")).Is(HttpStatusCode.OK);
        (await till.Post("/v1/refunds", $"charge={charge["id"]}&amount=6001")).IsRefusal(HttpStatusCode.BadRequest, null, "amount");
        Assert.Equal("6000", (await till.Post("/v1/refunds", $"charge={charge["id"]}")).Is(HttpStatusCode.OK)["amount"]);
        (await till.Post("/v1/refunds", $"charge={charge["id"]}")).IsRefusal(HttpStatusCode.BadRequest, "charge_already_refunded");
        var refunded = await till.Get($"/v1/charges/{charge["id"]}?expand[]=refunds");
        Assert.Equal(("10000", "true"), (refunded["amount_refunded"], refunded["refunded"]));
        Assert.Equal(2, refunded.Json["refunds"]!["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_refund_that_fails_later_comes_back_to_the_balance()
    {
        await using var till = await Till.Open();
        var charge = await till.Charged(card: "4000000000005126");
        var refund = await till.Post("/v1/refunds", $"charge={charge["id"]}");
        Assert.Equal("succeeded", refund["status"]);
        till.Clock.Forward(TimeSpan.FromMinutes(2));
        var failed = await till.Get($"/v1/refunds/{refund["id"]}?expand[]=failure_balance_transaction");
        Assert.Equal(("failed", "refund_failure", "12000"),
            (failed["status"], failed["failure_balance_transaction.reporting_category"], failed["failure_balance_transaction.amount"]));
        Assert.Equal("0", (await till.Get($"/v1/charges/{charge["id"]}"))["amount_refunded"]);
        await till.Get("/v1/events?type=refund.failed").Only();
    }

    [Fact]
    public async Task A_payment_that_bounces_leaves_the_balance_again()
    {
        await using var till = await Till.Open();
        var session = till.StandIn.Pay((await till.NewSession())["id"]!, "alipay");
        var charge = await till.Get($"/v1/charges?payment_intent={session["payment_intent"]}").Only();
        till.StandIn.BouncePayment(charge["id"]!);
        var bounced = await till.Get($"/v1/charges/{charge["id"]}?expand[]=failure_balance_transaction");
        Assert.Equal(("failed", "payment_failure_refund", "-12000"),
            (bounced["status"], bounced["failure_balance_transaction.type"], bounced["failure_balance_transaction.amount"]));
    }

    [Fact]
    public async Task A_dispute_takes_the_money_at_once_and_gives_it_back_when_it_is_won()
    {
        await using var till = await Till.Open();
        var charge = await till.Charged(card: "4000000000000259");
        var dispute = await till.Get($"/v1/disputes?charge={charge["id"]}").Only();
        Assert.Equal(("needs_response", "fraudulent", "12000"), (dispute["status"], dispute["reason"], dispute["amount"]));
        Assert.Equal("adjustment", (string?)dispute.Json["balance_transactions"]![0]!["type"]);
        (await till.Post("/v1/refunds", $"charge={charge["id"]}")).IsRefusal(HttpStatusCode.BadRequest, "charge_disputed");
        till.StandIn.DecideDispute(dispute["id"]!, won: true);
        var movements = await till.Get($"/v1/balance_transactions?source={dispute["id"]}");
        Assert.Equal([("dispute_reversal", 12_000L), ("dispute", -22_000L)],
            movements.Json["data"]!.AsArray().Select(m => ((string)m!["reporting_category"]!, (long)m["net"]!)));
        Assert.Equal(
            ["charge.dispute.closed", "charge.dispute.funds_reinstated", "charge.dispute.funds_withdrawn", "charge.dispute.created"],
            (await till.Get("/v1/events?types[]=charge.dispute.*")).Json["data"]!.AsArray().Select(e => (string)e!["type"]!));
        (await till.Post($"/v1/disputes/{dispute["id"]}/close")).IsRefusal(HttpStatusCode.BadRequest, null);
    }

    [Fact]
    public async Task Money_is_sent_on_when_it_is_available_and_taken_back_up_to_what_was_sent()
    {
        await using var till = await Till.Open();
        var charge = await till.Charged();
        const string Transfer = $"amount=9000&currency=cny&destination={Till.Vendor}&transfer_group=month-3";
        (await till.Post("/v1/transfers", Transfer)).IsRefusal(HttpStatusCode.BadRequest, "balance_insufficient");
        (await till.Post("/v1/transfers", "amount=1&currency=cny&destination=acct_none"))
            .IsRefusal(HttpStatusCode.BadRequest, "resource_missing", "destination");
        till.Clock.Forward(TimeSpan.FromDays(2));
        var transfer = (await till.Post("/v1/transfers", Transfer)).Is(HttpStatusCode.OK);
        (await till.Post($"/v1/transfers/{transfer["id"]}/reversals", "amount=9001")).IsRefusal(HttpStatusCode.BadRequest, null, "amount");
        (await till.Post($"/v1/transfers/{transfer["id"]}/reversals", "amount=1000")).Is(HttpStatusCode.OK);
        var sent = await till.Get("/v1/transfers?transfer_group=month-3").Only();
        Assert.Equal(("1000", "false"), (sent["amount_reversed"], sent["reversed"]));
        await till.Get($"/v1/transfers/{transfer["id"]}/reversals").Only();
        Assert.Equal((12_000 - 548 - 8_000).ToString(System.Globalization.CultureInfo.InvariantCulture), Available(await till.Get("/v1/balance")));
        till.StandIn.SetAccount(Till.Vendor, transfersActive: false);
        (await till.Post("/v1/transfers", Transfer)).IsRefusal(HttpStatusCode.BadRequest, "insufficient_capabilities_for_transfer");
        Assert.Equal("charge", (await till.Get($"/v1/balance_transactions?source={charge["id"]}").Only())["type"]);
    }

    [Fact]
    public async Task A_charge_that_is_not_available_yet_is_sent_on_as_its_source_and_no_more_than_it()
    {
        await using var till = await Till.Open();
        var charge = await till.Charged(amount: 10_000);
        var transfer = (await till.Post("/v1/transfers", $"amount=6000&currency=cny&destination={Till.Vendor}&source_transaction={charge["id"]}")).Is(HttpStatusCode.OK);
        Assert.Equal(charge["id"], transfer["source_transaction"]);
        (await till.Post("/v1/transfers", $"amount=4001&currency=cny&destination={Till.Vendor}&source_transaction={charge["id"]}"))
            .IsRefusal(HttpStatusCode.BadRequest, null, "amount");
    }

    [Fact]
    public async Task A_new_account_is_paid_once_its_details_are_filled_in()
    {
        await using var till = await Till.Open();
        till.StandIn.Plant.Charge(10_000);
        till.Clock.Forward(TimeSpan.FromDays(2));
        var account = (await till.Post("/v1/accounts", "type=express&country=CN&capabilities[transfers][requested]=true&metadata[vendor]=v1")).Is(HttpStatusCode.OK);
        Assert.Equal("inactive", account["capabilities.transfers"]);
        var link = await till.Post("/v1/account_links",
            $"account={account["id"]}&type=account_onboarding&return_url=http://shop.test/back&refresh_url=http://shop.test/again");
        Assert.Equal("http://shop.test/back", (await till.Browse(link["url"]!, "")).Is(HttpStatusCode.SeeOther).Headers.Location!.ToString());
        Assert.Equal(("active", "true"), await State());
        (await till.Post("/v1/transfers", $"amount=100&currency=cny&destination={account["id"]}")).Is(HttpStatusCode.OK);

        async Task<(string?, string?)> State()
        {
            var now = await till.Get($"/v1/accounts/{account["id"]}");
            return (now["capabilities.transfers"], now["payouts_enabled"]);
        }
    }

    [Fact]
    public async Task What_is_available_at_midnight_is_paid_out_with_its_movements()
    {
        await using var till = await Till.Open(new() { DailyPayouts = true });
        await till.Charged();
        till.Clock.Forward(TimeSpan.FromDays(3));
        var payout = await till.Get("/v1/payouts").Only();
        Assert.Equal("11452", payout["amount"]);
        Assert.Equal(2, (await till.Get($"/v1/balance_transactions?payout={payout["id"]}")).Ids().Count);
        Assert.Equal("0", Available(await till.Get("/v1/balance")));
        till.Clock.Forward(TimeSpan.FromDays(1));
        Assert.Equal("paid", (await till.Get($"/v1/payouts/{payout["id"]}"))["status"]);
    }

    [Fact]
    public async Task Planted_differences_are_in_the_lists_and_no_event_tells_of_them()
    {
        await using var till = await Till.Open();
        var charge = await till.Charged();
        var events = (await till.Get("/v1/events?limit=100")).Ids();
        till.StandIn.Plant.Charge(7_700);
        till.StandIn.Plant.Change(charge["balance_transaction"]!, fee: 999);
        Assert.Equal(events, (await till.Get("/v1/events?limit=100")).Ids());
        Assert.Equal("11001", (await till.Get($"/v1/balance_transactions/{charge["balance_transaction"]}"))["net"]);
        Assert.Equal(2, (await till.Get("/v1/balance_transactions?type=charge")).Ids().Count);
        till.StandIn.Plant.Remove(charge["balance_transaction"]!);
        (await till.Get($"/v1/balance_transactions/{charge["balance_transaction"]}")).IsRefusal(HttpStatusCode.NotFound, "resource_missing");
    }

    static string Available(Marketplace.Api.Tests.Hosting.Answer balance) => (string)balance.Json["available"]![0]!["amount"]!.ToString();
}
