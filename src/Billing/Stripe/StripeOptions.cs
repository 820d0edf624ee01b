using System.Text.Json.Serialization;

namespace Billing.Stripe;

/// <summary>How the marketplace reaches Stripe, and how long it waits; what is secret in here is never printed.</summary>
public sealed record StripeOptions
{
    /// <summary>The version of the API that every request asks for; events are read whatever version they say.</summary>
    public const string ApiVersion = "2025-12-15.clover";

    /// <summary>A secret or restricted key; without one every call is refused with <see cref="StripeFault.Unconfigured"/>.</summary>
    [JsonIgnore]
    public string? ApiKey { get; init; }

    /// <summary>The secrets of the webhook endpoint: one, or several while it is being rotated.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> WebhookSecrets { get; init; } = [];

    /// <summary>HTTPS, except on this machine.</summary>
    public Uri ApiBase { get; init; } = new("https://api.stripe.com");

    /// <summary>Where Stripe's own payment page is, for what the browser is allowed to open.</summary>
    public Uri CheckoutOrigin { get; init; } = new("https://checkout.stripe.com");

    /// <summary>The ways to pay that are offered, as Stripe names them.</summary>
    public IReadOnlyList<string> PaymentMethods { get; init; } = ["card", "alipay", "wechat_pay"];

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a call may take with all its attempts and waits; somebody may be waiting at a browser.</summary>
    public TimeSpan OverallTimeout { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>How often an attempt is repeated, at most; zero: never.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The wait before the first repetition; it doubles, with jitter, up to <see cref="LongestRetryDelay"/>.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whoever is told by Stripe to come back later than this is told so, instead of waiting.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The circuit opens when at least so many attempts were made within <see cref="CircuitWindow"/>, and half of them failed.</summary>
    public int CircuitAttempts { get; init; } = 10;

    public TimeSpan CircuitWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long nothing is sent once the circuit is open.</summary>
    public TimeSpan CircuitBreak { get; init; } = TimeSpan.FromSeconds(15);

    // A key that a header cannot carry (a line break from a file, say) is no key.
    [JsonIgnore]
    public bool IsConfigured => !string.IsNullOrEmpty(ApiKey) && !ApiKey.AsSpan().ContainsAnyExceptInRange('!', '~');

    public override string ToString() =>
        $"{nameof(StripeOptions)} {{ {(IsConfigured ? "configured" : "not configured")}, {WebhookSecrets.Count} webhook secrets, "
        + $"{nameof(ApiBase)} = {ApiBase}, {nameof(PaymentMethods)} = {string.Join(' ', PaymentMethods)} }}";
}
