using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Marketplace.StripeStandIn;
using Marketplace.StripeStandIn.Webhooks;

namespace Marketplace.Api.Tests.StripeStandIn;

/// <summary>Events are sent, signed, until they are taken, and in the order that a test wants.</summary>
public sealed class WebhookTests
{
    static StandInOptions To(Shop shop) => new()
    {
        Webhooks = shop.Address, Secret = "whsec_first", WebhookBackoffFirst = TimeSpan.FromMilliseconds(1),
    };

    static string Sign(string secret, string time, string body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}")));

    static ILookup<string, string> Parts(string signature) =>
        signature.Split(',').Select(p => p.Split('=')).ToLookup(p => p[0], p => p[1]);

    [Fact]
    public async Task An_event_that_is_refused_is_sent_again_until_it_is_taken()
    {
        await using var shop = await Shop.Open();
        await using var till = await Till.Open(To(shop));
        shop.RefuseNext(2);
        (await till.NewSession($"&expires_at={till.Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds()}")).Is(System.Net.HttpStatusCode.OK);
        till.Clock.Forward(TimeSpan.FromHours(2));
        till.StandIn.CatchUp();
        await till.StandIn.Webhooks.Idle();
        Assert.Equal(3, shop.Types.Count(t => t == "checkout.session.expired"));
        Assert.Single(shop.Received.Select(r => r.Body).Distinct());
        Assert.Equal([500, 500, 200], till.StandIn.Webhooks.Deliveries.Select(d => d.Status));
        Assert.Equal("0", (await till.Get("/v1/events").Only())["pending_webhooks"]);
    }

    [Fact]
    public async Task While_a_secret_is_rolled_both_sign_and_the_time_is_the_wall_clocks()
    {
        await using var shop = await Shop.Open();
        await using var till = await Till.Open(To(shop));
        till.StandIn.Webhooks.Roll("whsec_second");
        await till.Charged();
        await till.StandIn.Webhooks.Idle();
        Assert.All(shop.Received, r =>
        {
            var parts = Parts(r.Signature);
            var time = Assert.Single(parts["t"]);
            Assert.Equal([Sign("whsec_second", time, r.Body), Sign("whsec_first", time, r.Body)], parts["v1"]);
            Assert.Single(parts["v0"]);
            var age = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - long.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(age, 0, 120);
            Assert.Equal(StandIn.ApiVersion, (string?)JsonNode.Parse(r.Body)!["api_version"]);
        });
    }

    [Fact]
    public async Task Held_events_are_released_in_any_order_and_one_is_resent_by_many_at_once()
    {
        await using var shop = await Shop.Open();
        await using var till = await Till.Open(To(shop));
        till.StandIn.Webhooks.Hold();
        await till.Charged();
        var held = till.StandIn.Webhooks.Held;
        Assert.Empty(shop.Received);
        Assert.Equal(
            ["payment_intent.created", "charge.succeeded", "charge.updated", "payment_intent.succeeded", "checkout.session.completed"], held.Select(h => h.Type));
        await till.StandIn.Webhooks.Release([.. held.Reverse().Select(h => h.Event)]);
        Assert.Equal(held.Reverse().Select(h => h.Type), shop.Types);
        Assert.Equal(Enumerable.Repeat<int?>(200, 10), await till.StandIn.Webhooks.Resend(held[^1].Event, times: 10, callers: 4));
        Assert.Equal(11, shop.Types.Count(t => t == "checkout.session.completed"));
    }

    [Fact]
    public async Task An_event_is_dropped_or_doubled_or_badly_signed()
    {
        await using var shop = await Shop.Open();
        await using var till = await Till.Open(To(shop));
        till.StandIn.Webhooks.Next(Mishap.Drop, "checkout.session.completed");
        till.StandIn.Webhooks.Next(Mishap.Duplicate, "charge.succeeded");
        till.StandIn.Webhooks.Signing = Signing.WrongSecret;
        await till.Charged();
        await till.StandIn.Webhooks.Idle();
        Assert.DoesNotContain("checkout.session.completed", shop.Types);
        Assert.Equal(2, shop.Types.Count(t => t == "charge.succeeded"));
        Assert.All(shop.Received, r => Assert.NotEqual([Sign("whsec_first", Parts(r.Signature)["t"].Single(), r.Body)], Parts(r.Signature)["v1"]));
    }
}
