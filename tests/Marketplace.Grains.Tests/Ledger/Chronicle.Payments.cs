using Billing;
using Billing.Ledger;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Outbox;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Tests.Simulation;
using static Marketplace.Grains.Payments.PaymentEvent;

namespace Marketplace.Grains.Tests.Ledger;

/// <summary>Where every fen that a company paid itself lies, and who may have it (S003 art.17).</summary>
sealed partial class Chronicle
{
    readonly Dictionary<string, PaymentLife> _payments = new(StringComparer.Ordinal);
    readonly Dictionary<string, SalesLife> _sales = new(StringComparer.Ordinal);
    readonly Dictionary<(CreditCode Company, ListingId Listing), OrderId> _subscriptions = [];

    /// <summary>By the contracts of listings.</summary>
    readonly Dictionary<ListingId, int> _feeBasisPoints = [];

    readonly Dictionary<CreditCode, string> _accounts = [];
    readonly Dictionary<CreditCode, Money> _owed = [];

    /// <summary>Renewals of what was in use when it ended.</summary>
    readonly List<string> _inUse = [];
    DateTimeOffset _now;

    /// <summary>What the processor told that is about no order.</summary>
    Money _moved = Money.Zero;

    /// <summary>The calls that the facts of one command need.</summary>
    readonly List<string> _calls = [];

    sealed class PaymentLife
    {
        public required PaymentTerms Terms { get; init; }
        public Charge? Kept { get; set; }
        public Money Fee { get; set; }
        public Money Fees { get; set; }
        public Parts Lies { get; set; } = Parts.None;
        public string? Page { get; set; }
        public Dictionary<string, Money> Stray { get; } = new(StringComparer.Ordinal);
        public RefundProposal? Proposal { get; set; }
        public Dictionary<RefundId, (RefundAsked Asked, RefundStatus Status)> Refunds { get; } = [];
        public Dictionary<string, (DisputeOpened Opened, DisputeStatus Status)> Disputes { get; } = new(StringComparer.Ordinal);
        public Dictionary<string, (Money Amount, TransferStatus Status)> Transfers { get; } = new(StringComparer.Ordinal);
        public Dictionary<string, (Reversal Asked, TransferStatus Status)> Reversals { get; } = new(StringComparer.Ordinal);
        public Dictionary<PayoutId, Money> Payouts { get; } = [];

        public Money Received => Kept?.Amount ?? Money.Zero;
        public Money Refunding(params RefundStatus[] statuses) => Sum(Refunds.Values.Where(r => statuses.Contains(r.Status)).Select(r => r.Asked.Amount));
        public Money RefundedOf(string intent) => Sum(Refunds.Values.Where(r => r.Asked.Intent == intent).Select(r => r.Asked.Amount));
        public Money Disputed(params DisputeStatus[] statuses) => Sum(Disputes.Values.Where(d => statuses.Contains(d.Status)).Select(d => d.Opened.Amount));
        public Money Excess => Sum(Disputes.Values.Where(d => d.Status != DisputeStatus.Won).Select(d => d.Opened.Excess));
    }

    sealed class SalesLife
    {
        public required PayoutTerms Terms { get; init; }
        public required string By { get; init; }
        public VendorPayoutStatus Status { get; set; } = VendorPayoutStatus.Drawn;
    }

