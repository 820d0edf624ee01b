using Billing.Stripe;

namespace Billing.Tests.Stripe;

public sealed class StripeRetryTests
{
    static readonly NewRefund Refund = new("pi_1", Money.Yuan(50), "order-1", "refund-1", "cancelled");
    static readonly (string, string) RetryAfterThree = ("Retry-After", "3");

    readonly ScriptedStripe stripe = new();

    [Fact]
    public async Task Too_many_requests_are_repeated_when_Stripe_wants_them()
    {
        stripe.Refuses(429, """{"type":"invalid_request_error","code":"rate_limit"}""", RetryAfterThree).Answers(Sample.Refund());

        await Send();

        Assert.Equal([TimeSpan.FromSeconds(3)], stripe.Clock.Waits);
        AssertSameKeyAndBody(attempts: 2);
    }

    [Fact]
    public async Task A_moment_to_come_back_at_is_a_wait_until_then()
    {
        stripe.Refuses(503, "{}", ("Retry-After", ScriptedStripe.Start.AddSeconds(7).ToString("R", null))).Answers(Sample.Refund());

        await Send();

        Assert.Equal([TimeSpan.FromSeconds(7)], stripe.Clock.Waits);
    }

    [Fact]
    public async Task Whoever_is_to_come_back_much_later_is_told_instead_of_waiting()
    {
        stripe.Refuses(429, "{}", ("Retry-After", "120"));

        var limited = await Assert.ThrowsAsync<StripeException>(Send);

        Assert.Equal((StripeFault.RateLimited, TimeSpan.FromSeconds(120), false), (limited.Fault, limited.RetryAfter, limited.MayHaveHappened));
        Assert.Empty(stripe.Clock.Waits);
    }

    [Theory]
    [InlineData(409, "lock_timeout")]
    [InlineData(429, "lock_timeout")]
    [InlineData(409, "idempotency_key_in_use")]
    public async Task What_is_busy_is_asked_again_with_the_same_key(int status, string code)
    {
        stripe.Refuses(status, $$"""{"type":"invalid_request_error","code":"{{code}}"}""").Answers(Sample.Refund());

        Assert.Equal("re_1", (await Send()).Id);

        AssertSameKeyAndBody(attempts: 2);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task A_failure_of_Stripe_is_repeated_with_the_same_key(int status)
    {
        stripe.Refuses(status, """{"type":"api_error"}""").Answers(Sample.Refund());

        await Send();

        AssertSameKeyAndBody(attempts: 2);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError)]
    [InlineData(HttpRequestError.ResponseEnded)]
    public async Task A_broken_connection_is_repeated_with_the_same_key(HttpRequestError error)
    {
        stripe.Breaks(error).Answers(Sample.Refund());

        await Send();

        AssertSameKeyAndBody(attempts: 2);
    }

    [Fact]
    public async Task Reading_is_repeated_too()
    {
        stripe.Refuses(500, "{}").IsSilentFor(TimeSpan.FromSeconds(15)).Answers("""{"available":[],"pending":[]}""");

        Assert.Equal(new Balance(Money.Zero, Money.Zero), await stripe.Client.Balance(default));

        Assert.Equal(3, stripe.Asked.Count);
    }

    [Theory]
    [InlineData(400, "invalid_request_error", "parameter_missing", StripeFault.Refused)]
    [InlineData(400, "invalid_request_error", "charge_already_refunded", StripeFault.Refused)]
    [InlineData(400, "invalid_request_error", "resource_missing", StripeFault.UnknownObject)]
    [InlineData(401, "invalid_request_error", null, StripeFault.Unauthorised)]
    [InlineData(402, "card_error", "card_declined", StripeFault.Card)]
    [InlineData(403, "invalid_request_error", null, StripeFault.Unauthorised)]
    [InlineData(404, "invalid_request_error", "resource_missing", StripeFault.UnknownObject)]
    [InlineData(302, null, null, StripeFault.Unreadable)]
    public async Task What_was_refused_is_not_asked_again(int status, string? type, string? code, StripeFault fault)
    {
        stripe.Refuses(status, $$"""{"type":"{{type}}","code":"{{code}}"}""", ("Stripe-Should-Retry", "true"));

        var refused = await Assert.ThrowsAsync<StripeException>(Send);

        Assert.Equal((fault, status, type, code), (refused.Fault, refused.Status, refused.Type, refused.Code));
        Assert.Equal(fault == StripeFault.Unreadable, refused.MayHaveHappened);
        Assert.Single(stripe.Asked);
    }

