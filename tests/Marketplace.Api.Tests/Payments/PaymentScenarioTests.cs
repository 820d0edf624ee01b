using System.Globalization;
using System.Net;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Payments;

/// <summary>What can become of an order that its company pays a share of, on the moved clock; every fact listed, and none extra.</summary>
public sealed class PaymentScenarioTests
{
    static readonly TimeSpan PastCoolingOff = TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1);

    [Fact]
    public async Task An_order_above_the_subsidy_is_confirmed_when_its_share_is_paid_and_its_year_begins_then()
    {
        await using var town = await PaidTown.Build();
        var order = await town.Order();
        await town.MoveBy(TimeSpan.FromMinutes(10));

        await order.Pay();

        var confirmed = await order.Order();
        Assert.Equal("confirmed", confirmed["status"]);
        Assert.True(Moment(confirmed["freeTerm.from"]) >= Moment(confirmed["placedAt"]).AddMinutes(10));
        var payment = await order.Payment();
        Assert.Equal(("paid", "2000.00", "1900.00", "100.00"), (payment["status"], payment["received"], payment["vendorShare"], payment["platformFee"]));
        await order.Until("processorFees", "60.00");
        Assert.Equal("payment_begun checkout_opened payment_received checkout_closed processor_fee_booked", await order.Facts());
        Assert.Equal(190_000, await town.Balance($"vendor/{town.Town.Vendor}/sales-held"));
        await Check(town);
    }

    [Fact]
    public async Task The_page_is_the_same_while_it_is_open_and_another_way_to_pay_opens_another()
    {
        await using var town = await PaidTown.Build();
        var order = await town.Order();

        var pages = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => order.Open()));

        Assert.Single(pages.Distinct());
        Assert.Equal(pages[0], (await order.Api.Get($"orders/{order.Id}/payment"))["url"]!.Split('/')[^1]);
        var alipay = await order.Open("alipay");
        Assert.NotEqual(pages[0], alipay);
        Assert.Equal("expired", town.Stripe.Get(pages[0])!["status"]!.ToString());
        Assert.Equal("payment_begun checkout_opened checkout_closed checkout_opened", await order.Facts());
        (await order.Api.Post($"orders/{order.Id}/payment", new { method = "cash" })).IsProblem(HttpStatusCode.BadRequest, "payment.method-unknown");
    }

    [Fact]
    public async Task An_order_that_nobody_pays_lapses_with_its_reservation_and_its_page_is_closed()
    {
        await using var town = await PaidTown.Build();
        var order = await town.Order();
        var page = await order.Open();

        await town.MoveBy(TimeSpan.FromMinutes(31));

        Assert.Equal("lapsed", await order.Status());
        Assert.Equal("expired", town.Stripe.Get(page)!["status"]!.ToString());
        Assert.Equal(("10000.00", "0.00"), await town.Town.Wallet(order.Company));
        (await order.Api.Post($"orders/{order.Id}/payment", new { })).IsProblem(HttpStatusCode.UnprocessableEntity, "payment.too-late");
        Assert.Equal("payment_begun checkout_opened checkout_closing checkout_closed", await order.Facts());
        await Check(town);
    }

    [Fact]
    public async Task Who_paid_in_time_has_paid_though_the_news_come_after_the_time_was_over()
    {
        await using var town = await PaidTown.Build();
        var order = await town.Order();
        var page = await order.Open();
        town.Stripe.Webhooks.Hold();
        town.Stripe.Pay(page);

        await town.MoveBy(TimeSpan.FromMinutes(31));

        Assert.Equal("confirmed", await order.Status());
        await town.Stripe.Webhooks.Resume();
        await town.Stripe.Webhooks.Idle();
        Assert.Equal(1, town.Stripe.Count()[order.Id].Charges);
        await Check(town);
    }

    [Fact]
    public async Task What_is_paid_after_the_order_has_lapsed_goes_back_by_itself_and_says_why()
    {
        await using var town = await PaidTown.Build();
        var order = await town.Order();
        var page = await order.Open();
        await town.MoveBy(TimeSpan.FromMinutes(31));
        Assert.Equal("lapsed", await order.Status());

        town.Stripe.Pay(page, evenIfExpired: true);

        await order.Until("refunded", PaidTown.Share);
        var payment = await order.Api.Get($"orders/{order.Id}/payment");
        Assert.Equal(("returned", "0.00", "2000.00"), (payment["status"], payment["received"], payment["surplus"]));
        Assert.Equal("late", payment.Json["refunds"]![0]!["cause"]!.ToString());
        Assert.Equal("lapsed", await order.Status());
        Assert.Equal(1, town.Stripe.Count()[order.Id].Refunds);
        await Check(town);
    }

    [Fact]
    public async Task A_part_can_be_given_back_by_two_operators_and_the_fee_gives_its_part()
    {
        await using var town = await PaidTown.Build();
        var order = await town.PaidOrder();

        var proposed = (await town.Operator.Post($"orders/{order.Id}/refund", new { amount = "333.33", reason = "少用三个席位" })).Is(HttpStatusCode.OK);
        var path = $"orders/{order.Id}/refund/{proposed["proposal.id"]}/confirmation";
        (await town.Operator.Post(path, new { })).IsProblem(HttpStatusCode.Forbidden, "refund.same-person");
        Assert.Equal(0, town.Stripe.Count()[order.Id].Refunds);
        (await town.Second.Post(path, new { })).Is(HttpStatusCode.OK);

        await order.Until("refunded", "333.33");
        var payment = await order.Payment();
        Assert.Equal(("partlyRefunded", "1583.33", "83.34"), (payment["status"], payment["vendorShare"], payment["platformFee"]));
        Assert.Equal("confirmed", await order.Status());
        (await town.Operator.Post($"orders/{order.Id}/refund", new { amount = "1666.68", reason = "多退" })).IsProblem(HttpStatusCode.UnprocessableEntity, "refund.above-paid");
        await Check(town);
    }

    [Fact]
    public async Task Cancelling_in_the_cooling_off_time_gives_back_all_of_it()
    {
        await using var town = await PaidTown.Build();
        var order = await town.PaidOrder();
        await town.MoveBy(TimeSpan.FromDays(6));

        (await order.Api.Post($"orders/{order.Id}/cancellation", new { reason = "不再需要" })).Is(HttpStatusCode.OK);

        await order.Until("refunded", PaidTown.Share);
        Assert.Equal("cancelled", await order.Status());
        Assert.Equal(("10000.00", "0.00"), await town.Town.Wallet(order.Company));
        await town.MoveBy(TimeSpan.FromDays(10));
        Assert.Equal(0, town.Stripe.Count()[order.Id].Transfers);
        await Check(town);
    }

    [Fact]
    public async Task A_dispute_that_is_lost_takes_the_money_back_and_ends_the_order()
    {
        await using var town = await PaidTown.Build();
        await town.Connect();
        var order = await town.PaidOrder();
        await town.MoveBy(PastCoolingOff);
        await Patience.Until(() => town.Stripe.Count()[order.Id].Transfers == 1);

        var dispute = town.Stripe.OpenDispute(order.Charge);
        await order.Until("inDispute", PaidTown.Share);
        await Patience.Until(() => town.Stripe.Count()[order.Id].Reversals == 1);
        Assert.Equal("confirmed", await order.Status());
        (await town.Operator.Post($"orders/{order.Id}/refund", new { reason = "退款" })).IsProblem(HttpStatusCode.UnprocessableEntity, "payment.disputed");
        town.Stripe.DecideDispute(dispute["id"]!.ToString(), won: false);

        await order.Until("chargedBack", PaidTown.Share);
        Assert.Equal("ended", await order.Status());
        var payment = await order.Payment();
        Assert.Equal(("chargedBack", "0.00", "0.00", "160.00"), (payment["status"], payment["vendorShare"], payment["platformFee"], payment["processorFees"]));
        await Check(town);
    }

    [Fact]
    public async Task A_dispute_that_is_won_gives_the_vendor_its_share_again()
    {
        await using var town = await PaidTown.Build();
        await town.Connect();
        var order = await town.PaidOrder();
        var dispute = town.Stripe.OpenDispute(order.Charge);
        await order.Until("inDispute", PaidTown.Share);
        await town.MoveBy(PastCoolingOff);
        Assert.Equal(0, town.Stripe.Count()[order.Id].Transfers);

        town.Stripe.DecideDispute(dispute["id"]!.ToString(), won: true);

        await Patience.Until(() => town.Stripe.Count()[order.Id].Transferred == 190_000);
        await order.Until("status", "paid");
        Assert.Equal("confirmed", await order.Status());
        await Check(town);
    }

    [Fact]
    public async Task The_share_is_transferred_after_the_cooling_off_time_and_comes_back_with_a_refund()
    {
        await using var town = await PaidTown.Build();
        await town.Connect();
        (await town.Operator.Post($"listings/{town.Dear}/fee-contract", new { feePercent = 8.5 })).Is(HttpStatusCode.OK);
        (await town.Vendor.Post($"listings/{town.Dear}/fee-contract/acceptance", new { feePercent = 8.5 })).Is(HttpStatusCode.OK);
        var order = await town.PaidOrder();
        Assert.Equal("170.00", (await order.Payment())["platformFee"]);
        await town.MoveBy(TimeSpan.FromDays(6));
        Assert.Equal(0, town.Stripe.Count()[order.Id].Transfers);

        await town.MoveBy(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));

        await Patience.Until(() => town.Stripe.Count()[order.Id].Transferred == 183_000);
        await Patience.Until(async () => await town.Balance($"vendor/{town.Town.Vendor}/sales-transferred") == 183_000);
        await order.Refund(amount: null);
        await Patience.Until(() => town.Stripe.Count()[order.Id].Reversed == 183_000);
        await order.Until("refunded", PaidTown.Share);
        Assert.Equal("ended", await order.Status());
        Assert.Equal(0, await town.Balance($"vendor/{town.Town.Vendor}/sales-transferred"));
        await Check(town);
    }

    [Fact]
    public async Task A_transfer_that_is_refused_waits_for_the_payout_file()
    {
        await using var town = await PaidTown.Build();
        await town.Connect();
        var order = await town.PaidOrder();
        town.Stripe.SetAccount("acct_one", transfersActive: false);

        await town.MoveBy(PastCoolingOff);

        await Patience.Until(async () => await town.Balance($"vendor/{town.Town.Vendor}/sales-payable") == 190_000);
        Assert.Equal(0, town.Stripe.Count()[order.Id].Transfers);
        await Check(town);
    }

    [Fact]
    public async Task Vendors_without_an_account_are_paid_by_file_and_what_the_bank_does_not_pay_is_drawn_again()
    {
        await using var town = await PaidTown.Build();
        var (first, second) = (await town.PaidOrder(), await town.PaidOrder());
        await town.MoveBy(PastCoolingOff);
        var month = (await town.Day())[..7];

        var parked = (await town.Operator.Post("sales-payouts", new { month })).Is(HttpStatusCode.OK);
        Assert.Equal("credit.missing", parked.Json["parked"]![0]!["code"]!.ToString());
        await town.MakePayable();
        var drawn = (await town.Operator.Post("sales-payouts", new { month })).Is(HttpStatusCode.OK);
        var id = drawn.Json["drawn"]![0]!["id"]!.ToString();
        Assert.Equal("3800.00", drawn.Json["drawn"]![0]!["total"]!.ToString());
        Assert.Empty((await town.Operator.Post("sales-payouts", new { month })).Json["drawn"]!.AsArray());
        (await town.Operator.Post($"sales-payouts/{id}/approval", new { })).IsProblem(HttpStatusCode.Forbidden, "payout.same-person");
        (await town.Operator.Get($"sales-payout-files/{month}")).IsProblem(HttpStatusCode.NotFound, "payout.nothing-to-pay");
        (await town.Second.Post($"sales-payouts/{id}/approval", new { })).Is(HttpStatusCode.OK);
        var file = (await town.Operator.Get($"sales-payout-files/{month}")).Is(HttpStatusCode.OK).Text;
        Assert.Equal(file, (await town.Operator.Get($"sales-payout-files/{month}")).Text);
        Assert.Contains("6222000011112222,中国银行合肥分行,3800.00,CNY", file, StringComparison.Ordinal);

        // Meanwhile one company gets its money back: the platform lays it out, and the vendor owes it.
        await first.Refund(amount: null);
        await first.Until("refunded", PaidTown.Share);
        Assert.Equal(190_000, await town.Balance($"vendor/{town.Town.Vendor}/sales-owed"));
        await Report(town, id, "failed", "账号有误");
        Assert.Equal((190_000, 0), (await town.Balance($"vendor/{town.Town.Vendor}/sales-payable"), await town.Balance($"vendor/{town.Town.Vendor}/sales-owed")));

        var again = (await town.Operator.Post("sales-payouts", new { month })).Is(HttpStatusCode.OK).Json["drawn"]![0]!;
        Assert.Equal("1900.00", again["total"]!.ToString());
        (await town.Second.Post($"sales-payouts/{again["id"]}/approval", new { })).Is(HttpStatusCode.OK);
        (await town.Operator.Get($"sales-payout-files/{month}")).Is(HttpStatusCode.OK);
        await Report(town, again["id"]!.ToString(), "paid", null);
        Assert.Equal(190_000, await town.Balance($"vendor/{town.Town.Vendor}/sales-paid"));

        // And the other after it was paid: the next payout takes it.
        await second.Refund("1000.00");
        await second.Until("refunded", "1000.00");
        Assert.Equal(95_000, await town.Balance($"vendor/{town.Town.Vendor}/sales-owed"));
        var third = await town.PaidOrder();
        await town.MoveBy(PastCoolingOff);
        month = (await town.Day())[..7];
        await town.MakePayable();
        var last = (await town.Operator.Post("sales-payouts", new { month })).Is(HttpStatusCode.OK).Json["drawn"]![0]!;
        Assert.Equal(("1900.00", "950.00", "950.00"), (last["gross"]!.ToString(), last["taken"]!.ToString(), last["total"]!.ToString()));
        Assert.Equal("paid", (await third.Payment())["status"]);
        await Check(town);
    }

    [Fact]
    public async Task A_refund_that_the_company_s_bank_gives_back_is_told_and_tried_again()
    {
        await using var town = await PaidTown.Build();
        var order = await town.PaidOrder();
        await order.Refund("500.00");
        await order.Until("refunded", "500.00");
        var refund = town.Stripe.All("refund").Single()["id"]!.ToString();

        town.Stripe.FailRefund(refund);

        await order.Until("refunding", "500.00");
        var failed = (await order.Payment()).Json["refunds"]![0]!;
        Assert.Equal("failed", failed["status"]!.ToString());
        (await town.Operator.Post($"orders/{order.Id}/refund/{failed["id"]}/retry", new { })).Is(HttpStatusCode.OK);
        await order.Until("refunded", "500.00");
        Assert.Equal(2, town.Stripe.All("refund").Count);
        await Check(town);
    }

    [Fact]
    public async Task A_payment_that_fails_may_be_tried_again_on_the_same_page()
    {
        await using var town = await PaidTown.Build();
        var order = await town.Order();
        var page = await order.Open();

        town.Stripe.Pay(page, failFirst: true);

        await order.Until("status", "paid");
        Assert.Equal("confirmed", await order.Status());
        Assert.Equal(1, (await order.Facts()).Split(' ').Count(f => f == "payment_received"));
        await Check(town);
    }

    static async Task Report(PaidTown town, string payout, string result, string? reason)
    {
        var reference = (await town.Operator.Get($"sales-payouts/{payout}"))["reference"];
        (await town.Operator.Post("sales-payout-results", new { results = new[] { new { reference, result, reason, on = await town.Day(), bankReference = "B-1" } } })).Is(HttpStatusCode.OK);
    }

    static string Share(PaidTown town) => town is null ? "" : PaidTown.Share;

    static DateTimeOffset Moment(string? text) => DateTimeOffset.Parse(text!, CultureInfo.InvariantCulture);

    /// <summary>Our books are whole, and what lies with the processor is what they say.</summary>
    internal static async Task Check(PaidTown town)
    {
        await town.Stripe.Webhooks.Idle();
        await Patience.Until(async () => await town.Balance("processor/balance") == town.AtStripe);
        await Books.Check(town.Paid.Server.ConnectionString);
        var compared = await town.Reconcile(await town.Day());
        Assert.Empty(compared.Json["findings"]!.AsArray());
    }
}
