using System.Text.Json;

namespace Billing.Stripe;

/// <summary>How far a payment is; only <see cref="Succeeded"/> is money.</summary>
public enum PaymentIntentStatus
{
    Unknown, RequiresPaymentMethod, RequiresConfirmation, RequiresAction, Processing, RequiresCapture, Canceled, Succeeded,
}

/// <summary>One payment at Stripe, from the first try to its end.</summary>
/// <param name="LatestCharge">Only if it was asked for together with the payment.</param>
/// <param name="FailureMessage">What Stripe would tell the payer about the last try.</param>
public sealed record PaymentIntent(
    string Id, PaymentIntentStatus Status, Money Amount, string? Order, Charge? LatestCharge, string? FailureCode, string? FailureMessage,
    DateTimeOffset CreatedAt)
{
    const int FailureMessageMax = 500;

    internal static PaymentIntent Read(JsonElement json)
    {
        var failure = json.Object("last_payment_error");
        return new(
            json.Needed("id"),
            json.Text("status") switch
            {
                "requires_payment_method" => PaymentIntentStatus.RequiresPaymentMethod,
                "requires_confirmation" => PaymentIntentStatus.RequiresConfirmation,
                "requires_action" => PaymentIntentStatus.RequiresAction,
                "processing" => PaymentIntentStatus.Processing,
                "requires_capture" => PaymentIntentStatus.RequiresCapture,
                "canceled" => PaymentIntentStatus.Canceled,
                "succeeded" => PaymentIntentStatus.Succeeded,
                _ => PaymentIntentStatus.Unknown,
            },
            json.YuanAmount("amount"),
            json.Metadata("order") ?? json.Text("transfer_group"),
            json.Object("latest_charge") is { } charge ? Charge.Read(charge) : null,
            failure?.Text("decline_code") ?? failure?.Text("code"),
            failure?.Text("message") is { } message ? message[..Math.Min(message.Length, FailureMessageMax)] : null,
            json.Moment("created"));
    }
}

/// <summary>One try to take money, with what it cost as soon as Stripe knows.</summary>
/// <param name="Method">As Stripe names it: <c>card</c>, <c>alipay</c>, <c>wechat_pay</c>; <c>unknown</c> if it does not say.</param>
/// <param name="BalanceTransaction">Only if it was asked for together with the charge, and exists already: a moment after the payment it may not.</param>
public sealed record Charge(
    string Id, bool Paid, Money Amount, string Method, string? Last4, string? Brand, DateTimeOffset CreatedAt,
    BalanceTransaction? BalanceTransaction, string? FailureCode, Uri? ReceiptUrl)
{
    internal static Charge Read(JsonElement json)
    {
        var details = json.Object("payment_method_details");
        var method = details?.Text("type") ?? "unknown";
        var means = details?.Object(method);
        return new(
            json.Needed("id"),
            json.Flag("paid"),
            json.YuanAmount("amount"),
            method,
            means?.Text("last4"),
            means?.Text("brand"),
            json.Moment("created"),
            json.Object("balance_transaction") is { } movement ? BalanceTransaction.Read(movement) : null,
            json.Text("failure_code"),
            json.Address("receipt_url"));
    }
}