    [Fact]
    public async Task A_key_used_for_something_else_is_not_asked_again_and_may_have_done_it()
    {
        stripe.Refuses(400, """{"type":"idempotency_error"}""");

        var conflict = await Assert.ThrowsAsync<StripeException>(Send);

        Assert.Equal((StripeFault.Idempotency, true), (conflict.Fault, conflict.MayHaveHappened));
        Assert.Single(stripe.Asked);
    }

    [Theory]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task What_Stripe_says_is_useless_is_not_asked_again(int status)
    {
        stripe.Refuses(status, "{}", ("Stripe-Should-Retry", "false"));

        await Assert.ThrowsAsync<StripeException>(Send);

        Assert.Single(stripe.Asked);
    }

    [Fact]
    public async Task The_repetitions_end()
    {
        for (var i = 0; i < 4; i++) stripe.Refuses(500, "{}", ("Request-Id", "req_" + i));

        var failed = await Assert.ThrowsAsync<StripeException>(Send);

        Assert.Equal((StripeFault.Server, true, "req_3"), (failed.Fault, failed.MayHaveHappened, failed.RequestId));
        Assert.Equal(3, stripe.Clock.Waits.Count);
        Assert.All(stripe.Clock.Waits, wait => Assert.InRange(wait, TimeSpan.Zero, ScriptedStripe.Options.LongestRetryDelay));
    }

    [Fact]
    public async Task Without_repetitions_the_first_failure_is_the_last()
    {
        var once = new ScriptedStripe(ScriptedStripe.Options with { Retries = 0 }).Refuses(500, "{}");

        await Assert.ThrowsAsync<StripeException>(() => once.Client.CreateRefund(Refund, "key", default));

        Assert.Single(once.Asked);
    }

    [Fact]
    public async Task A_change_without_an_answer_may_have_happened()
    {
        for (var i = 0; i < 4; i++) stripe.IsSilentFor(TimeSpan.FromSeconds(15));

        var silent = await Assert.ThrowsAsync<StripeException>(Send);

        Assert.Equal((StripeFault.TimedOut, true), (silent.Fault, silent.MayHaveHappened));
        // 15 s each, 40 s in all: the third is cut short, and there is no fourth.
        AssertSameKeyAndBody(attempts: 3);
    }

    [Fact]
    public async Task Reading_without_an_answer_has_changed_nothing()
    {
        for (var i = 0; i < 3; i++) stripe.IsSilentFor(TimeSpan.FromSeconds(15));

        var silent = await Assert.ThrowsAsync<StripeException>(() => stripe.Client.Balance(default));

        Assert.Equal((StripeFault.TimedOut, false), (silent.Fault, silent.MayHaveHappened));
    }

    [Fact]
    public async Task A_change_that_never_reached_Stripe_has_not_happened()
    {
        for (var i = 0; i < 4; i++) stripe.Breaks(HttpRequestError.ConnectionError);

        var unreachable = await Assert.ThrowsAsync<StripeException>(Send);

        Assert.Equal((StripeFault.Unreachable, false), (unreachable.Fault, unreachable.MayHaveHappened));
    }

    [Fact]
    public async Task One_attempt_that_was_lost_sight_of_is_not_forgotten()
    {
        stripe.Breaks(HttpRequestError.ResponseEnded).Breaks(HttpRequestError.ConnectionError).Refuses(429, "{}").Refuses(429, "{}");

        var limited = await Assert.ThrowsAsync<StripeException>(Send);

        Assert.Equal((StripeFault.RateLimited, true), (limited.Fault, limited.MayHaveHappened));
    }

    [Fact]
    public async Task A_refusal_after_a_lost_attempt_says_that_nothing_happened()
    {
        stripe.Breaks(HttpRequestError.ResponseEnded).Refuses(400, """{"type":"invalid_request_error","code":"charge_disputed"}""");

        var refused = await Assert.ThrowsAsync<StripeException>(Send);

        Assert.Equal((StripeFault.Refused, false), (refused.Fault, refused.MayHaveHappened));
    }

