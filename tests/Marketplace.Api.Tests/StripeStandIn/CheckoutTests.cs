using System.Net;

namespace Marketplace.Api.Tests.StripeStandIn;

/// <summary>A session from its creation to its end, on the hosted page and off it.</summary>
public sealed class CheckoutTests
{
    [Fact]
    public async Task A_session_is_paid_on_the_hosted_page_and_the_payer_comes_back()
    {
        await using var till = await Till.Open();
        var session = (await till.NewSession("&locale=zh")).Is(HttpStatusCode.OK);
        Assert.Null(session["payment_intent"]);
        var page = (await till.Browse(session["url"]!)).Is(HttpStatusCode.OK);
        Assert.Contains("lang=\"zh-CN\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("¥120.00", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.Ordinal);

        var back = (await till.Browse(session["url"]!, "method=card&number=4242 4242 4242 4242&expiry=12/34&code=123")).Is(HttpStatusCode.SeeOther);
        Assert.Equal($"http://shop.test/done?session={session["id"]}", back.Headers.Location!.ToString());
        var paid = await till.Get($"/v1/checkout/sessions/{session["id"]}?expand[]=payment_intent.latest_charge.balance_transaction");
        Assert.Equal(("complete", "paid"), (paid["status"], paid["payment_status"]));
        Assert.Equal("548", paid["payment_intent.latest_charge.balance_transaction.fee"]);
        Assert.Equal("order-1", paid["payment_intent.latest_charge.metadata.order"]);
        Assert.DoesNotContain("4242424242424242", paid.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_declined_stays_on_the_page_and_may_try_again()
    {
        await using var till = await Till.Open();
        var session = await till.NewSession("&locale=en");
        var declined = (await till.Browse(session["url"]!, "method=card&number=4000000000009995")).Is(HttpStatusCode.OK);
        Assert.Contains("insufficient funds", declined.Text, StringComparison.Ordinal);
        var open = await till.Get($"/v1/checkout/sessions/{session["id"]}?expand[]=payment_intent");
        Assert.Equal(("open", "requires_payment_method"), (open["status"], open["payment_intent.status"]));
        Assert.Equal("insufficient_funds", open["payment_intent.last_payment_error.decline_code"]);

        (await till.Browse(session["url"]!, "method=alipay&outcome=authorise")).Is(HttpStatusCode.SeeOther);
        var charges = await till.Get($"/v1/charges?payment_intent={open["payment_intent.id"]}");
        Assert.Equal(["succeeded", "failed"], charges.Json["data"]!.AsArray().Select(c => (string)c!["status"]!));
        Assert.StartsWith("py_", charges.Ids()[0], StringComparison.Ordinal);
        Assert.Equal("payment", (await till.Get($"/v1/balance_transactions?source={charges.Ids()[0]}").Only())["type"]);
    }

    [Fact]
    public async Task A_session_expires_by_Stripes_clock_and_is_not_paid_then()
    {
        await using var till = await Till.Open();
        var expires = till.Clock.GetUtcNow().AddMinutes(30).ToUnixTimeSeconds();
        var session = (await till.NewSession($"&expires_at={expires}")).Is(HttpStatusCode.OK);
        till.Clock.Forward(TimeSpan.FromMinutes(31));
        var expired = await till.Get($"/v1/checkout/sessions/{session["id"]}");
        Assert.Equal(("expired", null), (expired["status"], expired["url"]));
        Assert.Contains("expired", (await till.Browse(session["url"]!, "method=card&number=4242424242424242")).Text, StringComparison.Ordinal);
        var told = await till.Get("/v1/events?type=checkout.session.expired").Only();
        Assert.Equal(expires, (long)told.Json["created"]!);
        (await till.Post($"/v1/checkout/sessions/{session["id"]}/expire")).IsRefusal(HttpStatusCode.BadRequest, null);
    }

    [Fact]
    public async Task A_payment_that_takes_its_time_completes_the_session_unpaid()
    {
        await using var till = await Till.Open();
        var id = (await till.NewSession())["id"]!;
        var waiting = till.StandIn.Pay(id, "wechat_pay", takesTime: true);
        Assert.Equal(("complete", "unpaid"), ((string?)waiting["status"], (string?)waiting["payment_status"]));
        Assert.Empty((await till.Get("/v1/balance_transactions")).Ids());
        till.StandIn.SettlePayment(id, succeeded: true);
        Assert.Equal("paid", (await till.Get($"/v1/checkout/sessions/{id}"))["payment_status"]);
        await till.Get("/v1/events?type=checkout.session.async_payment_succeeded").Only();
    }

    [Fact]
    public async Task A_payer_may_be_quicker_than_the_expiry_that_was_already_told()
    {
        await using var till = await Till.Open();
        var id = (await till.NewSession())["id"]!;
        till.StandIn.Pay(id, card: "4242424242424242", failFirst: true);
        var late = (await till.NewSession(order: "late"))["id"]!;
        (await till.Post($"/v1/checkout/sessions/{late}/expire")).Is(HttpStatusCode.OK);
        using var control = new HttpClient { BaseAddress = till.StandIn.BaseAddress };
        var paid = await control.PostAsync(new Uri($"/_control/sessions/{late}/pay", UriKind.Relative), new StringContent("""{"method":"alipay","evenIfExpired":true}"""));
        Assert.Equal(HttpStatusCode.OK, paid.StatusCode);
        Assert.Equal("paid", (await till.Get($"/v1/checkout/sessions/{late}"))["payment_status"]);
        Assert.Equal((1, 1), (till.StandIn.Count()["order-1"].Charges, till.StandIn.Count()["late"].Charges));
        Assert.Equal(
            ["checkout.session.completed", "checkout.session.expired", "checkout.session.completed"],
            (await till.Get("/v1/events?type=checkout.session.*")).Json["data"]!.AsArray().Select(e => (string)e!["type"]!));
    }

    [Theory]
    [InlineData("&colour=red", 12_000, "parameter_unknown", "colour")]
    [InlineData("&payment_method_types[]=wechat_pay", 12_000, "parameter_missing", "payment_method_options[wechat_pay][client]")]
    [InlineData("&expires_at=1", 12_000, "parameter_invalid", "expires_at")]
    [InlineData("", 399, "amount_too_small", null)]
    public async Task What_is_wrong_with_a_session_is_said_by_code_and_parameter(string more, long amount, string code, string? param)
    {
        await using var till = await Till.Open();
        (await till.NewSession(more, amount)).IsRefusal(HttpStatusCode.BadRequest, code, param);
    }

    [Fact]
    public async Task Nobody_is_answered_without_the_key_or_in_another_version()
    {
        await using var till = await Till.Open();
        var refused = await till.Post("/v1/refunds", bearer: "sk_test_wrong");
        refused.IsRefusal(HttpStatusCode.Unauthorized, "api_key_invalid");
        Assert.StartsWith("req_", Assert.Single(refused.Headers.GetValues("Request-Id")), StringComparison.Ordinal);
        using var client = new HttpClient { BaseAddress = till.StandIn.BaseAddress };
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {Till.Key}");
        client.DefaultRequestHeaders.Add("Stripe-Version", "2020-08-27");
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync(new Uri("/v1/charges", UriKind.Relative))).StatusCode);
    }
}
