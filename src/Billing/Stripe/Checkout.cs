using System.Text.Json;

namespace Billing.Stripe;

/// <summary>Whether a payment page can still be paid on; a word of Stripe that is new is <see cref="Unknown"/>, here as everywhere.</summary>
public enum CheckoutStatus { Unknown, Open, Complete, Expired }

/// <summary>What a payment page is made from. Sent again with the same key it has to be the same in everything, the time of expiry too.</summary>
/// <param name="SuccessUrl">May contain <see cref="SessionPlaceholder"/>, which Stripe replaces by the id of the session.</param>
/// <param name="ExpiresAt">Between <see cref="LifeMin"/> and <see cref="LifeMax"/> after the page is made.</param>
/// <param name="Locale">The language of the page: <c>zh</c>, <c>en</c> or <c>auto</c>.</param>
/// <param name="Method">One of the configured means of payment; null offers all of them.</param>
public sealed record NewCheckout(
    string Order, string OrderNumber, string ProductName, Money Amount, Uri SuccessUrl, Uri CancelUrl, DateTimeOffset ExpiresAt, string Locale,
    string? Method)
{
    public const string SessionPlaceholder = "{CHECKOUT_SESSION_ID}";

    /// <summary>Stripe takes eight digits.</summary>
    public static readonly Money AmountMax = new(99_999_999);

    public static readonly TimeSpan LifeMin = TimeSpan.FromMinutes(30);
    public static readonly TimeSpan LifeMax = TimeSpan.FromHours(24);

    internal FormFields Fields(StripeOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Amount, new Money(1), nameof(Amount));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Amount, AmountMax, nameof(Amount));
        if (Method is not null && !options.PaymentMethods.Contains(Method)) throw new ArgumentException("This means of payment is not configured.", nameof(Method));
        IReadOnlyList<string> methods = Method is null ? options.PaymentMethods : [Method];

        var fields = new FormFields
        {
            { "mode", "payment" },
            { "client_reference_id", Order },
            { "locale", Locale },
            { "expires_at", ExpiresAt },
            { "success_url", Address(SuccessUrl) },
            { "cancel_url", Address(CancelUrl) },
            { "payment_method_types", methods },
            {
                "line_items", new[] { new FormFields
                {
                    { "quantity", 1 },
                    {
                        "price_data", new FormFields
                        {
                            { "currency", StripeJson.Yuan },
                            { "unit_amount", Amount.Fen },
                            { "product_data", new FormFields { { "name", ProductName }, { "description", OrderNumber } } },
                        }
                    },
                } }
            },
            { "metadata", new FormFields { { "order", Order } } },
            {
                "payment_intent_data", new FormFields
                {
                    { "description", OrderNumber },
                    { "transfer_group", Order },
                    { "metadata", new FormFields { { "order", Order } } },
                }
            },
        };
        // Stripe demands to know that the QR code is shown by a browser.
        if (methods.Contains("wechat_pay"))
            fields.Add("payment_method_options", new FormFields { { "wechat_pay", new FormFields { { "client", "web" } } } });
        return fields;
    }

    // A Uri escapes the braces, and Stripe replaces only what it finds in braces.
    static string Address(Uri address) =>
        address.AbsoluteUri.Replace(Uri.EscapeDataString(SessionPlaceholder), SessionPlaceholder, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A payment page at Stripe, and what came of it.</summary>
/// <param name="Url">Where the browser is sent; null when the page is closed.</param>
/// <param name="Intent">The payment, where it was asked for with the session; otherwise only its id is known.</param>
public sealed record CheckoutSession(
    string Id, CheckoutStatus Status, bool IsPaid, Uri? Url, DateTimeOffset ExpiresAt, string? Order, PaymentIntent? Intent, string? IntentId,
    Money Amount)
{
    internal static CheckoutSession Read(JsonElement json) => new(
        json.Needed("id"),
        json.Text("status") switch
        {
            "open" => CheckoutStatus.Open,
            "complete" => CheckoutStatus.Complete,
            "expired" => CheckoutStatus.Expired,
            _ => CheckoutStatus.Unknown,
        },
        json.Text("payment_status") is "paid",
        json.Address("url"),
        json.Moment("expires_at"),
        json.Metadata("order") ?? json.Text("client_reference_id"),
        json.Object("payment_intent") is { } intent ? PaymentIntent.Read(intent) : null,
        json.Id("payment_intent"),
        json.YuanAmount("amount_total"));

    // Whoever holds the address may pay on the page: it is for one browser, not for a log.
    public override string ToString() => $"{nameof(CheckoutSession)} {{ {Id}, {Status}, {Amount} }}";
}
