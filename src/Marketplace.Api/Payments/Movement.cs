using System.Text.Json.Serialization;
using Billing;
using Billing.Stripe;
using Marketplace.Grains.Payments;
using static Marketplace.Grains.Payments.PaymentEvent;
using static Marketplace.Grains.Payments.ProcessorEvent;

namespace Marketplace.Api.Payments;

/// <summary>What moved the platform's balance at the payment processor.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MovementKind>))]
public enum MovementKind
{
    [JsonStringEnumMemberName("charge")] Charge,
    [JsonStringEnumMemberName("fee")] Fee,
    [JsonStringEnumMemberName("refund")] Refund,

    /// <summary>A refund that the company's bank gave back.</summary>
    [JsonStringEnumMemberName("refundFailure")] RefundFailure,

    [JsonStringEnumMemberName("dispute")] Dispute,

    /// <summary>A dispute that was won.</summary>
    [JsonStringEnumMemberName("disputeReversal")] DisputeReversal,

    [JsonStringEnumMemberName("transfer")] Transfer,
    [JsonStringEnumMemberName("transferReversal")] TransferReversal,
    [JsonStringEnumMemberName("payout")] Payout,

    /// <summary>Of the processor's account, about no payment.</summary>
    [JsonStringEnumMemberName("accountFee")] AccountFee,

    [JsonStringEnumMemberName("other")] Other,
}

/// <summary>One movement, as the ledger or as the processor has it; the amount is above zero where it goes the usual way.</summary>
/// <param name="Subject">The processor's id of what moved it; both sides know it.</param>
/// <param name="Order">The order it is about, as far as this side says.</param>
/// <param name="At">When it was made, or came to be known here.</param>
public sealed record Movement(MovementKind Kind, string Subject, Money Amount, string? Order, DateTimeOffset At)
{
    public (MovementKind Kind, string Subject) Key => (Kind, Subject);
}

/// <summary>Reads movements of either side, so that they can be laid beside each other.</summary>
static class Movements
{
    /// <summary>What the ledger says of one payment: facts in their order.</summary>
    public static IEnumerable<Movement> OfFacts(string order, IEnumerable<(object Fact, DateTimeOffset At)> facts)
    {
        var refunds = new Dictionary<RefundId, string>();
        foreach (var (fact, at) in facts)
        {
            if (fact is RefundMade made) refunds[made.Refund] = made.ProcessorId;
            var (kind, subject, amount) = fact switch
            {
                PaymentReceived f => (MovementKind.Charge, f.Charge.Id, f.Charge.Amount),
                StrayMoneyReceived f => (MovementKind.Charge, f.Charge.Id, f.Charge.Amount),
                ProcessorFeeBooked f => (MovementKind.Fee, f.Source, f.Fee),
                RefundMade f => (MovementKind.Refund, f.ProcessorId, f.Amount),
                RefundFailed { WasMade: true } f => (MovementKind.RefundFailure, refunds[f.Refund], f.Amount),
                DisputeOpened f => (MovementKind.Dispute, f.Id, f.Amount),
                DisputeWon f => (MovementKind.DisputeReversal, f.Id, f.Fee + f.Share + f.Excess),
                TransferMade f => (MovementKind.Transfer, f.ProcessorId, f.Amount),
                ReversalMade f => (MovementKind.TransferReversal, f.ProcessorId, f.Amount),
                ProcessorPaidOut f => (MovementKind.Payout, f.Id, f.Amount),
                ProcessorFeeTaken f => (MovementKind.AccountFee, f.Id, f.Amount),
                _ => (MovementKind.Other, "", Money.Zero),
            };
            if (subject.Length > 0) yield return new Movement(kind, subject, amount, order, at);
        }
    }

    /// <summary>What the processor says: a movement, and the fee it kept of it.</summary>
    public static IEnumerable<Movement> Of(BalanceTransaction transaction)
    {
        var (kind, amount) = transaction.ReportingCategory switch
        {
            "charge" => (MovementKind.Charge, transaction.Amount),
            "refund" => (MovementKind.Refund, -transaction.Amount),
            "refund_failure" => (MovementKind.RefundFailure, transaction.Amount),
            "dispute" => (MovementKind.Dispute, -transaction.Amount),
            "dispute_reversal" => (MovementKind.DisputeReversal, transaction.Amount),
            "transfer" => (MovementKind.Transfer, -transaction.Amount),
            "transfer_reversal" => (MovementKind.TransferReversal, transaction.Amount),
            "payout" or "payout_reversal" => (MovementKind.Payout, -transaction.Net),
            "fee" => (MovementKind.AccountFee, -transaction.Net),
            _ => (MovementKind.Other, transaction.Amount),
        };
        var isOfAccount = kind is MovementKind.Payout or MovementKind.AccountFee or MovementKind.Other;
        var subject = isOfAccount ? transaction.Id : transaction.Source ?? transaction.Id;
        yield return new Movement(kind, subject, amount, transaction.Order, transaction.CreatedAt);
        if (!isOfAccount && !transaction.Fee.IsZero)
            yield return new Movement(MovementKind.Fee, subject, transaction.Fee, transaction.Order, transaction.CreatedAt);
    }
}
