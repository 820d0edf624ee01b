using System.Net;
using System.Security.Cryptography;
using System.Text;
using Marketplace.Api.Tests.Hosting;
using Marketplace.StripeStandIn.Webhooks;

namespace Marketplace.Api.Tests.Payments;

/// <summary>News of the processor: believed by their signature only, and harmless in any number and order.</summary>
public sealed class WebhookTests
{
    const string Path = "/api/v1/stripe/webhooks";

    [Fact]
    public async Task The_same_news_fifty_times_from_sixteen_callers_count_once()
    {
        await using var town = await PaidTown.Build();
        var order = await town.PaidOrder();
        await order.Until("processorFees", "60.00");
        var news = town.Stripe.All("event").First(e => e["type"]!.ToString() == "checkout.session.completed")["id"]!.ToString();
        var facts = await order.Facts();

        var answers = await town.Stripe.Webhooks.Resend(news, times: 50, callers: 16);

        Assert.Equal(50, answers.Count);
        Assert.All(answers, a => Assert.Equal(200, a));
        Assert.Equal(51, await Books.Count(town.Paid.Server.ConnectionString, $"select received::bigint from payments.news where id = '{news}'"));
        Assert.Equal(facts, await order.Facts());
        Assert.Equal(1, town.Stripe.Count()[order.Id].Charges);
        await PaymentScenarioTests.Check(town);
    }

    [Fact]
    public async Task News_in_the_wrong_order_twice_and_days_late_come_to_the_same()
    {
        await using var town = await PaidTown.Build();
        var order = await town.Order();
        var page = await order.Open();
        town.Stripe.Webhooks.Hold();
        town.Stripe.Pay(page, failFirst: true);
        await Patience.Until(() => town.Stripe.Webhooks.Held.Count >= 4);
        var held = town.Stripe.Webhooks.Held.Select(h => h.Event).ToArray();

        await town.Stripe.Webhooks.Release([.. held.Reverse(), .. held]);
        await order.Until("status", "paid");
        await town.MoveBy(TimeSpan.FromDays(3));
        foreach (var news in held) await town.Stripe.Webhooks.Resend(news);

        await town.Stripe.Webhooks.Resume();
        Assert.Equal(1, (await order.Facts()).Split(' ').Count(f => f == "payment_received"));
        Assert.Equal("confirmed", await order.Status());
        await PaymentScenarioTests.Check(town);
    }

    [Fact]
    public async Task While_the_secret_is_rolled_both_are_believed_and_afterwards_only_the_new_one()
    {
        await using var town = await PaidTown.Build("--Stripe:WebhookSecrets=whsec_standin,whsec_new");
        var (first, second) = (await town.Order(), await town.Order());
        town.Stripe.Webhooks.Roll("whsec_new");
        await first.Pay();
        town.Stripe.Webhooks.Signing = Signing.OldSecret;
        await second.Pay();
        var news = town.Stripe.All("event").First(e => e["type"]!.ToString() == "checkout.session.completed")["id"]!.ToString();
        foreach (var (signing, status) in new (Signing, int)[] { (Signing.Right, 200), (Signing.OldSecret, 200), (Signing.Both, 200), (Signing.WrongSecret, 400), (Signing.StaleTimestamp, 400), (Signing.None, 400) })
        {
            town.Stripe.Webhooks.Signing = signing;
            Assert.Equal(status, (await town.Stripe.Webhooks.Resend(news)).Single());
        }
    }

    [Fact]
    public async Task What_is_not_signed_by_the_processor_is_refused_and_changes_nothing()
    {
        await using var town = await PaidTown.Build();
        var order = await town.Order();
        var page = await order.Open();
        var body = $$$$"""{"id":"evt_forged","object":"event","type":"checkout.session.completed","created":1,"data":{"object":{"id":"{{{{page}}}}","object":"checkout.session","metadata":{"order":"{{{{order.Id}}}}"},"payment_status":"paid"}}}""";

        Assert.Equal("webhook.signature-wrong", (await Send(town, body, null)).IsProblem(HttpStatusCode.BadRequest, "webhook.signature-wrong")["code"]);
        (await Send(town, body, Header(body, "whsec_wrong", 0))).IsProblem(HttpStatusCode.BadRequest, "webhook.signature-wrong");
        (await Send(town, body + " ", Header(body, "whsec_standin", 0))).IsProblem(HttpStatusCode.BadRequest, "webhook.signature-wrong");
        (await Send(town, body, Header(body, "whsec_standin", -301))).IsProblem(HttpStatusCode.BadRequest, "webhook.signature-stale");
        (await Send(town, body, Header(body, "whsec_standin", 301))).IsProblem(HttpStatusCode.BadRequest, "webhook.signature-stale");
        (await Send(town, "[]", Header("[]", "whsec_standin", 0))).IsProblem(HttpStatusCode.BadRequest, "webhook.not-an-event");
        Assert.Equal(0, await Books.Count(town.Paid.Server.ConnectionString, "select count(*) from payments.news"));

        // Even signed, it is what the processor says when asked that counts.
        (await Send(town, body, Header(body, "whsec_standin", 0))).Is(HttpStatusCode.OK);
        await Patience.Until(async () => await Books.Count(town.Paid.Server.ConnectionString, "select count(*) from payments.news where done_at is not null") == 1);
        Assert.Equal("awaitingPayment", await order.Status());
    }

    [Fact]
    public async Task Without_keys_paying_says_so_and_everything_else_works()
    {
        await using var server = new ApiServer();
        await server.InitializeAsync();
        var town = await new Town(server.Api).Build();
        var company = await town.NewCompany();
        var dear = await town.NewListing("12000.00");
        var order = (await town.Order(company, dear)).Is(HttpStatusCode.Created)["id"];

        (await town.AsCompany(company).Post($"orders/{order}/payment", new { })).IsProblem(HttpStatusCode.UnprocessableEntity, "payment.not-configured");
        Assert.Equal("due", (await town.AsCompany(company).Get($"orders/{order}/payment")).Is(HttpStatusCode.OK)["status"]);
        (await town.As("demo-operator").Post("reconciliations", new { date = "2026-11-01" })).IsProblem(HttpStatusCode.UnprocessableEntity, "payment.not-configured");
        (await town.As("demo-operator").Post($"vendors/{town.Vendor}/connected-account", new { account = "acct_x" })).IsProblem(HttpStatusCode.UnprocessableEntity, "payment.not-configured");
        (await town.As("nobody").Post(Path, "{}")).IsProblem(HttpStatusCode.NotFound, "webhook.not-configured");
        (await town.As("demo-operator").Post("demo/clock", new { to = TimeProvider.System.GetUtcNow().AddHours(1) })).Is(HttpStatusCode.OK);
        Assert.Equal("lapsed", (await town.AsCompany(company).Get($"orders/{order}"))["status"]);
        (await town.Order(company)).Is(HttpStatusCode.Created);
    }

    static async Task<Answer> Send(PaidTown town, string body, string? signature)
    {
        using var client = new HttpClient { BaseAddress = town.Paid.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (signature is not null) request.Headers.TryAddWithoutValidation("Stripe-Signature", signature);
        using var response = await client.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers.ContentType?.MediaType);
    }

    static string Header(string body, string secret, int secondsFromNow)
    {
        var time = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + secondsFromNow;
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}"));
        return $"t={time},v1={Convert.ToHexStringLower(signature)}";
    }
}
