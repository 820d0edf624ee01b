using System.Diagnostics;
using System.Text.Json;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Billing.Stripe;

/// <summary>
/// Brings requests to Stripe and answers back, as often as it takes and is safe: reading always is, and a change is
/// because every attempt carries the same idempotency key.
/// </summary>
sealed class StripeChannel
{
    const int AnswerMaxBytes = 16 * 1024 * 1024;

    static readonly ActivitySource Activities = new(StripeClient.ActivitySourceName);

    readonly HttpClient http;
    readonly StripeOptions options;
    readonly TimeProvider clock;
    readonly ResiliencePipeline pipeline;

    public StripeChannel(HttpClient http, StripeOptions options, TimeProvider clock)
    {
        // The key goes over the wire.
        if (options.ApiBase.Scheme != Uri.UriSchemeHttps && !options.ApiBase.IsLoopback)
            throw new ArgumentException("Stripe is reached over HTTPS only.", nameof(options));
        (this.http, this.options, this.clock) = (http, options, clock);
        pipeline = Pipeline(options, clock);
    }

    public async Task<T> Ask<T>(StripeRequest request, Func<JsonElement, T> read, CancellationToken cancellation)
    {
        if (!options.IsConfigured) throw new StripeException(StripeFault.Unconfigured, "Stripe is not configured: there is no usable API key.");
        var call = new StripeCall(request);
        var answer = await Send(call, cancellation).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or UnreadableAnswerException or InvalidOperationException or OverflowException)
        {
            var why = e is UnreadableAnswerException ? e.Message : "it is not the JSON that was expected";
            throw new StripeException(StripeFault.Unreadable, $"The answer of Stripe cannot be used: {why}.", request.Changes)
            {
                Status = answer.Status,
                RequestId = answer.RequestId,
            };
        }
    }

    async Task<StripeAnswer> Send(StripeCall call, CancellationToken cancellation)
    {
        try
        {
            return await pipeline.ExecuteAsync(
                static (state, token) => new ValueTask<StripeAnswer>(state.Channel.Attempt(state.Call, token)),
                (Channel: this, Call: call), cancellation).ConfigureAwait(false);
        }
        catch (BrokenCircuitException e)
        {
            // Opened by this very call: what it met says more than that nothing more is sent.
            throw call.LastFailure ?? new StripeException(
                StripeFault.CircuitOpen, "Stripe failed again and again just now; nothing is sent for a moment.", call.MayHaveHappened, e)
            {
                RetryAfter = e.RetryAfter,
            };
        }
        catch (TimeoutRejectedException e)
        {
            throw TimedOut(call, e);
        }
    }

    async Task<StripeAnswer> Attempt(StripeCall call, CancellationToken cancellation)
    {
        using var activity = Activities.StartActivity($"{call.Method} {call.Request.Template}", ActivityKind.Client);
        activity?.SetTag("http.request.method", call.Method).SetTag("url.template", call.Request.Template);
        call.Sent();
        try
        {
            var answer = await Exchange(call.Request, cancellation).ConfigureAwait(false);
            activity?.SetTag("http.response.status_code", answer.Status).SetTag("stripe.request_id", answer.RequestId);
            return answer.IsSuccess ? answer : throw Failed(answer.Failure(call));
        }
        catch (HttpRequestException e)
        {
            throw Failed(Unreachable(call, e));
        }
        // A client that is less patient than the pipeline.
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException && !cancellation.IsCancellationRequested)
        {
            throw Failed(TimedOut(call, e));
        }
        catch (OperationCanceledException e)
        {
            // By the time of the attempt, of the call, or by the caller: only the pipeline knows which.
            Failed(TimedOut(call, e));
            throw;
        }

        StripeException Failed(StripeException failure)
        {
            activity?.SetStatus(ActivityStatusCode.Error, failure.Fault.ToString());
            return call.LastFailure = failure;
        }
    }

    async Task<StripeAnswer> Exchange(StripeRequest request, CancellationToken cancellation)
    {
        using var message = request.Message(options);
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        await response.Content.LoadIntoBufferAsync(AnswerMaxBytes, cancellation).ConfigureAwait(false);
        return StripeAnswer.Of(response, await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false), clock.GetUtcNow());
    }

    static StripeException Unreachable(StripeCall call, HttpRequestException e)
    {
        if (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
            return new(StripeFault.Unreadable, "The answer of Stripe is longer than any that is expected.", call.Uncertain(), e);
        var neverArrived = e.HttpRequestError
            is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError;
        return new(StripeFault.Unreachable, "Stripe cannot be reached.", neverArrived ? call.Unheard() : call.Uncertain(), e) { IsWorthRepeating = true };
    }

    static StripeException TimedOut(StripeCall call, Exception e) =>
        new(StripeFault.TimedOut, "Stripe did not answer in time.", call.MayHaveHappened, e) { IsWorthRepeating = true };

    static ResiliencePipeline Pipeline(StripeOptions options, TimeProvider clock)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = clock };
        builder.AddTimeout(options.OverallTimeout);
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.RetryDelay,
                MaxDelay = options.LongestRetryDelay,
                ShouldHandle = new PredicateBuilder()
                    .Handle<StripeException>(e => e.IsWorthRepeating && !(e.RetryAfter > options.LongestRetryAfter))
                    .Handle<TimeoutRejectedException>(),
                // Null: the exponential wait.
                DelayGenerator = static waiting => ValueTask.FromResult(
                    waiting.Outcome.Exception is StripeException { RetryAfter: { } wanted } && wanted > TimeSpan.Zero ? wanted : (TimeSpan?)null),
            });
        }
        return builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = options.CircuitAttempts,
                SamplingDuration = options.CircuitWindow,
                BreakDuration = options.CircuitBreak,
                ShouldHandle = new PredicateBuilder()
                    .Handle<StripeException>(e => e.Fault is StripeFault.Unreachable or StripeFault.Server or StripeFault.TimedOut)
                    .Handle<TimeoutRejectedException>(),
            })
            .AddTimeout(options.AttemptTimeout)
            .Build();
    }
}
