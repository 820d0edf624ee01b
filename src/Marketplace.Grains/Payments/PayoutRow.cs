using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using static Marketplace.Grains.Payments.PayoutEvent;

namespace Marketplace.Grains.Payments;

/// <summary>A payout by file as operators and its vendor see it; the bank account stays in the facts.</summary>
public sealed record VendorPayoutRow(
    PayoutId Id, string Month, CreditCode Vendor, CreditCode Payee, string PayeeName, EquatableList<PayoutLine> Lines, Money Gross, Money Taken, Money Total,
    VendorPayoutStatus Status, string DrawnBy, string? ApprovedBy, string? Reference, string? Sha256, PayoutResult? Result, DateTimeOffset DrawnAt)
    : IReadRow<VendorPayoutRow, PayoutEvent>
{
    public static ReadTable Table { get; } = ReadTable.For<VendorPayoutRow, PayoutEvent>(VendorPayout.Grain, "payouts");

    public static VendorPayoutRow Evolve(VendorPayoutRow? row, PayoutEvent fact, Envelope envelope) => fact switch
    {
        PayoutDrawn f => new VendorPayoutRow(
            new PayoutId(envelope.Key), f.Terms.Month, f.Terms.Vendor, f.Terms.Payee, f.Terms.PayeeName, f.Terms.Lines, f.Terms.Gross(), f.Taken, f.Terms.Total(),
            VendorPayoutStatus.Drawn, f.By, null, null, null, null, envelope.At),
        PayoutApproved f => row! with { Status = VendorPayoutStatus.Approved, ApprovedBy = f.By },
        PayoutListed f => row! with { Status = VendorPayoutStatus.Listed, Reference = f.Reference, Sha256 = f.Sha256 },
        PayoutPaid f => row! with { Status = VendorPayoutStatus.Paid, Result = f.Result },
        PayoutFailed f => row! with { Status = VendorPayoutStatus.Failed, Result = f.Result },
        _ => throw Unhandled.Of(fact),
    };
}
