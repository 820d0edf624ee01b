namespace Marketplace.StripeStandIn;

/// <summary>How a stand-in is started; every amount is in the smallest unit of its currency.</summary>
public sealed record StandInOptions
{
    public string Key { get; init; } = "sk_test_standin";

    /// <summary>Whether requests without a version are refused, which an account of its own would answer in its own version.</summary>
    public bool VersionNeeded { get; init; }

    /// <summary>The port on 127.0.0.1; 0 for any free one.</summary>
    public int Port { get; init; }

    /// <summary>Where events are sent; none are sent while it is null.</summary>
    public Uri? Webhooks { get; init; }

    public string Secret { get; init; } = "whsec_standin";

    /// <summary>The file that keeps the state over a restart; null for memory only.</summary>
    public string? Data { get; init; }

    /// <summary>An address that says which time it is, as <c>{"now":"…"}</c>.</summary>
    public Uri? Clock { get; init; }

    /// <summary>The time Stripe lives in; signatures always carry the wall clock's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Connected accounts that are ready from the start.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>Whether what is available is paid out at every midnight (UTC).</summary>
    public bool DailyPayouts { get; init; }

    public TimeSpan AvailableAfter { get; init; } = TimeSpan.FromDays(2);

    public TimeSpan PayoutArrivesAfter { get; init; } = TimeSpan.FromDays(1);

    public TimeSpan RefundSettlesAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Hundredths of a percent of the amount that a charge costs.</summary>
    public long FeeBasisPoints { get; init; } = 290;

    public long FeeFixed { get; init; } = 200;

    public long DisputeFee { get; init; } = 10_000;

    public int WebhooksInFlightMax { get; init; } = 4;

    public int WebhookAttemptsMax { get; init; } = 20;

    public TimeSpan WebhookBackoffFirst { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan WebhookBackoffMax { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan WebhookTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