    /// <summary>What an order is, and may become.</summary>
    void ReadLife(string key, OrderLife order, OrderEvent fact)
    {
        var was = order.Status;
        switch (fact)
        {
            case OrderEvent.OrderPlaced { Terms.Continues: { } continued } f:
                var old = _orders[continued.Of.Value];
                Must(old.IsRunning && _now < old.TermEnds && _now >= old.TermEnds?.AddDays(-60) && continued.From == old.TermEnds, $"{key} renews what cannot be renewed.");
                Must(f.Terms.Split.Company == f.Terms.Price && f.LapsesAt <= continued.From, $"{key} renews with the province's money, or is paid after it begins.");
                Must(_orders.All(o => o.Key == key || o.Value.Terms.Continues?.Of != continued.Of || o.Value.IsOver), $"{continued.Of} is renewed twice.");
                break;
            case OrderEvent.OrderConfirmed f:
                Must(was == OrderStatus.AwaitingPayment, $"{key} is {was}, and is confirmed.");
                Must(f.FreeTerm.From == (order.Terms.Continues?.From ?? f.FreeTerm.From) && (f.At ?? f.FreeTerm.From) == Grains.Places.ChinaTime.Of(_now), $"{key} is confirmed for another time.");
                (order.Status, order.CoolingOffEnds, order.TermEnds) = (OrderStatus.Confirmed, _now.AddDays(order.Terms.CoolingOffDays), f.FreeTerm.To);
                break;
            case OrderEvent.OrderProvisioned:
                Must(was == OrderStatus.Confirmed, $"{key} is {was}, and is provisioned.");
                order.Status = OrderStatus.Provisioned;
                break;
            case OrderEvent.OrderCancelled:
                Must(was == OrderStatus.AwaitingPayment || was == OrderStatus.Confirmed && _now <= order.CoolingOffEnds, $"{key} is {was}, and is cancelled.");
                order.Status = OrderStatus.Cancelled;
                break;
            case OrderEvent.OrderLapsed:
                Must(was == OrderStatus.AwaitingPayment && _now >= order.LapsesAt, $"{key} is {was}, and lapses.");
                Must(_payments.GetValueOrDefault(key)?.Page is null || _now >= order.LapsesAt?.AddHours(24), $"{key} lapses while somebody may be paying it.");
                order.Status = OrderStatus.Lapsed;
                break;
            case OrderEvent.FirstUseMissed:
                order.Status = OrderStatus.Lapsed;
                break;
            case OrderEvent.OrderUnpaid:
                Must(order.IsRunning && _payments[key].Lies.Total().IsZero, $"{key} is {was}, and ends unpaid.");
                order.Status = OrderStatus.Ended;
                break;
            case OrderEvent.TermEnded:
                Must(order.IsRunning && _now >= order.TermEnds, $"{key} is {was}, and its term ends.");
                order.Status = OrderStatus.Ended;
                break;
            case OrderEvent.SupportEnded:
                order.Status = OrderStatus.Ended;
                break;
            default: // nothing begins or ends
                break;
        }
        if (order.IsOver && was == OrderStatus.Provisioned)
            _inUse.AddRange(_orders.Where(o => o.Value.IsRunning && o.Value.Terms.Continues?.Of.Value == key).Select(o => o.Key));
    }

