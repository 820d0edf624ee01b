using Billing;
using Billing.Ledger;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Payments.PaymentEvent;

namespace Marketplace.Grains.Ledger;

/// <summary>
/// What each fact about companies' own payments moves: on one side whom the money belongs to, on the other where it lies with the
/// payment processor, so that our balance there can be held against the processor's.
/// </summary>
static class SalesPostings
{
    /// <param name="order">That the payment is for.</param>
    public static IEnumerable<Posting> Of(string order, PaymentEvent fact) => Moves(fact).Where(m => m.Amount.IsPositive).Select(m => new Posting(m.From, m.To, m.Amount, order));

    public static IEnumerable<Posting> Of(PayoutEvent fact) => fact switch
    {
        PayoutEvent.PayoutDrawn { Taken.IsZero: true } or PayoutEvent.PayoutFailed { Taken.IsZero: true } => [],
        PayoutEvent.PayoutDrawn f => [Signed(AccountId.SalesOwed(f.Vendor.Value), AccountId.Advances, f.Taken)],
        PayoutEvent.PayoutFailed f => [Signed(AccountId.Advances, AccountId.SalesOwed(f.Vendor.Value), f.Taken)],
        PayoutEvent.PayoutApproved or PayoutEvent.PayoutListed or PayoutEvent.PayoutPaid => [],
        _ => throw Unhandled.Of(fact),
    };

    public static IEnumerable<Posting> Of(ProcessorEvent fact) => fact switch
    {
        ProcessorEvent.ProcessorPaidOut f => [Signed(AccountId.ProcessorBalance, AccountId.ProcessorPaidOut, f.Amount)],
        ProcessorEvent.ProcessorFeeTaken f => [Signed(AccountId.ProcessorBalance, AccountId.ProcessorFees, f.Amount)],
        _ => throw Unhandled.Of(fact),
    };

    static Posting Signed(AccountId from, AccountId to, Money amount) => amount.IsNegative ? new(to, from, -amount) : new(from, to, amount);

    static IEnumerable<Move> Moves(PaymentEvent fact) => fact switch
    {
        PaymentReceived f =>
        [
            new(AccountId.Companies, AccountId.PlatformFees, f.Fee), new(AccountId.Companies, Held(f.Vendor), f.Share),
            new(AccountId.ProcessorClearing, AccountId.ProcessorBalance, f.Charge.Amount),
        ],
        StrayMoneyReceived f => [new(AccountId.Companies, AccountId.Surplus, f.Charge.Amount), new(AccountId.ProcessorClearing, AccountId.ProcessorBalance, f.Charge.Amount)],
        ProcessorFeeBooked f => [new(AccountId.ProcessorBalance, AccountId.ProcessorFees, f.Fee)],

        RefundAsked { Cause: RefundCause.Late or RefundCause.Twice or RefundCause.Amount } f => [new(AccountId.Surplus, AccountId.Refunding, f.Amount)],
        RefundAsked f => Taken(f.Vendor, f.Taken, AccountId.Refunding),
        RefundMade f => [new(AccountId.Refunding, AccountId.Refunded, f.Amount), new(AccountId.ProcessorBalance, AccountId.ProcessorClearing, f.Amount)],
        RefundFailed { WasMade: true } f =>
            [new(AccountId.Refunded, AccountId.Refunding, f.Amount), new(AccountId.ProcessorClearing, AccountId.ProcessorBalance, f.Amount)],

        DisputeOpened f =>
        [
            .. Taken(f.Vendor, f.Taken, AccountId.Disputed), new(AccountId.Advances, AccountId.Disputed, f.Excess),
            new(AccountId.ProcessorBalance, AccountId.ProcessorClearing, f.Amount),
        ],
        DisputeWon f =>
        [
            new(AccountId.Disputed, AccountId.PlatformFees, f.Fee), new(AccountId.Disputed, Held(f.Vendor), f.Share),
            new(AccountId.Disputed, AccountId.Advances, f.Excess), new(AccountId.ProcessorClearing, AccountId.ProcessorBalance, f.Fee + f.Share + f.Excess),
        ],
        DisputeLost f => [new(AccountId.Disputed, AccountId.ChargedBack, f.Amount)],

        ShareReleased { Way: ReleaseWay.Payout } f => [new(Held(f.Vendor), AccountId.SalesPayable(f.Vendor.Value), f.Amount)],
        ShareReleased f => [new(Held(f.Vendor), AccountId.SalesTransferred(f.Vendor.Value), f.Amount)],
        TransferMade f => [new(AccountId.ProcessorBalance, AccountId.ProcessorTransferred, f.Amount)],
        TransferRefused f => [new(AccountId.SalesTransferred(f.Vendor.Value), AccountId.SalesPayable(f.Vendor.Value), f.Payable)],
        ReversalMade f => [new(AccountId.ProcessorTransferred, AccountId.ProcessorBalance, f.Amount)],
        ReversalRefused f => [new(AccountId.Advances, AccountId.SalesOwed(f.Vendor.Value), f.Owed)],

        ShareTakenUp f => [new(AccountId.SalesPayable(f.Vendor.Value), AccountId.SalesPaid(f.Vendor.Value), f.Amount)],
        ShareGivenBack f =>
        [
            new(AccountId.SalesPaid(f.Vendor.Value), AccountId.SalesPayable(f.Vendor.Value), f.Payable),
            new(AccountId.SalesOwed(f.Vendor.Value), AccountId.Advances, f.NotOwed),
        ],

        PaymentBegun or CheckoutOpened or CheckoutClosing or CheckoutClosed or PaymentFailed or RefundProposed or RefundDeclined or RefundFailed or RefundRetried => [],
        _ => throw Unhandled.Of(fact),
    };

    /// <summary>Taken from wherever it lies; what a payout has taken up already, the platform lays out and the vendor owes.</summary>
    static IEnumerable<Move> Taken(CreditCode vendor, Parts taken, AccountId to) =>
    [
        new(AccountId.PlatformFees, to, taken.Fee), new(Held(vendor), to, taken.Held), new(AccountId.SalesPayable(vendor.Value), to, taken.Payable),
        new(AccountId.SalesTransferred(vendor.Value), to, taken.Transferred), new(AccountId.SalesPaid(vendor.Value), to, taken.PaidOut),
        new(AccountId.Advances, AccountId.SalesOwed(vendor.Value), taken.PaidOut),
    ];

    static AccountId Held(CreditCode vendor) => AccountId.SalesHeld(vendor.Value);

    readonly record struct Move(AccountId From, AccountId To, Money Amount);
}
