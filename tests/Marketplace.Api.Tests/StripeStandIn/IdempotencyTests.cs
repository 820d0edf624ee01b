using System.Net;
using Marketplace.Api.Tests.Hosting;
using Marketplace.StripeStandIn.Control;

namespace Marketplace.Api.Tests.StripeStandIn;

/// <summary>The same key does the same once, whatever became of the answer.</summary>
public sealed class IdempotencyTests
{
    [Fact]
    public async Task The_same_key_with_the_same_parameters_is_answered_the_same_and_done_once()
    {
        await using var till = await Till.Open();
        var charge = await till.Charged();
        var first = (await till.Post("/v1/refunds", $"charge={charge["id"]}&amount=500", "key-1")).Is(HttpStatusCode.OK);
        var again = (await till.Post("/v1/refunds", $"charge={charge["id"]}&amount=500", "key-1")).Is(HttpStatusCode.OK);
        Assert.Equal(first.Text, again.Text);
        Assert.False(first.Headers.Contains("Idempotent-Replayed"));
        Assert.Equal(["true"], again.Headers.GetValues("Idempotent-Replayed"));
        await till.Get("/v1/refunds").Only();
    }

    [Fact]
    public async Task The_same_key_with_other_parameters_is_refused()
    {
        await using var till = await Till.Open();
        var charge = await till.Charged();
        await till.Post("/v1/refunds", $"charge={charge["id"]}&amount=500", "key-1");
        var other = await till.Post("/v1/refunds", $"charge={charge["id"]}&amount=501", "key-1");
        other.IsRefusal(HttpStatusCode.BadRequest, null);
        Assert.Equal("idempotency_error", other["error.type"]);
    }

    [Fact]
    public async Task A_refusal_that_came_of_the_work_is_repeated_and_one_of_the_parameters_is_not()
    {
        await using var till = await Till.Open();
        (await till.Post("/v1/refunds", "charge=ch_none", "key-1")).IsRefusal(HttpStatusCode.NotFound, "resource_missing", "charge");
        Assert.True((await till.Post("/v1/refunds", "charge=ch_none", "key-1")).Headers.Contains("Idempotent-Replayed"));
        (await till.Post("/v1/transfers", "amount=1", "key-2")).IsRefusal(HttpStatusCode.BadRequest, "parameter_missing", "currency");
        Assert.False((await till.Post("/v1/transfers", "amount=1", "key-2")).Headers.Contains("Idempotent-Replayed"));
    }

    [Fact]
    public async Task A_key_is_forgotten_after_a_day()
    {
        await using var till = await Till.Open();
        var first = await till.NewSession(key: "key-1");
        till.Clock.Forward(TimeSpan.FromHours(24));
        Assert.NotEqual(first["id"], (await till.NewSession(key: "key-1"))["id"]);
    }

    [Fact]
    public async Task While_the_first_is_still_running_the_second_is_told_so()
    {
        await using var till = await Till.Open();
        var letGo = new TaskCompletionSource();
        till.StandIn.Faults.Next(new Fault(FaultKind.DelayBefore, "POST", "/v1/checkout/sessions", Times: 2) { Until = letGo.Task });
        var both = new List<Task<Answer>> { till.NewSession(key: "key-1"), till.NewSession(key: "key-1") };
        var refused = await Task.WhenAny(both);
        (await refused).IsRefusal(HttpStatusCode.Conflict, "idempotency_key_in_use");
        letGo.SetResult();
        (await both.Single(b => b != refused)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_was_done_without_an_answer_is_answered_to_the_same_key()
    {
        await using var till = await Till.Open();
        var charge = await till.Charged();
        foreach (var fault in new[] { FaultKind.TimeOutAfterwards, FaultKind.DropAfterwards })
        {
            till.StandIn.Faults.Next(fault, "POST", "/v1/refunds");
            using var impatient = new HttpClient { BaseAddress = till.StandIn.BaseAddress, Timeout = TimeSpan.FromSeconds(1) };
            impatient.DefaultRequestHeaders.Add("Authorization", $"Bearer {Till.Key}");
            impatient.DefaultRequestHeaders.Add("Idempotency-Key", $"key-{fault}");
            await Assert.ThrowsAnyAsync<Exception>(() => impatient.PostAsync(new Uri("/v1/refunds", UriKind.Relative),
                new FormUrlEncodedContent([new("charge", charge["id"]!), new("amount", "500")])));
            var again = (await till.Post("/v1/refunds", $"charge={charge["id"]}&amount=500", $"key-{fault}")).Is(HttpStatusCode.OK);
            Assert.True(again.Headers.Contains("Idempotent-Replayed"));
        }
        Assert.Equal((2, 1_000), (till.StandIn.Count()["order-1"].Refunds, till.StandIn.Count()["order-1"].Refunded));
        Assert.Contains(till.StandIn.Requests.Seen, r => r is { Status: null, Fault: FaultKind.TimeOutAfterwards, IdempotencyKey: "key-TimeOutAfterwards" });
    }

    [Theory]
    [InlineData(FaultKind.RateLimit, 429, "rate_limit")]
    [InlineData(FaultKind.LockTimeout, 409, "lock_timeout")]
    [InlineData(FaultKind.Unavailable, 503, null)]
    public async Task What_never_began_may_be_sent_again_with_the_same_key(FaultKind fault, int status, string? code)
    {
        await using var till = await Till.Open();
        till.StandIn.Faults.Next(fault, "POST", "/v1/checkout/*");
        (await till.NewSession(key: "key-1")).IsRefusal((HttpStatusCode)status, code);
        Assert.False((await till.NewSession(key: "key-1")).Is(HttpStatusCode.OK).Headers.Contains("Idempotent-Replayed"));
    }
}
