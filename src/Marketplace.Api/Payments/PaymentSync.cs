using Billing;
using Billing.Stripe;
using Billing.Subsidies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;
using Processor = Billing.Stripe;

namespace Marketplace.Api.Payments;

/// <summary>
/// Writes down what the payment processor knows of an order's payment and we do not. It goes by what is there now, not by what
/// messages said: so it makes no difference how often it runs, in which order news came, or whether they came at all.
/// </summary>
public sealed class PaymentSync(StripeClient stripe, IGrains grains, SubsidyPolicy policy)
{
    /// <summary>The processor, in whose name its news are recorded.</summary>
    static readonly Caller News = new("processor");

    /// <param name="session">A payment page of the order, besides that which is open.</param>
    /// <param name="intent">A payment that names the order, besides those known.</param>
    public async Task Run(OrderId order, string? session, string? intent, CancellationToken cancel)
    {
        var payment = await Read(order, cancel);
        foreach (var page in new[] { session, payment.Checkout?.Session }.OfType<string>().Distinct()) await Page(order, page, cancel);
        var intents = (await Read(order, cancel)).Charges.Select(c => c.Intent).Append(intent).OfType<string>().Distinct().ToList();
        foreach (var known in intents) await Intent(order, known, cancel);
    }

    Task<OrderPayment> Read(OrderId order, CancellationToken cancel) => grains.Read(turn => turn.Read(OrderPayment.Grain[order.Value]), cancel);

    async Task Page(OrderId order, string session, CancellationToken cancel)
    {
        var page = await stripe.Checkout(session, cancel);
        if (page.Order != order.Value) return;
        // Whoever pays can write an order's id on a page of somebody else's in the same account, but not on the payment.
        if (page.Intent is { } intent && intent.Order == order.Value) await Receipt(order, intent, session, cancel);
        if (page.Status is CheckoutStatus.Expired or CheckoutStatus.Complete && (await Read(order, cancel)).Checkout?.Session == session && !IsUnderway(page))
            await Send(new CloseCheckout(order, session), cancel);
    }

    /// <summary>Some means of payment take days after the page is done with.</summary>
    internal static bool IsUnderway(CheckoutSession page) => page is { Status: CheckoutStatus.Complete, IsPaid: false, Intent.Status: PaymentIntentStatus.Processing };

    async Task Intent(OrderId order, string id, CancellationToken cancel)
    {
        if (await stripe.PaymentIntent(id, cancel) is var intent && intent.Order != order.Value) return;
        await Receipt(order, intent, session: null, cancel);
        var payment = await Read(order, cancel);
        if (payment.Charges.All(c => c.Intent != id)) return;
        await Refunds(order, payment, id, cancel);
        await Disputes(order, payment, id, cancel);
    }

    async Task Receipt(OrderId order, PaymentIntent intent, string? session, CancellationToken cancel)
    {
        var payment = await Read(order, cancel);
        if (intent is { Status: PaymentIntentStatus.Succeeded, LatestCharge: { Paid: true } charge })
        {
            // In another currency than yuan it is no amount for the books; the comparison of the day tells of it.
            var fee = charge.BalanceTransaction is { IsYuan: true } movement ? movement.Fee : (Money?)null;
            if (payment.Charges.Any(c => c.Id == charge.Id) && (fee is null or { IsPositive: false } || payment.FeesBooked.ContainsKey(charge.Id))) return;
            var seen = new ChargeSeen(intent.Id, charge.Id, charge.Amount, charge.Method, charge.CreatedAt, fee);
            await Send(new RecordReceipt(order, seen, session) { Policy = policy }, cancel);
        }
        else if (intent.FailureCode is { } code && payment.Terms is not null)
        {
            // Of one failure there is news more than once; a later one has another charge, and so another time.
            var failed = new FailedAttempt(intent.Id, code, intent.LatestCharge?.CreatedAt ?? intent.CreatedAt);
            if (payment.LastFailure is not { } last || last.Intent != failed.Intent || last.At != failed.At) await Send(new RecordFailedAttempt(order, failed), cancel);
        }
    }

