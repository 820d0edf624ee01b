using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using static Marketplace.Grains.Payments.PaymentEvent;

namespace Marketplace.Grains.Tests.Ledger;

/// <summary>The vendor's share of what companies pay, on its way by transfer and by file.</summary>
sealed partial class Chronicle
{
    readonly Dictionary<string, SalesLife> _sales = new(StringComparer.Ordinal);
    readonly Dictionary<CreditCode, string> _accounts = [];
    readonly Dictionary<CreditCode, Money> _owed = [];

    sealed class SalesLife
    {
        public required PayoutTerms Terms { get; init; }
        public required string By { get; init; }
        public VendorPayoutStatus Status { get; set; } = VendorPayoutStatus.Drawn;
    }

    /// <summary>The vendor's share on its way.</summary>
    void ReadShare(string key, PaymentLife payment, PaymentEvent fact)
    {
        var lies = payment.Lies;
        switch (fact)
        {
            case ShareReleased f:
                Must(f.Amount == lies.Held, $"Another part of {key} is released than was held.");
                Must(_orders[key].CoolingOffEnds <= _now && payment.Disputes.Values.All(d => d.Status != DisputeStatus.Open), $"{key} is released while the company may go back on it.");
                Must((f.Way == ReleaseWay.Transfer) == (_accounts.GetValueOrDefault(f.Vendor) is { } account && f.Account == account), $"The share of {key} leaves by another way than the vendor's.");
                payment.Lies = f.Way == ReleaseWay.Payout
                    ? lies with { Held = Money.Zero, Payable = lies.Payable + f.Amount } : lies with { Held = Money.Zero, Transferred = lies.Transferred + f.Amount };
                if (f.Way != ReleaseWay.Transfer) break;
                Must(payment.Transfers.TryAdd(f.Reference!, (f.Amount, TransferStatus.Asked)), $"{f.Reference} is transferred twice.");
                _calls.Add($"{PaymentCalls.Transfer} {key} {f.Reference}");
                break;
            case TransferMade f:
                Must(payment.Transfers[f.Reference] == (f.Amount, TransferStatus.Asked), $"{f.Reference} is answered twice.");
                payment.Transfers[f.Reference] = (f.Amount, TransferStatus.Made);
                break;
            case TransferRefused f:
                Must(payment.Transfers[f.Reference].Status == TransferStatus.Asked, $"{f.Reference} is answered twice.");
                payment.Transfers[f.Reference] = payment.Transfers[f.Reference] with { Status = TransferStatus.Refused };
                payment.Lies = lies with { Transferred = lies.Transferred - f.Payable, Payable = lies.Payable + f.Payable };
                break;
            case ReversalMade f:
                Must(payment.Transfers[payment.Reversals[f.Reference].Asked.Transfer].Status == TransferStatus.Made, $"{f.Reference} comes back before it went.");
                SetReversal(payment, f.Reference, TransferStatus.Made);
                break;
            case ReversalRefused f:
                var reversal = payment.Reversals[f.Reference].Asked;
                var wasMade = payment.Transfers[reversal.Transfer].Status == TransferStatus.Made;
                Must(f.Owed == (wasMade ? reversal.Amount : Money.Zero), $"The vendor owes {f.Owed} for {f.Reference}.");
                SetReversal(payment, f.Reference, TransferStatus.Refused);
                Owe(f.Vendor, f.Owed);
                break;
            case ShareTakenUp f:
                Must(f.Amount == lies.Payable && f.Amount.IsPositive && payment.Payouts.TryAdd(f.Payout, f.Amount), $"{f.Payout} takes up {key} twice, or another amount.");
                payment.Lies = lies with { Payable = Money.Zero, PaidOut = lies.PaidOut + f.Amount };
                break;
            case ShareGivenBack f:
                Must(payment.Payouts.Remove(f.Payout, out var taken) && f.Payable + f.NotOwed == taken, $"{f.Payout} gives back other than it took of {key}.");
                payment.Lies = lies with { PaidOut = lies.PaidOut - f.Payable, Payable = lies.Payable + f.Payable };
                Owe(f.Vendor, Money.Zero - f.NotOwed);
                break;
            default: // begun, or an attempt that failed
                break;
        }
    }