    [Fact]
    public async Task When_Stripe_fails_again_and_again_nothing_is_sent_for_a_while()
    {
        var tired = new ScriptedStripe(ScriptedStripe.Options with { Retries = 0, CircuitAttempts = 3 });
        for (var i = 0; i < 3; i++) tired.Refuses(500, "{}");
        for (var i = 0; i < 3; i++) await Assert.ThrowsAsync<StripeException>(() => tired.Client.CreateRefund(Refund, "key", default));

        var open = await Assert.ThrowsAsync<StripeException>(() => tired.Client.CreateRefund(Refund, "key", default));

        Assert.Equal((StripeFault.CircuitOpen, false), (open.Fault, open.MayHaveHappened));
        Assert.Equal(3, tired.Asked.Count);

        tired.Clock.Advance(ScriptedStripe.Options.CircuitBreak);
        Assert.Equal("re_1", (await tired.Answers(Sample.Refund()).Client.CreateRefund(Refund, "key", default)).Id);
    }

    [Fact]
    public async Task A_call_that_opens_the_circuit_tells_what_it_met()
    {
        var tired = new ScriptedStripe(ScriptedStripe.Options with { CircuitAttempts = 2 }).Refuses(500, "{}").IsSilentFor(TimeSpan.FromSeconds(15));

        var failed = await Assert.ThrowsAsync<StripeException>(() => tired.Client.CreateRefund(Refund, "key", default));

        Assert.Equal((StripeFault.TimedOut, true), (failed.Fault, failed.MayHaveHappened));
        Assert.Equal(2, tired.Asked.Count);
    }

    [Fact]
    public async Task Refusals_do_not_open_the_circuit()
    {
        var strict = new ScriptedStripe(ScriptedStripe.Options with { Retries = 0, CircuitAttempts = 2 });
        for (var i = 0; i < 5; i++) strict.Refuses(i % 2 == 0 ? 429 : 400, "{}");

        for (var i = 0; i < 5; i++)
        {
            var refused = await Assert.ThrowsAsync<StripeException>(() => strict.Client.CreateRefund(Refund, "key", default));
            Assert.NotEqual(StripeFault.CircuitOpen, refused.Fault);
        }
    }

    [Fact]
    public async Task Whoever_gives_up_is_not_told_that_Stripe_failed()
    {
        using var giveUp = new CancellationTokenSource();
        stripe.Answers(Sample.Refund());
        giveUp.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stripe.Client.CreateRefund(Refund, "key", giveUp.Token));
    }

    [Fact]
    public async Task What_is_said_of_a_failure_holds_nothing_of_its_text()
    {
        stripe.Refuses(
            401, """{"type":"invalid_request_error","code":"bad code","param":"line_items[0]","message":"Invalid API Key provided: sk_test_never_to_be_seen"}""",
            ("Request-Id", "req_1"));

        var refused = await Assert.ThrowsAsync<StripeException>(Send);

        Assert.Equal((null, "line_items[0]", "req_1"), (refused.Code, refused.Param, refused.RequestId));
        Assert.Equal("Stripe does not accept the API key for this (401, invalid_request_error, line_items[0], request req_1).", refused.Message);
        Assert.DoesNotContain("never_to_be_seen", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"card_declined\"")]
    [InlineData("[{}]")]
    [InlineData("{\"type\":7,\"code\":{\"a\":1},\"param\":null}")]
    public async Task An_error_of_another_form_is_an_error_still(string error)
    {
        var refused = await Assert.ThrowsAsync<StripeException>(() => stripe.Refuses(400, error).Client.CreateRefund(Refund, "key", default));

        Assert.Equal((StripeFault.Refused, null, null), (refused.Fault, refused.Type, refused.Code));
    }

    Task<Refund> Send() => stripe.Client.CreateRefund(Refund, "order-1/refund/1", default);

    void AssertSameKeyAndBody(int attempts)
    {
        Assert.Equal(attempts, stripe.Asked.Count);
        Assert.All(stripe.Asked, asked => Assert.Equal(("order-1/refund/1", stripe.Asked[0].Body), (asked.Headers["Idempotency-Key"], asked.Body)));
    }
}