    async Task Refunds(OrderId order, OrderPayment payment, string intent, CancellationToken cancel)
    {
        if (payment.Refunds.All(r => r.Intent != intent)) return;
        foreach (var refund in await stripe.RefundsOf(intent, cancel))
            if (OutcomeOf(order, payment, refund) is { } outcome) await Send(outcome, cancel);
    }

    /// <summary>What a refund at the processor says of ours that we do not know; null when it says nothing new, or is none of ours.</summary>
    internal static RecordRefund? OutcomeOf(OrderId order, OrderPayment payment, Processor.Refund refund)
    {
        if (RefundReference.Read(refund.Reference) is not { } reference || payment.Find(reference.Id) is not { } ours || ours.Attempt != reference.Attempt) return null;
        var isMade = ours.Status == Grains.Payments.RefundStatus.Asked && HasMoved(refund);
        var hasFailed = refund.Status is Processor.RefundStatus.Failed or Processor.RefundStatus.Canceled && ours.Status != Grains.Payments.RefundStatus.Failed;
        return isMade || hasFailed
            ? new RecordRefund(order, ours.Id, ours.Attempt, isMade ? refund.Id : null, hasFailed ? refund.FailureReason ?? "failed" : null) : null;
    }

    /// <summary>One that waits, for money in the balance or for the company's bank, has moved nothing yet.</summary>
    static bool HasMoved(Processor.Refund refund) => refund.BalanceTransaction is not null || refund.Status == Processor.RefundStatus.Succeeded;

    async Task Disputes(OrderId order, OrderPayment payment, string intent, CancellationToken cancel)
    {
        foreach (var dispute in await stripe.DisputesOf(intent, cancel))
        {
            if (StatusOf(dispute) is not { } status) continue; // an enquiry takes no money
            var known = payment.Disputes.FirstOrDefault(d => d.Id == dispute.Id);
            if (known?.Status == status) continue;
            await Send(new RecordDispute(order, new DisputeSeen(
                dispute.Id, intent, dispute.Amount, dispute.Reason, dispute.CreatedAt, dispute.EvidenceDueBy, status, FeeOf(dispute))), cancel);
        }
    }

    /// <summary>One that is won counts as open until its money is back.</summary>
    static Grains.Payments.DisputeStatus? StatusOf(Processor.Dispute dispute) => dispute.Status switch
    {
        Processor.DisputeStatus.Won when !dispute.Movements.Any(m => m.Amount.IsPositive) => Grains.Payments.DisputeStatus.Open,
        Processor.DisputeStatus.NeedsResponse or Processor.DisputeStatus.UnderReview => Grains.Payments.DisputeStatus.Open,
        Processor.DisputeStatus.Won => Grains.Payments.DisputeStatus.Won,
        Processor.DisputeStatus.Lost => Grains.Payments.DisputeStatus.Lost,
        _ => null,
    };

    static Money FeeOf(Processor.Dispute dispute) => dispute.Movements.Where(m => m.IsYuan).Aggregate(Money.Zero, (sum, m) => sum + m.Fee);

    /// <summary>
    /// A refusal means that something else was first, and what is there now was taken account of then; but what cannot be taken now,
    /// or is about what has not come yet, has to be looked at again.
    /// </summary>
    async Task Send(ITurn turn, CancellationToken cancel)
    {
        if ((await grains.Send(turn, News, cancel)).Refusal is { Kind: RefusalKind.Overloaded } notNow) throw new GrainsUnavailableException(notNow);
    }
}

/// <summary>How a refund is named at the processor: our id and which attempt.</summary>
readonly record struct RefundReference(RefundId Id, int Attempt)
{
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Id}-{Attempt}");

    /// <summary>Null for what is none of ours.</summary>
    public static RefundReference? Read(string? reference) =>
        reference?.LastIndexOf('-') is > 0 and var cut && int.TryParse(reference.AsSpan(cut + 1), System.Globalization.NumberStyles.None, null, out var attempt)
            ? new RefundReference(new RefundId(reference[..cut]), attempt) : null;
}
