using System.Text.Json;

namespace Billing.Stripe;

/// <summary>How far a dispute is; a warning (an enquiry) has not taken money yet.</summary>
public enum DisputeStatus
{
    Unknown, WarningNeedsResponse, WarningUnderReview, WarningClosed, NeedsResponse, UnderReview, Won, Lost, Prevented,
}

/// <summary>A payer contests a payment (拒付), and Stripe takes the money back until it is decided.</summary>
/// <param name="Movements">What it did to the balance: taken, and given back if it was won. A warning moves nothing.</param>
public sealed record Dispute(
    string Id, DisputeStatus Status, Money Amount, string Reason, string? PaymentIntent, DateTimeOffset CreatedAt, DateTimeOffset? EvidenceDueBy,
    IReadOnlyList<BalanceTransaction> Movements)
{
    internal static Dispute Read(JsonElement json) => new(
        json.Needed("id"),
        json.Text("status") switch
        {
            "warning_needs_response" => DisputeStatus.WarningNeedsResponse,
            "warning_under_review" => DisputeStatus.WarningUnderReview,
            "warning_closed" => DisputeStatus.WarningClosed,
            "needs_response" => DisputeStatus.NeedsResponse,
            "under_review" => DisputeStatus.UnderReview,
            "won" => DisputeStatus.Won,
            "lost" => DisputeStatus.Lost,
            "prevented" => DisputeStatus.Prevented,
            _ => DisputeStatus.Unknown,
        },
        json.YuanAmount("amount"),
        json.Text("reason") ?? "",
        json.Id("payment_intent"),
        json.Moment("created"),
        json.Object("evidence_details")?.MomentOrNone("due_by"),
        json.List("balance_transactions", BalanceTransaction.Read));
}