    void Owe(CreditCode vendor, Money amount) => _owed[vendor] = _owed.GetValueOrDefault(vendor) + amount;

    static void SetReversal(PaymentLife payment, string reference, TransferStatus status) =>
        payment.Reversals[reference] = payment.Reversals[reference] with { Status = status };

    void ReadSales(string key, PayoutEvent fact)
    {
        if (fact is PayoutEvent.PayoutDrawn drawn)
        {
            _sales.Add(key, new SalesLife { Terms = drawn.Terms, By = drawn.By });
            Must(drawn.Terms.Lines.Select(l => l.Order).Distinct().Count() == drawn.Terms.Lines.Count, $"{key} pays an order twice.");
            Must(drawn.Terms.Lines.All(l => _payments[l.Order.Value] is var p && p.Terms.Vendor == drawn.Vendor && p.Payouts.GetValueOrDefault(new PayoutId(key)) == l.Amount),
                $"{key} pays other than it took up.");
            Must(!drawn.Terms.Total().IsNegative && drawn.Taken == drawn.Terms.Taken, $"{key} takes more than it pays.");
            var owed = _owed.GetValueOrDefault(drawn.Vendor);
            Must(drawn.Taken == Money.Min(owed, drawn.Terms.Gross()), $"{key} takes {drawn.Taken} of {owed}.");
            Owe(drawn.Vendor, Money.Zero - drawn.Taken);
        }
        var sales = _sales[key];
        var was = sales.Status;
        sales.Status = fact switch
        {
            PayoutEvent.PayoutApproved => VendorPayoutStatus.Approved,
            PayoutEvent.PayoutListed => VendorPayoutStatus.Listed,
            PayoutEvent.PayoutPaid => VendorPayoutStatus.Paid,
            PayoutEvent.PayoutFailed => VendorPayoutStatus.Failed,
            _ => was,
        };
        switch (fact)
        {
            case PayoutEvent.PayoutApproved f:
                Must(was == VendorPayoutStatus.Drawn && f.By != sales.By, $"{key} is approved by who drew it, or twice.");
                break;
            case PayoutEvent.PayoutListed:
                Must(was == VendorPayoutStatus.Approved && sales.Terms.Total().IsPositive, $"{key} is listed while it is {was}.");
                break;
            case PayoutEvent.PayoutPaid f:
                Must(was == (sales.Terms.Total().IsZero ? VendorPayoutStatus.Approved : VendorPayoutStatus.Listed), $"{key} is paid while it is {was}.");
                Must(f.Result is null == sales.Terms.Total().IsZero, $"{key} is paid and the bank has not said so.");
                break;
            case PayoutEvent.PayoutFailed f:
                Must(was == VendorPayoutStatus.Listed, $"{key} fails while it is {was}.");
                Must(f.Taken == sales.Terms.Taken, $"{key} fails, and gives back other than it took.");
                Owe(sales.Terms.Vendor, f.Taken);
                break;
            default: // drawn
                break;
        }
    }

    /// <summary>What a vendor really has, by transfer and by file, is its share of what companies paid, and what it owes.</summary>
    void CheckVendor(CreditCode vendor, IEnumerable<PaymentLife> sold, Money owed)
    {
        var byFile = Sum(_sales.Values.Where(s => s.Terms.Vendor == vendor && s.Status != VendorPayoutStatus.Failed).Select(s => s.Terms.Total()));
        var (byTransfer, share) = (Money.Zero, Money.Zero);
        foreach (var p in sold)
        {
            share += p.Lies.Transferred + p.Lies.PaidOut;
            foreach (var (reference, transfer) in p.Transfers.Where(t => t.Value.Status != TransferStatus.Refused))
                byTransfer += transfer.Amount - Sum(p.Reversals.Values.Where(r => r.Asked.Transfer == reference && r.Status != TransferStatus.Refused).Select(r => r.Asked.Amount));
        }
        Must(byFile + byTransfer == share + owed, $"{vendor} has {byFile} by file and {byTransfer} by transfer; {share} is its, and it owes {owed}.");
    }
}
