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

    /// <summary>By the contracts of listings.</summary>
    readonly Dictionary<ListingId, int> _feeBasisPoints = [];

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
                Must(payment.Kept?.Intent == f.Intent || payment.Stray.ContainsKey(f.Intent), $"{f.Id} is about money that nobody has received.");
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

    void SetRefund(PaymentLife payment, RefundId refund, RefundStatus to, params ReadOnlySpan<RefundStatus> from)
    {
        Must(from.Contains(payment.Refunds[refund].Status), $"{refund} goes from {payment.Refunds[refund].Status} to {to}.");
        payment.Refunds[refund] = payment.Refunds[refund] with { Status = to };
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

    static Money Sum(IEnumerable<Money> amounts) => amounts.Aggregate(Money.Zero, (sum, amount) => sum + amount);
}
