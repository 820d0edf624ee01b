using System.Net;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Grains.Payments;
using Marketplace.StripeStandIn;
using Marketplace.StripeStandIn.Control;
using Npgsql;

namespace Marketplace.Api.Tests.Payments;

/// <summary>What somebody could try, or what could go wrong in a bad moment, to have money move twice, to somebody else, or without an order.</summary>
public sealed class MoneyAtRiskTests
{
    static readonly TimeSpan PastCoolingOff = TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_transfer_whose_refusal_is_written_down_is_not_made_after_all_when_its_message_comes_again()
    {
        await using var town = await PaidTown.Build();
        await town.Connect();
        var order = await town.PaidOrder();
        town.Stripe.SetAccount("acct_one", transfersActive: false);
        await town.MoveBy(PastCoolingOff);
        await Patience.Until(async () => await town.Balance($"vendor/{town.Town.Vendor}/sales-payable") == 190_000);

        town.Stripe.SetAccount("acct_one", transfersActive: true);
        await ComeAgain(town, "call.transfer");

        Assert.Equal(0, town.Stripe.Count()[order.Id].Transfers);
        await PaymentScenarioTests.Check(town);
    }

    [Fact]
    public async Task A_refund_whose_failure_is_written_down_is_not_made_after_all_when_its_message_comes_again()
    {
        await using var town = await PaidTown.Build();
        var order = await town.PaidOrder();
        var past = town.Stripe.Plant.Refund(order.Charge, 200_000)["id"]!.ToString();
        await order.Refund(amount: null);
        await Patience.Until(async () => (await order.Payment()).Json["refunds"]![0]!["status"]!.ToString() == "failed");

        town.Stripe.FailRefund(past);
        await ComeAgain(town, "call.refund");

        Assert.Single(town.Stripe.All("refund"));
    }

    [Fact]
    public async Task Who_writes_an_order_on_somebody_else_s_page_in_the_same_account_has_nothing_refunded_and_nothing_confirmed()
    {
        await using var town = await PaidTown.Build();
        var order = await town.Order();
        var (cheap, same) = (await ForeignPage(town, order.Id, 1_000), await ForeignPage(town, order.Id, 200_000));

        town.Stripe.Pay(cheap);
        town.Stripe.Pay(same);

        await town.Stripe.Webhooks.Idle();
        await Patience.Until(async () => await Books.Count(town.Paid.Server.ConnectionString, "select count(*) from payments.news where done_at is null") == 0);
        Assert.Equal("awaitingPayment", await order.Status());
        Assert.Equal("", await order.Facts());
        Assert.Empty(town.Stripe.All("refund"));
    }

    [Fact]
    public async Task A_fee_in_another_currency_is_not_booked_as_yuan_but_found()
    {
        await using var town = await PaidTown.Build();
        var order = await town.Order();
        var page = await order.Open();
        town.Stripe.Webhooks.Hold();
        town.Stripe.Pay(page);
        town.Stripe.Plant.Change(town.Stripe.All("balance_transaction").Single()["id"]!.ToString(), currency: "hkd");

        await town.Stripe.Webhooks.Resume();
        await order.Until("status", "paid");
        var compared = await town.Reconcile(await town.Day());

        Assert.Equal("0.00", (await order.Payment())["processorFees"]);
        Assert.Contains(compared.Json["findings"]!.AsArray(), f => f!["difference"]!.ToString() == "currency");
    }

    [Fact]
    public async Task A_foreign_payment_in_another_currency_does_not_keep_the_day_from_being_compared()
    {
        await using var town = await PaidTown.Build();
        var charge = town.Stripe.Plant.Charge(500, "usd");
        town.Stripe.Plant.Change(town.Stripe.All("balance_transaction").Single()["id"]!.ToString(), amount: 3_600, currency: "cny");

        var compared = await town.Reconcile(await town.Day());

        Assert.Equal(charge["id"]!.ToString(), Assert.Single(compared.Json["findings"]!.AsArray())!["subject"]!.ToString());
    }

