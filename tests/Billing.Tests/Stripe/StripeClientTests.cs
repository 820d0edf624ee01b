using System.Diagnostics;
using Billing.Stripe;

namespace Billing.Tests.Stripe;

public sealed class StripeClientTests
{
    static readonly NewCheckout Checkout = new(
        "order-1", "26-0001233-0", "云软件 50% & more", Money.Yuan(1200), new("https://market.example/orders/1/paid?session={CHECKOUT_SESSION_ID}&x=1"),
        new("https://market.example/orders/1"), ScriptedStripe.Start.AddHours(1), "zh", null);

    readonly ScriptedStripe stripe = new();

    [Fact]
    public async Task A_payment_page_is_made_for_one_order()
    {
        stripe.Answers(Sample.Session());

        var session = await stripe.Client.CreateCheckout(Checkout, "order-1/pay/1", default);

        Assert.Equal(
            ("cs_1", CheckoutStatus.Open, false, "order-1", null, null, Money.Yuan(1200)),
            (session.Id, session.Status, session.IsPaid, session.Order, session.Intent, session.IntentId, session.Amount));
        Assert.Equal(new Uri("https://checkout.stripe.com/c/pay/cs_1#fid"), session.Url);
        Assert.Equal(ScriptedStripe.Start.AddHours(1), session.ExpiresAt);
        var asked = Assert.Single(stripe.Asked);
        Assert.Equal(("POST", "/v1/checkout/sessions"), (asked.Method, asked.Path));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["mode"] = "payment",
                ["client_reference_id"] = "order-1",
                ["locale"] = "zh",
                ["expires_at"] = "1772445600",
                ["success_url"] = "https://market.example/orders/1/paid?session={CHECKOUT_SESSION_ID}&x=1",
                ["cancel_url"] = "https://market.example/orders/1",
                ["payment_method_types[0]"] = "card",
                ["payment_method_types[1]"] = "alipay",
                ["payment_method_types[2]"] = "wechat_pay",
                ["payment_method_options[wechat_pay][client]"] = "web",
                ["line_items[0][quantity]"] = "1",
                ["line_items[0][price_data][currency]"] = "cny",
                ["line_items[0][price_data][unit_amount]"] = "120000",
                ["line_items[0][price_data][product_data][name]"] = "云软件 50% & more",
                ["line_items[0][price_data][product_data][description]"] = "26-0001233-0",
                ["metadata[order]"] = "order-1",
                ["payment_intent_data[description]"] = "26-0001233-0",
                ["payment_intent_data[transfer_group]"] = "order-1",
                ["payment_intent_data[metadata][order]"] = "order-1",
            },
            asked.Form);
    }

    [Fact]
    public async Task The_place_for_the_session_is_escaped_once_as_every_field_is()
    {
        await stripe.Answers(Sample.Session()).Client.CreateCheckout(Checkout, "k", default);

        Assert.Contains("session%3D%7BCHECKOUT_SESSION_ID%7D%26x%3D1&", stripe.Asked[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_chosen_a_means_of_payment_is_offered_no_other()
    {
        await stripe.Answers(Sample.Session()).Client.CreateCheckout(Checkout with { Method = "alipay" }, "k", default);

        Assert.Equal(["alipay"], stripe.Asked[0].Form.Where(field => field.Key.StartsWith("payment_method", StringComparison.Ordinal)).Select(field => field.Value));
    }

    [Fact]
    public async Task What_cannot_be_paid_is_not_asked_for()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => stripe.Client.CreateCheckout(Checkout with { Method = "cash" }, "k", default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => stripe.Client.CreateCheckout(Checkout with { Amount = Money.Zero }, "k", default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => stripe.Client.CreateCheckout(
            Checkout with { Amount = NewCheckout.AmountMax + new Money(1) }, "k", default));
        Assert.Empty(stripe.Asked);
    }

    [Fact]
    public async Task Every_request_says_who_asks_which_version_and_nothing_in_its_address_that_is_secret()
    {
        stripe.Answers(Sample.Session()).Answers(Sample.Session());

        await stripe.Client.CreateCheckout(Checkout, "order-1/pay/1", default);
        await stripe.Client.Checkout("cs_1", default);

        Assert.All(stripe.Asked, asked =>
        {
            Assert.Equal("Bearer " + ScriptedStripe.Key, asked.Headers["Authorization"]);
            Assert.Equal("2025-12-15.clover", asked.Headers["Stripe-Version"]);
            Assert.Equal("Marketplace-Billing/1.0", asked.Headers["User-Agent"]);
            Assert.DoesNotContain("sk_", asked.Address.AbsoluteUri, StringComparison.Ordinal);
        });
        Assert.Equal("application/x-www-form-urlencoded", stripe.Asked[0].Headers["Content-Type"]);
        Assert.DoesNotContain("Idempotency-Key", stripe.Asked[1].Headers.Keys);
    }

    [Fact]
    public async Task Every_change_carries_its_key()
    {
        stripe.Answers(Sample.Session()).Answers(Sample.Session(status: "expired")).Answers(Sample.Refund()).Answers(Sample.Transfer())
            .Answers("""{"id":"trr_1","amount":2500,"currency":"cny","created":1772442300,"metadata":{"reference":"reversal-1"}}""");

        await stripe.Client.CreateCheckout(Checkout, "key-1", default);
        await stripe.Client.ExpireCheckout("cs_1", "key-2", default);
        await stripe.Client.CreateRefund(new("pi_1", Money.Yuan(50), "order-1", "refund-1", "cancelled"), "key-3", default);
        await stripe.Client.CreateTransfer(new("order-1", "acct_1", Money.Yuan(1000), "ch_1", "transfer-1"), "key-4", default);
        await stripe.Client.ReverseTransfer(new("tr_1", Money.Yuan(25), "order-1", "reversal-1"), "key-5", default);

        Assert.Equal(["key-1", "key-2", "key-3", "key-4", "key-5"], stripe.Asked.Select(asked => asked.Headers["Idempotency-Key"]));
        Assert.Equal(
            ["/v1/checkout/sessions", "/v1/checkout/sessions/cs_1/expire", "/v1/refunds", "/v1/transfers", "/v1/transfers/tr_1/reversals"],
            stripe.Asked.Select(asked => asked.Path));
        Assert.All(stripe.Asked, asked => Assert.Equal("POST", asked.Method));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\r\nX: y")]
    [InlineData("订单")]
    public async Task A_key_that_no_header_can_carry_is_an_error_of_the_program(string key) =>
        await Assert.ThrowsAsync<ArgumentException>(() => stripe.Client.ExpireCheckout("cs_1", key, default));

    [Fact]
    public async Task A_key_has_at_most_255_characters()
    {
        await stripe.Answers(Sample.Session()).Client.ExpireCheckout("cs_1", new('k', 255), default);

        await Assert.ThrowsAsync<ArgumentException>(() => stripe.Client.ExpireCheckout("cs_1", new('k', 256), default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../balance")]
    [InlineData("cs_1?expand")]
    [InlineData("cs_1%2Fexpire")]
    [InlineData("{CHECKOUT_SESSION_ID}")]
    public async Task What_cannot_be_an_id_is_unknown_without_asking(string id)
    {
        var unknown = await Assert.ThrowsAsync<StripeException>(() => stripe.Client.Checkout(id, default));

        Assert.Equal(StripeFault.UnknownObject, unknown.Fault);
        Assert.Empty(stripe.Asked);
    }

    [Fact]
    public async Task A_paid_page_comes_with_its_payment_its_charge_and_what_Stripe_took()
    {
        stripe.Answers(Sample.Session(Sample.Intent(Sample.Charge(Sample.Movement)), "complete", "paid", url: "null"));

        var session = await stripe.Client.Checkout("cs_1", default);

        Assert.Equal(["payment_intent.latest_charge.balance_transaction"], stripe.Asked[0].Query.Values);
        Assert.Equal((CheckoutStatus.Complete, true, null, "pi_1"), (session.Status, session.IsPaid, session.Url, session.IntentId));
        var charge = session.Intent!.LatestCharge!;
        Assert.Equal(
            ("ch_1", true, Money.Yuan(1200), "card", "4242", "visa"),
            (charge.Id, charge.Paid, charge.Amount, charge.Method, charge.Last4, charge.Brand));
        Assert.Equal(
            (new Money(120000), new Money(4080), new Money(115920), "cny", "ch_1", null),
            (charge.BalanceTransaction!.Amount, charge.BalanceTransaction.Fee, charge.BalanceTransaction.Net, charge.BalanceTransaction.Currency,
                charge.BalanceTransaction.Source, charge.BalanceTransaction.SourceKind));
    }

    [Fact]
    public async Task What_is_not_expanded_is_known_by_its_id()
    {
        stripe.Answers(Sample.Session("\"pi_1\"", "complete", "paid")).Answers(Sample.Intent()).Answers(Sample.Intent(Sample.Charge()));

        var session = await stripe.Client.Checkout("cs_1", default);
        var intent = await stripe.Client.PaymentIntent("pi_1", default);
        var charged = await stripe.Client.PaymentIntent("pi_1", default);

        Assert.Equal((null, "pi_1"), (session.Intent, session.IntentId));
        Assert.Null(intent.LatestCharge);
        Assert.Null(charged.LatestCharge!.BalanceTransaction);
    }

    [Fact]
    public async Task Alipay_has_no_card()
    {
        stripe.Answers(Sample.Intent(Sample.Charge().Replace("""
            "type":"card","card":{"brand":"visa","last4":"4242","country":"US"}
            """.Trim(), """
            "type":"alipay","alipay":{"buyer_id":"2088"}
            """.Trim(), StringComparison.Ordinal)));

        var charge = (await stripe.Client.PaymentIntent("pi_1", default)).LatestCharge!;

        Assert.Equal(("alipay", null, null), (charge.Method, charge.Last4, charge.Brand));
    }

    [Fact]
    public async Task A_declined_payment_says_why()
    {
        stripe.Answers(Sample.Intent(
            status: "requires_payment_method", error: """{"code":"card_declined","decline_code":"insufficient_funds","message":"Your card has insufficient funds."}"""));

        var intent = await stripe.Client.PaymentIntent("pi_1", default);

        Assert.Equal(
            (PaymentIntentStatus.RequiresPaymentMethod, "insufficient_funds", "Your card has insufficient funds."),
            (intent.Status, intent.FailureCode, intent.FailureMessage));
    }

    [Fact]
    public async Task A_word_of_Stripe_that_is_new_is_unknown_and_no_error()
    {
        stripe.Answers(Sample.Session(status: "resting")).Answers(Sample.Intent(status: "dreaming")).Answers(Sample.Refund(status: "walking"));

        Assert.Equal(CheckoutStatus.Unknown, (await stripe.Client.Checkout("cs_1", default)).Status);
        Assert.Equal(PaymentIntentStatus.Unknown, (await stripe.Client.PaymentIntent("pi_1", default)).Status);
        Assert.Equal(RefundStatus.Unknown, (await stripe.Client.CreateRefund(new("pi_1", Money.Yuan(1), "o", "r", "x"), "k", default)).Status);
    }

    [Fact]
    public async Task Money_of_another_currency_is_not_taken_for_yuan()
    {
        stripe.Answers(Sample.Session(currency: "usd")).Answers(Sample.Intent(Sample.Charge(currency: "hkd")));

        var session = await Assert.ThrowsAsync<StripeException>(() => stripe.Client.Checkout("cs_1", default));
        var charge = await Assert.ThrowsAsync<StripeException>(() => stripe.Client.PaymentIntent("pi_1", default));

        Assert.Equal((StripeFault.Unreadable, StripeFault.Unreadable), (session.Fault, charge.Fault));
        Assert.Contains("usd instead of cny", session.Message, StringComparison.Ordinal);
        Assert.Contains("hkd instead of cny", charge.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>sk_test_never_to_be_seen</html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"id":"cs_1","amount_total":"12"}""")]
    public async Task An_answer_to_a_change_that_cannot_be_read_leaves_open_whether_it_happened(string body)
    {
        var unreadable = await Assert.ThrowsAsync<StripeException>(() => stripe.Answers(body).Client.CreateCheckout(Checkout, "k", default));

        Assert.Equal((StripeFault.Unreadable, true), (unreadable.Fault, unreadable.MayHaveHappened));
        Assert.DoesNotContain("never_to_be_seen", unreadable.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://checkout.stripe.com/c/pay/cs_1")]
    [InlineData("/c/pay/cs_1")]
    public async Task A_browser_is_sent_over_HTTPS_only(string url) =>
        Assert.Null((await stripe.Answers(Sample.Session(url: $"\"{url}\"")).Client.Checkout("cs_1", default)).Url);

    [Fact]
    public async Task A_printed_payment_page_does_not_show_where_it_is_paid()
    {
        var session = await stripe.Answers(Sample.Session()).Client.Checkout("cs_1", default);

        Assert.DoesNotContain("fid", session.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_written_down_of_a_request_is_its_kind_and_how_it_ended()
    {
        List<Activity> seen = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StripeClient.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = seen.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using var root = new Activity("test").Start();
        stripe.Answers(Sample.Session(), 200, ("Request-Id", "req_1"));

        await stripe.Client.Checkout("cs_1", default);

        // Other tests may run at the same time.
        var activity = Assert.Single(seen.ToArray(), activity => activity.TraceId == root.TraceId);
        Assert.Equal("GET /v1/checkout/sessions/{id}", activity.DisplayName);
        Assert.Equal(
            [
                new("http.request.method", "GET"), new("url.template", "/v1/checkout/sessions/{id}"), new("http.response.status_code", 200),
                new("stripe.request_id", "req_1"),
            ],
            activity.TagObjects);
    }
}
