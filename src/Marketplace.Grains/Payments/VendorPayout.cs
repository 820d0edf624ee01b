using System.Text.Json.Serialization;
using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using static Marketplace.Grains.Payments.PayoutCommand;
using static Marketplace.Grains.Payments.PayoutEvent;

namespace Marketplace.Grains.Payments;

[JsonConverter(typeof(JsonStringEnumConverter<VendorPayoutStatus>))]
public enum VendorPayoutStatus
{
    [JsonStringEnumMemberName("none")] None,

    /// <summary>A second operator has still to approve.</summary>
    [JsonStringEnumMemberName("drawn")] Drawn,

    /// <summary>The next payout file lists it.</summary>
    [JsonStringEnumMemberName("approved")] Approved,

    /// <summary>A payout file has listed it; the bank has still to answer.</summary>
    [JsonStringEnumMemberName("listed")] Listed,

    [JsonStringEnumMemberName("paid")] Paid,

    /// <summary>The bank did not pay; its shares wait for the next payout.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}

/// <summary>A vendor's share of one order in a payout.</summary>
public sealed record PayoutLine(OrderId Order, string Number, Money Amount);

/// <summary>What a vendor is paid by file for its sales.</summary>
/// <param name="Account">Sealed, as it was when the payout was drawn.</param>
/// <param name="Taken">What it owed from before, which is kept of it; below zero what an earlier payout kept in vain, which is paid with it.</param>
/// <param name="NotApprovedBy">Who said of some of it that the bank did not pay it before: nobody says so and has it paid again.</param>
public sealed record PayoutTerms(
    string Month, CreditCode Vendor, CreditCode Payee, string PayeeName, string Account, EquatableList<PayoutLine> Lines, Money Taken,
    EquatableList<string> NotApprovedBy)
{
    public Money Gross() => Lines.Sum(l => l.Amount);

    public Money Total() => Gross() - Taken;
}

public abstract record PayoutCommand
{
    public sealed record Draw(PayoutTerms Terms, string By) : PayoutCommand;
    public sealed record Approve(string By, DateOnly On) : PayoutCommand;

    /// <param name="Sha256">Of the file's bytes, in hexadecimal.</param>
    public sealed record List(string Reference, string Sha256, string By) : PayoutCommand;
    public sealed record Report(PayoutResult Result, string By) : PayoutCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record PayoutEvent
{
    public sealed record PayoutDrawn(PayoutTerms Terms, CreditCode Vendor, Money Taken, string By) : PayoutEvent;
    public sealed record PayoutApproved(string By) : PayoutEvent;
    public sealed record PayoutListed(string Reference, string Sha256, string By) : PayoutEvent;

    /// <param name="Result">Null where there was nothing left for the bank to pay.</param>
    public sealed record PayoutPaid(PayoutResult? Result, string By) : PayoutEvent;
    public sealed record PayoutFailed(PayoutResult Result, CreditCode Vendor, Money Taken, string By) : PayoutEvent;
}

/// <summary>A payout by file (打款) to a vendor without a connected account: its shares of what companies paid, drawn by one operator, approved by another.</summary>
/// <param name="Reference">What the bank repeats in its answer.</param>
public sealed record VendorPayout(
    VendorPayoutStatus Status, PayoutTerms? Terms, string? DrawnBy, string? ApprovedBy, string? Reference, string? Sha256, PayoutResult? Result)
    : IAggregate<VendorPayout, PayoutCommand, PayoutEvent>
{
    public static readonly GrainType<VendorPayout, PayoutCommand, PayoutEvent> Grain = new("payout");

    /// <summary>Orders in one payout.</summary>
    public const int LinesMax = 500;

    public static VendorPayout Initial { get; } = new(VendorPayoutStatus.None, null, null, null, null, null, null);

    public static Decision<PayoutEvent> Decide(VendorPayout payout, PayoutCommand command) => command switch
    {
        Draw when payout.Terms is not null => Nothing.Happens,
        Draw c => new PayoutDrawn(c.Terms, c.Terms.Vendor, c.Terms.Taken, c.By),

        _ when payout.Terms is null => PayoutRefusal.Unknown,

        Approve c when payout.DrawnBy == c.By => PayoutRefusal.SamePerson,
        Approve c when payout.Terms.NotApprovedBy.Contains(c.By) => PayoutRefusal.ReportedFailure,
        Approve when payout.Status != VendorPayoutStatus.Drawn => Nothing.Happens,
        Approve c when payout.Terms.Total().IsZero => new PayoutEvent[] { new PayoutApproved(c.By), new PayoutPaid(null, c.By) },
        Approve c => new PayoutApproved(c.By),

        List c when payout.Sha256 == c.Sha256 => Nothing.Happens,
        List c => payout.Status == VendorPayoutStatus.Approved ? new PayoutListed(c.Reference, c.Sha256, c.By) : PayoutRefusal.NotApproved,

        Report c when payout.Result is { } known => known == c.Result ? Nothing.Happens : PayoutRefusal.Contradicts,
        Report c when payout.Status != VendorPayoutStatus.Listed || c.Result.Reference != payout.Reference => PayoutRefusal.NotListed,
        Report { Result.Result: PayoutOutcome.Paid } c => new PayoutPaid(c.Result, c.By),
        Report c => new PayoutFailed(c.Result, payout.Terms.Vendor, payout.Terms.Taken, c.By),
        _ => throw Unhandled.Of(command),
    };

    public static VendorPayout Evolve(VendorPayout payout, PayoutEvent fact) => fact switch
    {
        PayoutDrawn f => payout with { Status = VendorPayoutStatus.Drawn, Terms = f.Terms, DrawnBy = f.By },
        PayoutApproved f => payout with { Status = VendorPayoutStatus.Approved, ApprovedBy = f.By },
        PayoutListed f => payout with { Status = VendorPayoutStatus.Listed, Reference = f.Reference, Sha256 = f.Sha256 },
        PayoutPaid f => payout with { Status = VendorPayoutStatus.Paid, Result = f.Result },
        PayoutFailed f => payout with { Status = VendorPayoutStatus.Failed, Result = f.Result },
        _ => throw Unhandled.Of(fact),
    };
}
