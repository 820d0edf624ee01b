using Billing.Stripe;
using Marketplace.Api.Hosting;

namespace Marketplace.Api.Payments;

/// <summary>Reads section <c>Stripe</c>. Without an API key everything but paying online works, and what concerns it says so.</summary>
static class ProcessorSettings
{
    /// <summary>Secrets of the webhook may be several, while one replaces the other: separated by commas.</summary>
    public static StripeOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Stripe");
        var options = new StripeOptions();
        return options with
        {
            ApiKey = section["ApiKey"] is { Length: > 0 } key ? key : null,
            WebhookSecrets = Words(section["WebhookSecrets"]) ?? options.WebhookSecrets,
            ApiBase = Address(section, "ApiBase") ?? options.ApiBase,
            CheckoutOrigin = Address(section, "CheckoutOrigin") ?? options.CheckoutOrigin,
            PaymentMethods = Words(section["PaymentMethods"]) ?? options.PaymentMethods,
        };
    }

    static string[]? Words(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Keys are sent there, so it is https, but for this machine's own.</summary>
    static Uri? Address(IConfigurationSection section, string name) => section[name] is not { Length: > 0 } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address : throw new SettingException($"Stripe__{name} is an absolute https address, or http on this machine.");
}
