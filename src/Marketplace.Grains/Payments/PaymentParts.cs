using System.Text.Json.Serialization;
using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Payments;

/// <summary>What is fixed when a company begins to pay its share of an order.</summary>
/// <param name="Amount">All that the company pays for the order.</param>
/// <param name="FeeBasisPoints">What the platform keeps of it by the listing's contract; 1 % is 100.</param>
public sealed record PaymentTerms(string Number, CreditCode Company, string City, CreditCode Vendor, ListingId Listing, Money Amount, int FeeBasisPoints)
{
    public const int WholeBasisPoints = 10_000;

    public Money Fee() => Allocation.UpTo(Amount, FeeBasisPoints, WholeBasisPoints);

    /// <summary>Of what goes back to the company, what the platform gives: with every refund so much that at the end the fee is back, too.</summary>
    /// <param name="before">What went back before.</param>
    public Money FeeOf(Money amount, Money before) =>
        Allocation.UpTo(Fee(), (before + amount).Fen, Amount.Fen) - Allocation.UpTo(Fee(), before.Fen, Amount.Fen);
}

/// <summary>A page of the payment processor on which the company can pay.</summary>
/// <param name="Session">Its id there; the address is asked for when it is needed, and kept nowhere.</param>
/// <param name="IsClosing">The processor is being asked to close it.</param>
public sealed record Checkout(string Session, DateTimeOffset ExpiresAt, string? Method, bool IsClosing = false);

/// <summary>An attempt to pay that failed.</summary>
/// <param name="Code">The processor's word for why, such as <c>card_declined</c>.</param>
public sealed record FailedAttempt(string Intent, string Code, DateTimeOffset At);

/// <summary>What became of money that came in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChargeUse>))]
public enum ChargeUse
{
    /// <summary>It pays the order.</summary>
    [JsonStringEnumMemberName("order")] Order,

    /// <summary>The order was over already; it goes back.</summary>
    [JsonStringEnumMemberName("late")] Late,

    /// <summary>The order was paid already; it goes back.</summary>
    [JsonStringEnumMemberName("twice")] Twice,

    /// <summary>It is not what the order costs; it goes back.</summary>
    [JsonStringEnumMemberName("amount")] Amount,
}

/// <summary>Money that came in at the processor.</summary>
/// <param name="Intent">The payment there, of which it can be refunded.</param>
/// <param name="Id">The charge there.</param>
/// <param name="Method">Such as <c>card</c>, <c>alipay</c>, <c>wechat_pay</c>.</param>
public sealed record Charge(string Intent, string Id, Money Amount, string Method, DateTimeOffset At, ChargeUse Use);

[JsonConverter(typeof(JsonStringEnumConverter<RefundCause>))]
public enum RefundCause
{
    /// <summary>Proposed by one operator and confirmed by another.</summary>
    [JsonStringEnumMemberName("agreed")] Agreed,

    /// <summary>The company cancelled in the cooling-off time.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,

    /// <summary>It came after the order was over.</summary>
    [JsonStringEnumMemberName("late")] Late,

    /// <summary>The order had been paid before.</summary>
    [JsonStringEnumMemberName("twice")] Twice,

    /// <summary>It was not what the order costs.</summary>
    [JsonStringEnumMemberName("amount")] Amount,
}

[JsonConverter(typeof(JsonStringEnumConverter<RefundStatus>))]
public enum RefundStatus
{
    /// <summary>The processor is being asked.</summary>
    [JsonStringEnumMemberName("asked")] Asked,

    [JsonStringEnumMemberName("made")] Made,

    /// <summary>The processor or the company's bank did not take it; the company is still owed it.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}

/// <summary>What goes back to the company.</summary>
/// <param name="Taken">Where it is taken from; nothing where it never was the order's.</param>
/// <param name="Attempt">From 1; one more with every retry.</param>
/// <param name="ProcessorId">The refund there.</param>
public sealed record Refund(
    RefundId Id, string Intent, Money Amount, RefundCause Cause, string? Reason, Parts Taken, DateTimeOffset AskedAt, int Attempt, RefundStatus Status,
    string? ProcessorId, string? Problem);

/// <param name="By">Who proposed it; somebody else confirms.</param>
public sealed record RefundProposal(RefundId Id, Money Amount, string Reason, string By);

[JsonConverter(typeof(JsonStringEnumConverter<DisputeStatus>))]
public enum DisputeStatus
{
    [JsonStringEnumMemberName("open")] Open,
    [JsonStringEnumMemberName("won")] Won,
    [JsonStringEnumMemberName("lost")] Lost,
}

/// <summary>The company's bank takes a payment back (拒付) until it is decided who is right.</summary>
/// <param name="Excess">What is disputed beyond what was left of the payment; the platform lays it out.</param>
public sealed record Dispute(
    string Id, string Intent, Money Amount, string Reason, DateTimeOffset OpenedAt, DateTimeOffset? EvidenceDueBy, Parts Taken, Money Excess, DisputeStatus Status);

[JsonConverter(typeof(JsonStringEnumConverter<TransferStatus>))]
public enum TransferStatus
{
    [JsonStringEnumMemberName("asked")] Asked,
    [JsonStringEnumMemberName("made")] Made,
    [JsonStringEnumMemberName("refused")] Refused,
}

/// <summary>The vendor's share on its way to its connected account.</summary>
/// <param name="Reference">Ours, unique; the processor keeps it with the transfer.</param>
/// <param name="Reversed">What reversals take of it.</param>
public sealed record Transfer(string Reference, string Account, Money Amount, Money Reversed, TransferStatus Status, string? ProcessorId, string? Problem);

/// <summary>What of a transfer comes back because of a refund or a dispute.</summary>
public sealed record Reversal(string Reference, string Transfer, Money Amount, TransferStatus Status, string? ProcessorId, string? Problem)
{
    public static Reversal Of(string cause, Transfer transfer, Money amount) =>
        new($"{cause}-{transfer.Reference}", transfer.Reference, amount, TransferStatus.Asked, null, null);
}

/// <summary>What a payout by file has taken up of the vendor's share.</summary>
/// <param name="GoneBack">To the company after that; the vendor owes it, unless the payout fails.</param>
public sealed record PayoutShare(PayoutId Payout, Money Amount, Money GoneBack);

/// <summary>Which way a vendor's share leaves.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReleaseWay>))]
public enum ReleaseWay
{
    [JsonStringEnumMemberName("transfer")] Transfer,

    /// <summary>With the monthly payout file, for vendors without a connected account.</summary>
    [JsonStringEnumMemberName("payout")] Payout,
}