    [Fact]
    public async Task An_order_whose_payment_is_under_way_does_not_lapse()
    {
        await using var town = await PaidTown.Build();
        var order = await town.Order();
        var page = await order.Open("alipay");
        town.Stripe.Pay(page, method: "alipay", takesTime: true);

        await town.MoveBy(TimeSpan.FromMinutes(31));

        Assert.Equal("awaitingPayment", await order.Status());
        town.Stripe.SettlePayment(page, succeeded: true);
        await order.Until("status", "paid");
        Assert.Equal("confirmed", await order.Status());
    }

    [Fact]
    public async Task An_amount_that_the_processor_does_not_take_is_refused_by_its_code()
    {
        await using var town = await PaidTown.Build();
        var listing = (await town.Operator.Post("listings", Town.Software(town.Town.Vendor, "1100000.00", "1100000.00"))).Is(HttpStatusCode.Created)["id"]!;
        var company = await town.Town.NewCompany();
        var order = (await town.Town.Order(company, listing)).Is(HttpStatusCode.Created)["id"];

        (await town.Town.AsCompany(company).Post($"orders/{order}/payment", new { })).IsProblem(HttpStatusCode.UnprocessableEntity, "payment.above-maximum");
    }

    [Fact]
    public async Task A_failure_that_the_processor_repeats_for_a_day_does_not_keep_an_order_from_being_paid()
    {
        await using var town = await PaidTown.Build("--Programme:UnpaidLapseMinutes=600");
        var order = await town.Order();
        town.Stripe.Faults.Next(FaultKind.ServerErrorAfterwards, "POST", "/v1/checkout/sessions");
        (await order.Api.Post($"orders/{order.Id}/payment", new { })).IsProblem(HttpStatusCode.ServiceUnavailable, "payment.unavailable");

        await town.MoveBy(TimeSpan.FromMinutes(6));

        await order.Pay();
        Assert.Equal("confirmed", await order.Status());
    }

    [Fact]
    public async Task Who_keeps_choosing_another_way_to_pay_is_stopped_and_may_still_pay_on_the_last_page()
    {
        await using var town = await PaidTown.Build();
        var order = await town.Order();
        string page = "", method = "";
        for (var i = 0; i < OrderPayment.CheckoutsMax; i++) page = await order.Open(method = i % 2 == 0 ? "alipay" : "card");

        (await order.Api.Post($"orders/{order.Id}/payment", new { method = "alipay" })).IsProblem(HttpStatusCode.UnprocessableEntity, "payment.too-many-pages");
        Assert.Equal(page, await order.Open(method));
        Assert.Equal(page, await order.Open());
        town.Stripe.Pay(page);
        await order.Until("status", "paid");
    }

    [Fact]
    public async Task A_refund_that_waits_at_the_processor_is_not_made_yet_and_nothing_of_it_is_missing_there()
    {
        await using var town = await PaidTown.Build();
        var (made, failed) = (await town.PaidOrder(), await town.PaidOrder());
        foreach (var order in new[] { made, failed })
        {
            town.Stripe.RefundsOf(order.Charge, "wait");
            await order.Refund("500.00");
            await Patience.Until(() => town.Stripe.Count()[order.Id].Refunds == 1);
        }
        await PaymentScenarioTests.Check(town);
        Assert.Equal(("0.00", "500.00"), ((await made.Payment())["refunded"], (await made.Payment())["refunding"]));

        var refunds = town.Stripe.All("refund");
        town.Stripe.SucceedRefund(refunds.Single(r => r["charge"]!.ToString() == made.Charge)["id"]!.ToString());
        town.Stripe.FailRefund(refunds.Single(r => r["charge"]!.ToString() == failed.Charge)["id"]!.ToString());

        await made.Until("refunded", "500.00");
        await Patience.Until(async () => (await failed.Payment()).Json["refunds"]![0]!["status"]!.ToString() == "failed");
        Assert.Equal(2, town.Stripe.All("refund").Count);
        await PaymentScenarioTests.Check(town);
    }

    [Fact]
    public async Task A_dispute_that_is_won_counts_when_its_money_is_back()
    {
        await using var town = await PaidTown.Build();
        var order = await town.PaidOrder();
        var dispute = town.Stripe.OpenDispute(order.Charge)["id"]!.ToString();
        await order.Until("inDispute", PaidTown.Share);

        town.Stripe.DecideDispute(dispute, won: true, atOnce: false);
        await PaymentScenarioTests.Check(town);
        Assert.Equal("disputed", (await order.Payment())["status"]);
        town.Stripe.ReinstateDispute(dispute);

        await order.Until("status", "paid");
        await PaymentScenarioTests.Check(town);
    }

