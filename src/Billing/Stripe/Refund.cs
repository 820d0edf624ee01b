using System.Text.Json;

namespace Billing.Stripe;

/// <summary>How far a refund is; <see cref="Failed"/> may still follow <see cref="Succeeded"/>.</summary>
public enum RefundStatus { Unknown, Pending, RequiresAction, Succeeded, Failed, Canceled }

/// <summary>What is given back of a payment.</summary>
/// <param name="Reference">Our own id of the refund, by which it is found again.</param>
/// <param name="Reason">Our own word, kept in the metadata: Stripe's own field takes three words only, one of which has consequences for the card.</param>
public sealed record NewRefund(string PaymentIntent, Money Amount, string Order, string Reference, string Reason)
{
    internal FormFields Fields()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Amount, new Money(1), nameof(Amount));
        return new()
        {
            { "payment_intent", PaymentIntent },
            { "amount", Amount.Fen },
            { "metadata", new FormFields { { "order", Order }, { "reference", Reference }, { "reason", Reason } } },
        };
    }
}

/// <summary>Money on its way back to the payer; it may still fail after it succeeded.</summary>
/// <param name="BalanceTransaction">The id of the movement.</param>
public sealed record Refund(
    string Id, RefundStatus Status, Money Amount, string? Reference, string? FailureReason, DateTimeOffset CreatedAt, string? BalanceTransaction)
{
    internal static Refund Read(JsonElement json) => new(
        json.Needed("id"),
        json.Text("status") switch
        {
            "pending" => RefundStatus.Pending,
            "requires_action" => RefundStatus.RequiresAction,
            "succeeded" => RefundStatus.Succeeded,
            "failed" => RefundStatus.Failed,
            "canceled" => RefundStatus.Canceled,
            _ => RefundStatus.Unknown,
        },
        json.YuanAmount("amount"),
        json.Metadata("reference"),
        json.Text("failure_reason"),
        json.Moment("created"),
        json.Id("balance_transaction"));
}