    void ReadPayment(string key, PaymentEvent fact)
    {
        if (fact is PaymentBegun begun)
        {
            _payments.Add(key, new PaymentLife { Terms = begun.Terms });
            var order = _orders[key].Terms!;
            Must(begun.Terms.Amount == order.Split.Company && begun.Terms.Vendor == order.Vendor, $"{key} is paid on other terms than it was placed on.");
            Must(begun.Terms.FeeBasisPoints == _feeBasisPoints.GetValueOrDefault(order.Listing, 500), $"The fee of {key} is not what was agreed.");
        }
        var payment = _payments[key];
        switch (fact)
        {
            case CheckoutOpened f:
                Must(payment.Page is null, $"{key} has two pages open.");
                Must(payment.Kept is null, $"{key} is paid, and a page is open to pay it.");
                payment.Page = f.Session;
                break;
            case CheckoutClosing f:
                _calls.Add($"{PaymentCalls.CloseCheckout} {key} {f.Session}");
                break;
            case CheckoutClosed:
                payment.Page = null;
                break;
            case PaymentReceived f:
                Must(payment.Kept is null, $"{key} is paid twice.");
                Must(_orders[key].Status == OrderStatus.AwaitingPayment, $"{key} is {_orders[key].Status}, and its money is kept.");
                Must(f.Fee.Fen == f.Charge.Amount.Fen * payment.Terms.FeeBasisPoints / 10_000, $"The platform keeps {f.Fee} of {f.Charge.Amount}.");
                (payment.Kept, payment.Fee) = (f.Charge, f.Fee);
                payment.Lies = Parts.None with { Fee = f.Fee, Held = f.Share };
                break;
            case StrayMoneyReceived f:
                Must(payment.Stray.TryAdd(f.Charge.Intent, f.Charge.Amount), $"{f.Charge.Id} came twice.");
                break;
            case ProcessorFeeBooked f:
                payment.Fees += f.Fee;
                break;
            case RefundProposed f:
                Must(payment.Proposal is null, $"Two refunds of {key} are proposed.");
                payment.Proposal = f.Proposal;
                break;
            case RefundDeclined:
                payment.Proposal = null;
                break;
            case RefundAsked f:
                ReadRefund(key, payment, f);
                break;
            case RefundMade f:
                SetRefund(payment, f.Refund, RefundStatus.Made, RefundStatus.Asked);
                break;
            case RefundFailed f:
                Must(f.WasMade == (payment.Refunds[f.Refund].Status == RefundStatus.Made), $"{f.Refund} was made, or was not.");
                SetRefund(payment, f.Refund, RefundStatus.Failed, RefundStatus.Asked, RefundStatus.Made);
                break;
            case RefundRetried f:
                SetRefund(payment, f.Refund, RefundStatus.Asked, RefundStatus.Failed);
                _calls.Add($"{PaymentCalls.Refund} {key} {f.Refund}");
                break;
            case DisputeOpened f:
                Must(f.Excess == (payment.Kept?.Intent == f.Intent ? f.Amount - Money.Min(f.Amount, payment.Lies.Total()) : f.Amount), $"The platform lays out {f.Excess} for {f.Id}.");
                Must(payment.Disputes.TryAdd(f.Id, (f, DisputeStatus.Open)), $"{f.Id} is opened twice.");
                Take(key, payment, f.Taken, f.Reversals, f.Amount - f.Excess);
                break;
            case DisputeWon f:
                var won = payment.Disputes[f.Id];
                Must(won.Status == DisputeStatus.Open && f.Fee + f.Share + f.Excess == won.Opened.Amount, $"{f.Id} is won for another amount, or twice.");
                Must(f.Fee == won.Opened.Taken.Fee && f.Excess == won.Opened.Excess, $"{f.Id} gives the vendor what it took from the platform, or the other way.");
                payment.Disputes[f.Id] = won with { Status = DisputeStatus.Won };
                payment.Lies += Parts.None with { Fee = f.Fee, Held = f.Share };
                break;
            case DisputeLost f:
                Must(payment.Disputes[f.Id] is { Status: DisputeStatus.Open } lost && lost.Opened.Amount == f.Amount, $"{f.Id} is lost for another amount, or twice.");
                payment.Disputes[f.Id] = payment.Disputes[f.Id] with { Status = DisputeStatus.Lost };
                break;
            default:
                ReadShare(key, payment, fact);
                break;
        }
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

    void ReadRefund(string key, PaymentLife payment, RefundAsked fact)
    {
        Must(payment.Refunds.TryAdd(fact.Refund, (fact, RefundStatus.Asked)), $"{fact.Refund} is asked for twice.");
        _calls.Add($"{PaymentCalls.Refund} {key} {fact.Refund}");
        if (payment.Stray.TryGetValue(fact.Intent, out var stray))
        {
            Must(fact.Amount == stray && fact.Taken.Total().IsZero && fact.Reversals.Count == 0, $"{fact.Refund} gives back other than came.");
            return;
        }
        Must(fact.Cause is RefundCause.Agreed or RefundCause.Cancelled && fact.Intent == payment.Kept?.Intent, $"{fact.Refund} is for {fact.Cause}, and it was the order's money.");
        if (fact.Cause == RefundCause.Agreed)
        {
            Must(payment.Proposal?.Id == fact.Refund && payment.Proposal.Amount == fact.Amount, $"{fact.Refund} is not what was proposed.");
            Must(payment.Proposal?.By != fact.By, $"{fact.Refund} is confirmed by who proposed it.");
            Must(payment.Disputes.Values.All(d => d.Status != DisputeStatus.Open), $"{fact.Refund} is agreed while the payment is disputed.");
            payment.Proposal = null;
        }
        else
        {
            Must(_orders[key].Status == OrderStatus.Cancelled, $"{fact.Refund} is for a cancellation, and {key} is {_orders[key].Status}.");
        }
        Take(key, payment, fact.Taken, fact.Reversals, fact.Amount);
    }

    /// <summary>The platform gives its part, too, and what was transferred is fetched.</summary>
    void Take(string key, PaymentLife payment, Parts taken, IReadOnlyCollection<Reversal> reversals, Money amount)
    {
        Must(taken.Total() == amount, $"{taken} is taken from {key} for {amount}.");
        Must(Sum(reversals.Select(r => r.Amount)) == taken.Transferred, $"What was transferred of {key} is not fetched.");
        payment.Lies -= taken;
        Owe(payment.Terms.Vendor, taken.PaidOut);
        foreach (var reversal in reversals)
        {
            Must(payment.Transfers[reversal.Transfer].Status != TransferStatus.Refused, $"{reversal.Reference} fetches what never went.");
            Must(payment.Reversals.TryAdd(reversal.Reference, (reversal, TransferStatus.Asked)), $"{reversal.Reference} is fetched twice.");
            _calls.Add($"{PaymentCalls.Reversal} {key} {reversal.Reference}");
        }
        if (payment.Kept is null) return;
        var gone = payment.Received - payment.Lies.Total();
        var due = payment.Fee.Fen - payment.Fee.Fen * gone.Fen / payment.Received.Fen;
        // A dispute that was won comes back as it was taken, which rounds otherwise.
        Must(Math.Abs(payment.Lies.Fee.Fen - due) <= payment.Disputes.Count, $"The platform keeps {payment.Lies.Fee} of {key} where {due} fen are its.");
    }

    void Owe(CreditCode vendor, Money amount) => _owed[vendor] = _owed.GetValueOrDefault(vendor) + amount;

    static void SetReversal(PaymentLife payment, string reference, TransferStatus status) =>
        payment.Reversals[reference] = payment.Reversals[reference] with { Status = status };

    void SetRefund(PaymentLife payment, RefundId refund, RefundStatus to, params ReadOnlySpan<RefundStatus> from)
    {
        Must(from.Contains(payment.Refunds[refund].Status), $"{refund} goes from {payment.Refunds[refund].Status} to {to}.");
        payment.Refunds[refund] = payment.Refunds[refund] with { Status = to };
    }

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

    /// <summary>After a command: every fen is somewhere once, and the ledger says the same.</summary>
    void CheckPayments(MemoryEventStore store, int position)
    {
        foreach (var (id, p) in _payments)
        {
            Must(new[] { p.Lies.Fee, p.Lies.Held, p.Lies.Payable, p.Lies.Transferred, p.Lies.PaidOut }.All(part => !part.IsNegative), $"A part of {id} is below zero.");
            var gone = p.Kept is null ? Money.Zero : p.RefundedOf(p.Kept.Intent);
            var takenBack = Sum(p.Disputes.Values.Where(d => d.Status != DisputeStatus.Won).Select(d => d.Opened.Amount - d.Opened.Excess));
            Must(p.Received == p.Lies.Total() + gone + takenBack, $"Of {p.Received} for {id}, {p.Lies.Total()} is here, {gone} went back and {takenBack} is taken back.");
            Must(gone + takenBack <= p.Received, $"More went back of {id} than came.");
            foreach (var (intent, amount) in p.Stray) Must(p.RefundedOf(intent) == amount, $"{intent} is for no order, and is not on its way back.");
            var order = _orders[id];
            Must(order.Status != OrderStatus.Cancelled || p.Lies.Total().IsZero, $"{id} is cancelled, and its money is kept.");
            Must(
                p.Kept is null || !order.IsRunning || p.Lies.Total().IsPositive || p.Disputes.Values.Any(d => d.Status == DisputeStatus.Open), $"{id} goes on, and nothing of it is paid.");
        }
        foreach (var (id, order) in _orders)
        {
            var due = order.Terms!.Split.Company;
            Must(!order.WasConfirmed || due == (_payments.GetValueOrDefault(id)?.Received ?? Money.Zero), $"{id} is confirmed, and {due} was not received.");
        }
        CheckSubscriptions();
        CheckAccounts(store, position);
    }

    /// <summary>The processor is asked for just what the facts say that it is asked for.</summary>
    void CheckCalls(IEnumerable<OutboxRow> left)
    {
        var calls = left.Where(m => m.Kind.StartsWith(DueCalls.Prefix, StringComparison.Ordinal)).Select(m => $"{m.Kind} {m.Payload}").Order(StringComparer.Ordinal).ToArray();
        Must(calls.SequenceEqual(_calls.Order(StringComparer.Ordinal)), $"Asked is {string.Join(", ", calls)} and not {string.Join(", ", _calls)}.");
        _calls.Clear();
    }

    void CheckSubscriptions()
    {
        var begun = _orders.Where(o => (o.Value.IsRunning || o.Value.Status == OrderStatus.AwaitingPayment)
            && (o.Value.Terms!.Continues is not { } continued || o.Value.IsRunning && _orders[continued.Of.Value].IsOver)).ToArray();
        foreach (var (id, order) in begun)
            Must(_subscriptions.GetValueOrDefault((order.Terms!.Company, order.Terms.Listing)) == new OrderId(id), $"{id} has begun, and is not its company's subscription.");
        Must(begun.Length == _subscriptions.Count, "A company has a subscription that is over, or two of one software.");
        foreach (var id in _inUse) Must(_orders[id].Status == OrderStatus.Provisioned, $"{id} renews what was in use, and is not.");
        _inUse.Clear();
    }

    void CheckAccounts(MemoryEventStore store, int position)
    {
        var all = _payments.Values;
        Is(AccountId.Companies, Money.Zero - Sum(all.Select(p => p.Received + Sum(p.Stray.Values))));
        Is(AccountId.Surplus, Money.Zero);
        Is(AccountId.Refunding, Sum(all.Select(p => p.Refunding(RefundStatus.Asked, RefundStatus.Failed))));
        Is(AccountId.Refunded, Sum(all.Select(p => p.Refunding(RefundStatus.Made))));
        Is(AccountId.Disputed, Sum(all.Select(p => p.Disputed(DisputeStatus.Open))));
        Is(AccountId.ChargedBack, Sum(all.Select(p => p.Disputed(DisputeStatus.Lost))));
        Is(AccountId.PlatformFees, Sum(all.Select(p => p.Lies.Fee)));
        Is(AccountId.ProcessorBalance, Sum(all.Select(p => p.Received + Sum(p.Stray.Values) - p.Fees - p.Refunding(RefundStatus.Made)
            - p.Disputed(DisputeStatus.Open, DisputeStatus.Lost) - Sum(p.Transfers.Values.Where(t => t.Status == TransferStatus.Made).Select(t => t.Amount))
            + Sum(p.Reversals.Values.Where(r => r.Status == TransferStatus.Made).Select(r => r.Asked.Amount)))) - _moved);
        var owed = Money.Zero;
        foreach (var sold in all.GroupBy(p => p.Terms.Vendor))
        {
            Is(AccountId.SalesHeld(sold.Key.Value), Sum(sold.Select(p => p.Lies.Held)));
            Is(AccountId.SalesPayable(sold.Key.Value), Sum(sold.Select(p => p.Lies.Payable)));
            Is(AccountId.SalesTransferred(sold.Key.Value), Sum(sold.Select(p => p.Lies.Transferred)));
            Is(AccountId.SalesPaid(sold.Key.Value), Sum(sold.Select(p => p.Lies.PaidOut)));
            Is(AccountId.SalesOwed(sold.Key.Value), _owed.GetValueOrDefault(sold.Key));
            owed += Held(AccountId.SalesOwed(sold.Key.Value));
            CheckVendor(sold.Key, sold, Held(AccountId.SalesOwed(sold.Key.Value)));
        }
        Is(AccountId.Advances, Money.Zero - owed - Sum(all.Select(p => p.Excess)));

        Money Held(AccountId account) => new(store.Balance(account.Value, position) ?? 0);

        void Is(AccountId account, Money expected) => Must(Held(account) == expected, $"{account} holds {Held(account)} and not {expected}.");
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

    static Money Sum(IEnumerable<Money> amounts) => amounts.Aggregate(Money.Zero, (sum, amount) => sum + amount);
}