    [Fact]
    public async Task A_vendor_whose_standing_has_become_bad_keeps_nobody_else_out_of_the_bank_s_file()
    {
        await using var town = await PaidTown.Build();
        var other = new PaidTown { Paid = town.Paid, Town = await new Town(town.Paid.Server.Api).BuildVendor(), Dear = "" };
        other = new PaidTown { Paid = town.Paid, Town = other.Town, Dear = await other.Town.NewListing("12000.00") };
        await town.PaidOrder();
        await other.PaidOrder();
        await town.MoveBy(PastCoolingOff);
        var month = (await town.Day())[..7];
        foreach (var vendor in new[] { town, other }) await vendor.MakePayable();
        var drawn = (await town.Operator.Post("sales-payouts", new { month })).Is(HttpStatusCode.OK).Json["drawn"]!.AsArray();
        foreach (var payout in drawn) (await town.Second.Post($"sales-payouts/{payout!["id"]}/approval", new { })).Is(HttpStatusCode.OK);
        Assert.Equal(2, drawn.Count);

        (await town.Operator.Post($"vendors/{town.Town.Vendor}/credit-standing", new { clean = false, on = await town.Day(), evidence = "信用中国查询 2" })).Is(HttpStatusCode.OK);
        var file = (await town.Operator.Get($"sales-payout-files/{month}")).Is(HttpStatusCode.OK).Text;

        Assert.Contains(other.Town.Vendor, file, StringComparison.Ordinal);
        Assert.DoesNotContain(town.Town.Vendor, file, StringComparison.Ordinal);
        Assert.Equal(file, (await town.Operator.Get($"sales-payout-files/{month}")).Text);
    }

    [Fact]
    public async Task What_the_platform_keeps_of_a_listing_is_nobody_else_s_business()
    {
        await using var town = await PaidTown.Build();
        (await town.Operator.Post($"listings/{town.Dear}/fee-contract", new { feePercent = 8.5 })).Is(HttpStatusCode.OK);

        Assert.Equal("850", (await town.Vendor.Get($"listings/{town.Dear}"))["feeOffered.feeBasisPoints"]);
        var company = town.Town.AsCompany(await town.Town.NewCompany());
        foreach (var path in new[] { $"listings/{town.Dear}", "listings?q=&size=200" })
            Assert.DoesNotContain("feeBasisPoints", (await company.Get(path)).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
    }

    /// <summary>As after a kill between writing down the answer and marking the message done, and a day in which nothing ran: the processor has forgotten the key.</summary>
    static async Task ComeAgain(PaidTown town, string kind)
    {
        await town.MoveBy(TimeSpan.FromHours(25));
        await using var connection = new NpgsqlConnection(town.Paid.Server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"update es.outbox set done_at = null, refusal = null where kind = '{kind}'", connection);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
        await Patience.Until(async () => await Books.Count(
            town.Paid.Server.ConnectionString, $"select count(*) from es.outbox where kind = '{kind}' and done_at is null and refusal is null") == 0);
    }

    /// <summary>As a payment link makes it, to whose address anybody can add a reference.</summary>
    static async Task<string> ForeignPage(PaidTown town, string order, int fen)
    {
        using var client = new HttpClient { BaseAddress = town.Stripe.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", new StandInOptions().Key);
        client.DefaultRequestHeaders.Add("Stripe-Version", StandIn.ApiVersion);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["mode"] = "payment", ["client_reference_id"] = order, ["success_url"] = "https://else.example/", ["line_items[0][quantity]"] = "1",
            ["line_items[0][price_data][currency]"] = "cny", ["line_items[0][price_data][unit_amount]"] = fen.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["line_items[0][price_data][product_data][name]"] = "杯子", ["payment_method_types[0]"] = "card",
        });
        using var answer = await client.PostAsync(new Uri("/v1/checkout/sessions", UriKind.Relative), form);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return System.Text.Json.Nodes.JsonNode.Parse(text)!["id"]!.ToString();
    }
}
