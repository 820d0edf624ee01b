using System.Net;
using Marketplace.StripeStandIn;

namespace Marketplace.Api.Tests.StripeStandIn;

/// <summary>What a stand-in knows is there after a restart, and nothing that must not be kept.</summary>
public sealed class RestartTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("marketplace-stripe-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task After_a_restart_everything_is_as_it_was_and_what_was_not_delivered_is_sent()
    {
        var data = Path.Combine(_folder, "state.jsonl");
        var clock = new SetClock();
        string charge, refund, open;
        await using (var till = await Till.Open(new() { Data = data }, clock))
        {
            charge = (await till.Charged())["id"]!;
            refund = (await till.Post("/v1/refunds", $"charge={charge}&amount=500", "key-1")).Text;
            open = (await till.NewSession($"&expires_at={clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds()}"))["id"]!;
        }
        await File.AppendAllTextAsync(data, "[{\"id\":\"ch_torn\",\"obj");
        clock.Forward(TimeSpan.FromHours(2));

        await using var shop = await Shop.Open();
        await using (var again = await Till.Open(new() { Data = data, Webhooks = shop.Address }, clock))
        {
            Assert.Equal("500", (await again.Get($"/v1/charges/{charge}"))["amount_refunded"]);
            Assert.Equal(refund, (await again.Post("/v1/refunds", $"charge={charge}&amount=500", "key-1")).Is(HttpStatusCode.OK).Text);
            Assert.Equal("expired", (await again.Get($"/v1/checkout/sessions/{open}"))["status"]);
            await again.StandIn.Webhooks.Idle();
            Assert.Equal(["checkout.session.expired"], shop.Types);
        }
        var kept = await File.ReadAllTextAsync(data);
        Assert.DoesNotContain("4242424242424242", kept, StringComparison.Ordinal);
        Assert.DoesNotContain(Till.Key, kept, StringComparison.Ordinal);
        Assert.DoesNotContain(new StandInOptions().Secret, kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_killed_has_lost_nothing_that_it_answered_and_lives_in_the_time_it_is_told()
    {
        await using var clock = await Shop.Open();
        clock.Answer = """{"now":"2030-05-01T08:00:00+08:00"}""";
        string[] arguments = ["--port", "0", "--key", Till.Key, "--data", Path.Combine(_folder, "state.jsonl"), "--clock", clock.Address.ToString(), "--accounts", Till.Vendor];
        string session;
        using (var program = await StandInProgram.Start(arguments))
        {
            var made = await program.Post("/v1/checkout/sessions", """
                mode=payment&line_items[0][price_data][currency]=cny&line_items[0][price_data][product_data][name]=Software
                &line_items[0][quantity]=1&line_items[0][price_data][unit_amount]=500&success_url=http://shop.test/done
                """.ReplaceLineEndings(""));
            Assert.Equal(DateTimeOffset.Parse("2030-05-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds(), (long)made["created"]!, 60.0);
            session = (string)made["id"]!;
        }
        using var again = await StandInProgram.Start(arguments);
        Assert.Equal("open", (string?)(await again.Get($"/v1/checkout/sessions/{session}"))["status"]);
    }
}
