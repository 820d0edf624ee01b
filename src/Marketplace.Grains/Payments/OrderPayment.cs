using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Payments.PaymentCommand;
using static Marketplace.Grains.Payments.PaymentEvent;

namespace Marketplace.Grains.Payments;

public abstract record PaymentCommand
{
    public sealed record Begin(PaymentTerms Terms) : PaymentCommand;
    public sealed record OpenCheckout(Checkout Checkout) : PaymentCommand;

    /// <summary>The processor is to close the page, so that nobody can pay any more.</summary>
    public sealed record AskToClose : PaymentCommand;

    /// <summary>The processor says that nobody can pay there any more.</summary>
    public sealed record EndCheckout(string Session) : PaymentCommand;
    public sealed record NoteFailure(FailedAttempt Attempt) : PaymentCommand;
    public sealed record Receive(Charge Charge) : PaymentCommand;

    /// <param name="Source">What the processor charges for: one of its charges or disputes.</param>
    public sealed record BookProcessorFee(string Source, Money Fee) : PaymentCommand;

    public sealed record Propose(RefundProposal Proposal) : PaymentCommand;
    public sealed record Decline(RefundId Refund, string By) : PaymentCommand;
    public sealed record Agree(RefundId Refund, string By, DateTimeOffset At) : PaymentCommand;

    /// <summary>All that is left of what pays the order goes back.</summary>
    public sealed record RefundAll(RefundId Refund, RefundCause Cause, DateTimeOffset At) : PaymentCommand;

    /// <summary>What no order takes goes back.</summary>
    public sealed record RefundSurplus(RefundId Refund, string Charge, DateTimeOffset At) : PaymentCommand;
    public sealed record MarkRefunded(RefundId Refund, int Attempt, string ProcessorId) : PaymentCommand;
    public sealed record FailRefund(RefundId Refund, int Attempt, string Problem) : PaymentCommand;
    public sealed record Retry(RefundId Refund, string By) : PaymentCommand;

    public sealed record OpenDispute(string Id, string Intent, Money Amount, string Reason, DateTimeOffset At, DateTimeOffset? EvidenceDueBy) : PaymentCommand;
    public sealed record CloseDispute(string Id, bool IsWon) : PaymentCommand;

    /// <summary>The company cannot go back on it any more: the vendor's share may leave.</summary>
    /// <param name="Account">The vendor's connected account; null for the payout file.</param>
    public sealed record Release(string? Account) : PaymentCommand;
    public sealed record MarkTransferred(string Reference, string ProcessorId) : PaymentCommand;

    /// <summary>The share waits for the payout file instead.</summary>
    public sealed record RefuseTransfer(string Reference, string Problem) : PaymentCommand;
    public sealed record MarkReversed(string Reference, string ProcessorId) : PaymentCommand;

    /// <summary>The vendor owes it from now on.</summary>
    public sealed record RefuseReversal(string Reference, string Problem) : PaymentCommand;

    /// <summary>A payout by file takes up what is payable.</summary>
    public sealed record TakeUp(PayoutId Payout) : PaymentCommand;

    /// <summary>The bank did not pay it.</summary>
    /// <param name="By">Who says so.</param>
    public sealed record GiveBack(PayoutId Payout, string By) : PaymentCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record PaymentEvent
{
    public sealed record PaymentBegun(PaymentTerms Terms) : PaymentEvent;
    public sealed record CheckoutOpened(string Session, DateTimeOffset ExpiresAt, string? Method) : PaymentEvent;
    public sealed record CheckoutClosing(string Session) : PaymentEvent;
    public sealed record CheckoutClosed(string Session) : PaymentEvent;
    public sealed record PaymentFailed(FailedAttempt Attempt) : PaymentEvent;

    /// <summary>The order is paid.</summary>
    public sealed record PaymentReceived(Charge Charge, CreditCode Vendor, Money Fee, Money Share) : PaymentEvent;

    /// <summary>Money came that no order takes.</summary>
    public sealed record StrayMoneyReceived(Charge Charge) : PaymentEvent;
    public sealed record ProcessorFeeBooked(string Source, Money Fee) : PaymentEvent;

    public sealed record RefundProposed(RefundProposal Proposal) : PaymentEvent;
    public sealed record RefundDeclined(RefundId Refund, string By) : PaymentEvent;

    /// <param name="By">Who confirmed it; null where a rule asks for it.</param>
    /// <param name="Reversals">What has to come back from the vendor's account.</param>
    public sealed record RefundAsked(
        RefundId Refund, string Intent, Money Amount, RefundCause Cause, string? Reason, string? By, CreditCode Vendor, Parts Taken,
        EquatableList<Reversal> Reversals, DateTimeOffset At) : PaymentEvent;
    public sealed record RefundMade(RefundId Refund, string ProcessorId, Money Amount) : PaymentEvent;

    /// <param name="WasMade">The processor had made it, and the company's bank gave it back.</param>
    public sealed record RefundFailed(RefundId Refund, string Problem, Money Amount, bool WasMade) : PaymentEvent;
    public sealed record RefundRetried(RefundId Refund, int Attempt, string By) : PaymentEvent;

    public sealed record DisputeOpened(
        string Id, string Intent, Money Amount, string Reason, DateTimeOffset At, DateTimeOffset? EvidenceDueBy, CreditCode Vendor, Parts Taken, Money Excess,
        EquatableList<Reversal> Reversals) : PaymentEvent;

    /// <summary>The vendor's part is held anew, and leaves again by the usual way.</summary>
    public sealed record DisputeWon(string Id, CreditCode Vendor, Money Fee, Money Share, Money Excess) : PaymentEvent;
    public sealed record DisputeLost(string Id, Money Amount) : PaymentEvent;

    /// <param name="Reference">Of the transfer; null for the payout file.</param>
    public sealed record ShareReleased(ReleaseWay Way, CreditCode Vendor, Money Amount, string? Account, string? Reference) : PaymentEvent;
    public sealed record TransferMade(string Reference, string ProcessorId, Money Amount) : PaymentEvent;

    /// <param name="Payable">What waits for the payout file instead.</param>
    public sealed record TransferRefused(string Reference, CreditCode Vendor, Money Payable, string Problem) : PaymentEvent;
    public sealed record ReversalMade(string Reference, string ProcessorId, Money Amount) : PaymentEvent;

    /// <param name="Owed">What the vendor owes; nothing where the transfer itself was refused.</param>
    public sealed record ReversalRefused(string Reference, CreditCode Vendor, Money Owed, string Problem) : PaymentEvent;

    public sealed record ShareTakenUp(PayoutId Payout, CreditCode Vendor, Money Amount) : PaymentEvent;

    /// <param name="Payable">Waits for the next payout.</param>
    /// <param name="NotOwed">What went back to the company meanwhile, and the vendor never had.</param>
    /// <param name="By">Who said that the bank did not pay.</param>
    public sealed record ShareGivenBack(PayoutId Payout, CreditCode Vendor, Money Payable, Money NotOwed, string By) : PaymentEvent;
}

/// <summary>
/// What a company pays itself for one order (企业自付, S003 art.17): beyond its subsidy, or after the free year. Knows where every fen
/// of it lies: with the platform, with the vendor, or back with the company.
/// </summary>
/// <param name="Terms">Null until the company begins to pay.</param>
/// <param name="Checkout">The page on which it can be paid now.</param>
/// <param name="Checkouts">Pages opened so far.</param>
/// <param name="Lies">Where that which pays the order is.</param>
/// <param name="FeesBooked">Of the processor, by what it charges for.</param>
/// <param name="Payouts">Those that have taken up some of the vendor's share, and that the bank has not failed.</param>
/// <param name="GivenBackBy">Who said of the last payout that failed that it did; null where none did.</param>
public sealed record OrderPayment(
    PaymentTerms? Terms, Checkout? Checkout, int Checkouts, FailedAttempt? LastFailure, int Failures, ImmutableList<Charge> Charges, Parts Lies,
    ImmutableSortedDictionary<string, Money> FeesBooked, RefundProposal? Proposal, ImmutableList<Refund> Refunds, ImmutableList<Dispute> Disputes,
    ImmutableList<Transfer> Transfers, ImmutableList<Reversal> Reversals, ImmutableList<PayoutShare> Payouts, string? GivenBackBy)
    : IAggregate<OrderPayment, PaymentCommand, PaymentEvent>
{
    /// <summary>Pages that are opened for one order, one after the other.</summary>
    public const int CheckoutsMax = 100;

    /// <summary>Failed attempts that are written down.</summary>
    public const int FailuresMax = 50;

    public static readonly GrainType<OrderPayment, PaymentCommand, PaymentEvent> Grain = new("payment");

    public static OrderPayment Initial { get; } = new(
        null, null, 0, null, 0, [], Parts.None, ImmutableSortedDictionary.Create<string, Money>(StringComparer.Ordinal), null, [], [], [], [], [], null);

    public static Decision<PaymentEvent> Decide(OrderPayment payment, PaymentCommand command) => command switch
    {
        Begin when payment.Terms is not null => Nothing.Happens,
        Begin { Terms.Amount.IsPositive: false } => PaymentRefusal.NothingDue,
        Begin c => new PaymentBegun(c.Terms),

        _ when payment.Terms is null => PaymentRefusal.Unknown,

        OpenCheckout when payment.Kept is not null => PaymentRefusal.NothingDue,
        OpenCheckout c when payment.Checkout?.Session == c.Checkout.Session => Nothing.Happens,
        OpenCheckout when payment.Checkout is not null => PaymentRefusal.CheckoutOpen,
        OpenCheckout c => new CheckoutOpened(c.Checkout.Session, ChinaTime.Of(c.Checkout.ExpiresAt), c.Checkout.Method),
        AskToClose => payment.Checkout is { IsClosing: false } open ? new CheckoutClosing(open.Session) : Nothing.Happens,
        EndCheckout c => payment.Checkout?.Session == c.Session ? new CheckoutClosed(c.Session) : Nothing.Happens,
        NoteFailure c => payment.Failures >= FailuresMax || payment.LastFailure == Local(c.Attempt) ? Nothing.Happens : new PaymentFailed(Local(c.Attempt)),

        Receive c when payment.Charges.Any(known => known.Id == c.Charge.Id) => Nothing.Happens,
        Receive { Charge.Use: ChargeUse.Order } c when payment.Kept is not null || c.Charge.Amount != payment.Terms.Amount => PaymentRefusal.NothingDue,
        Receive { Charge.Use: ChargeUse.Order } c => new PaymentReceived(
            Local(c.Charge), payment.Terms.Vendor, payment.Terms.Fee(), c.Charge.Amount - payment.Terms.Fee()),
        Receive c => new StrayMoneyReceived(Local(c.Charge)),
        BookProcessorFee c => c.Fee.IsPositive && !payment.FeesBooked.ContainsKey(c.Source) ? new ProcessorFeeBooked(c.Source, c.Fee) : Nothing.Happens,

        Propose c when payment.Proposal is { } waiting => waiting == c.Proposal ? Nothing.Happens : PaymentRefusal.RefundProposed,
        Propose when payment.IsDisputed => PaymentRefusal.Disputed,
        Propose when payment.Lies.Total().IsZero => PaymentRefusal.AbovePaid,
        Propose { Proposal.Amount.IsPositive: false } => PaymentRefusal.AmountNotPositive,
        Propose c => c.Proposal.Amount > payment.Lies.Total() ? PaymentRefusal.AbovePaid : new RefundProposed(c.Proposal),
        Decline c => payment.Proposal?.Id == c.Refund ? new RefundDeclined(c.Refund, c.By) : PaymentRefusal.RefundUnknown,
        Agree c when payment.Find(c.Refund) is not null => Nothing.Happens,
        Agree c when payment.Proposal?.Id != c.Refund => PaymentRefusal.RefundUnknown,
        Agree c when payment.Proposal!.By == c.By => PaymentRefusal.SamePerson,
        Agree when payment.IsDisputed => PaymentRefusal.Disputed,
        Agree c => payment.Asked(c.Refund, payment.Proposal!.Amount, RefundCause.Agreed, payment.Proposal.Reason, c.By, c.At),

        RefundAll c when payment.Find(c.Refund) is not null => Nothing.Happens,
        RefundAll c => payment.Lies.Total().IsPositive ? payment.Asked(c.Refund, payment.Lies.Total(), c.Cause, null, null, c.At) : Nothing.Happens,
        RefundSurplus c => payment.AskedOfSurplus(c),
        MarkRefunded c => payment.Find(c.Refund) is not { } refund ? PaymentRefusal.RefundUnknown
            : refund.Status == RefundStatus.Asked && refund.Attempt == c.Attempt ? new RefundMade(c.Refund, c.ProcessorId, refund.Amount) : Nothing.Happens,
        FailRefund c => payment.Find(c.Refund) is not { } refund ? PaymentRefusal.RefundUnknown
            : refund.Status != RefundStatus.Failed && refund.Attempt == c.Attempt
                ? new RefundFailed(c.Refund, c.Problem, refund.Amount, refund.Status == RefundStatus.Made) : Nothing.Happens,
        Retry c => payment.Find(c.Refund) is not { } refund ? PaymentRefusal.RefundUnknown
            : refund.Status == RefundStatus.Failed ? new RefundRetried(c.Refund, refund.Attempt + 1, c.By) : PaymentRefusal.RefundNotFailed,

        OpenDispute c when payment.Disputes.Any(d => d.Id == c.Id) => Nothing.Happens,
        // The news of the dispute may overtake that of the money.
        OpenDispute c => payment.Charges.Any(known => known.Intent == c.Intent) ? payment.Opened(c) : PaymentRefusal.TooEarly,
        CloseDispute c when payment.Disputes.FirstOrDefault(d => d.Id == c.Id) is not { Status: DisputeStatus.Open } => Nothing.Happens,
        CloseDispute c => payment.Closed(payment.Disputes.First(d => d.Id == c.Id), c.IsWon),

        Release c => !payment.Lies.Held.IsPositive || payment.IsDisputed ? Nothing.Happens : payment.Released(c.Account),
        MarkTransferred c => payment.TransferOf(c.Reference) is { Status: TransferStatus.Asked } asked
            ? new TransferMade(c.Reference, c.ProcessorId, asked.Amount) : Nothing.Happens,
        RefuseTransfer c => payment.TransferOf(c.Reference) is { Status: TransferStatus.Asked } asked
            ? new TransferRefused(c.Reference, payment.Terms.Vendor, asked.Amount - asked.Reversed, c.Problem) : Nothing.Happens,
        MarkReversed or RefuseReversal when payment.IsUnderWay(command) => PaymentRefusal.TooEarly,
        MarkReversed c => payment.ReversalOf(c.Reference) is { Status: TransferStatus.Asked } asked
            ? new ReversalMade(c.Reference, c.ProcessorId, asked.Amount) : Nothing.Happens,
        RefuseReversal c => payment.ReversalOf(c.Reference) is { Status: TransferStatus.Asked } asked
            ? new ReversalRefused(c.Reference, payment.Terms.Vendor, payment.TransferOf(asked.Transfer)!.Status == TransferStatus.Made ? asked.Amount : Money.Zero, c.Problem)
            : Nothing.Happens,

        TakeUp c when payment.Payouts.Any(p => p.Payout == c.Payout) => Nothing.Happens,
        TakeUp c => payment.Lies.Payable.IsPositive ? new ShareTakenUp(c.Payout, payment.Terms.Vendor, payment.Lies.Payable) : PaymentRefusal.NotPayable,
        GiveBack c => payment.Payouts.FirstOrDefault(p => p.Payout == c.Payout) is { } taken
            ? new ShareGivenBack(c.Payout, payment.Terms.Vendor, taken.Amount - taken.GoneBack, taken.GoneBack, c.By) : Nothing.Happens,
        _ => throw Unhandled.Of(command),
    };

    public static OrderPayment Evolve(OrderPayment payment, PaymentEvent fact) => fact switch
    {
        PaymentBegun f => payment with { Terms = f.Terms },
        CheckoutOpened f => payment with { Checkout = new Checkout(f.Session, f.ExpiresAt, f.Method), Checkouts = payment.Checkouts + 1 },
        CheckoutClosing => payment with { Checkout = payment.Checkout is { } open ? open with { IsClosing = true } : null },
        CheckoutClosed => payment with { Checkout = null },
        PaymentFailed f => payment with { LastFailure = f.Attempt, Failures = payment.Failures + 1 },
        PaymentReceived f => payment with { Charges = payment.Charges.Add(f.Charge), Lies = Parts.None with { Fee = f.Fee, Held = f.Share } },
        StrayMoneyReceived f => payment with { Charges = payment.Charges.Add(f.Charge) },
        ProcessorFeeBooked f => payment with { FeesBooked = payment.FeesBooked.Add(f.Source, f.Fee) },

        RefundProposed f => payment with { Proposal = f.Proposal },
        RefundDeclined => payment with { Proposal = null },
        RefundAsked f => (payment with
        {
            Proposal = payment.Proposal?.Id == f.Refund ? null : payment.Proposal,
            Refunds = payment.Refunds.Add(new Refund(f.Refund, f.Intent, f.Amount, f.Cause, f.Reason, f.Taken, f.At, 1, RefundStatus.Asked, null, null)),
        }).Less(f.Taken, f.Reversals),
        RefundMade f => payment.With(f.Refund, r => r with { Status = RefundStatus.Made, ProcessorId = f.ProcessorId, Problem = null }),
        RefundFailed f => payment.With(f.Refund, r => r with { Status = RefundStatus.Failed, Problem = f.Problem }),
        RefundRetried f => payment.With(f.Refund, r => r with { Status = RefundStatus.Asked, Attempt = f.Attempt }),

        DisputeOpened f => (payment with
        {
            Disputes = payment.Disputes.Add(new Dispute(f.Id, f.Intent, f.Amount, f.Reason, f.At, f.EvidenceDueBy, f.Taken, f.Excess, DisputeStatus.Open)),
        }).Less(f.Taken, f.Reversals),
        DisputeWon f => payment.With(f.Id, DisputeStatus.Won) with { Lies = payment.Lies + (Parts.None with { Fee = f.Fee, Held = f.Share }) },
        DisputeLost f => payment.With(f.Id, DisputeStatus.Lost),

        ShareReleased { Way: ReleaseWay.Payout } f => payment with { Lies = payment.Lies with { Held = payment.Lies.Held - f.Amount, Payable = payment.Lies.Payable + f.Amount } },
        ShareReleased f => payment with
        {
            Lies = payment.Lies with { Held = payment.Lies.Held - f.Amount, Transferred = payment.Lies.Transferred + f.Amount },
            Transfers = payment.Transfers.Add(new Transfer(f.Reference!, f.Account!, f.Amount, Money.Zero, TransferStatus.Asked, null, null)),
        },
        TransferMade f => payment.WithTransfer(f.Reference, t => t with { Status = TransferStatus.Made, ProcessorId = f.ProcessorId }),
        TransferRefused f => payment.WithTransfer(f.Reference, t => t with { Status = TransferStatus.Refused, Problem = f.Problem }) with
        {
            Lies = payment.Lies with { Transferred = payment.Lies.Transferred - f.Payable, Payable = payment.Lies.Payable + f.Payable },
        },
        ReversalMade f => payment.WithReversal(f.Reference, r => r with { Status = TransferStatus.Made, ProcessorId = f.ProcessorId }),
        ReversalRefused f => payment.WithReversal(f.Reference, r => r with { Status = TransferStatus.Refused, Problem = f.Problem }),

        ShareTakenUp f => payment with
        {
            Payouts = payment.Payouts.Add(new PayoutShare(f.Payout, f.Amount, Money.Zero)),
            Lies = payment.Lies with { Payable = payment.Lies.Payable - f.Amount, PaidOut = payment.Lies.PaidOut + f.Amount },
        },
        ShareGivenBack f => payment with
        {
            Payouts = payment.Payouts.RemoveAll(p => p.Payout == f.Payout), GivenBackBy = f.By,
            Lies = payment.Lies with { PaidOut = payment.Lies.PaidOut - f.Payable, Payable = payment.Lies.Payable + f.Payable },
        },
        _ => throw Unhandled.Of(fact),
    };

    /// <summary>What pays the order.</summary>
    [JsonIgnore] public Charge? Kept => Charges.FirstOrDefault(c => c.Use == ChargeUse.Order);

    [JsonIgnore] public bool IsDisputed => Disputes.Any(d => d.Status == DisputeStatus.Open);

    /// <summary>Of what pays the order, what has gone back, is going back, or is disputed.</summary>
    [JsonIgnore] public Money GoneBack => Kept is { } kept ? kept.Amount - Lies.Total() : Money.Zero;

    public Refund? Find(RefundId id) => Refunds.FirstOrDefault(r => r.Id == id);

    public Transfer? TransferOf(string reference) => Transfers.FirstOrDefault(t => t.Reference == reference);

    public Reversal? ReversalOf(string reference) => Reversals.FirstOrDefault(r => r.Reference == reference);

    /// <summary>Whether the vendor has what is to come back, nobody knows before the transfer is answered.</summary>
    bool IsUnderWay(PaymentCommand command) =>
        ReversalOf(command is MarkReversed made ? made.Reference : ((RefuseReversal)command).Reference) is { Status: TransferStatus.Asked } asked
        && TransferOf(asked.Transfer)!.Status == TransferStatus.Asked;

    Decision<PaymentEvent> Asked(RefundId id, Money amount, RefundCause cause, string? reason, string? by, DateTimeOffset at)
    {
        if (amount > Lies.Total()) return PaymentRefusal.AbovePaid;
        var taken = Taken(amount);
        return new RefundAsked(
            id, Kept!.Intent, amount, cause, reason, by, Terms!.Vendor, taken, ReversalsFor(id.Value, taken.Transferred), ChinaTime.Of(at));
    }

    Decision<PaymentEvent> AskedOfSurplus(RefundSurplus c)
    {
        if (Find(c.Refund) is not null || Charges.FirstOrDefault(known => known.Id == c.Charge) is not { Use: not ChargeUse.Order } charge) return Nothing.Happens;
        if (Refunds.Any(r => r.Intent == charge.Intent)) return Nothing.Happens;
        var cause = charge.Use switch
        {
            ChargeUse.Late => RefundCause.Late,
            ChargeUse.Twice => RefundCause.Twice,
            ChargeUse.Amount => RefundCause.Amount,
            ChargeUse.Order => throw new InvalidOperationException("What pays the order is no surplus."),
        };
        return new RefundAsked(c.Refund, charge.Intent, charge.Amount, cause, null, null, Terms!.Vendor, Parts.None, [], ChinaTime.Of(c.At));
    }

    DisputeOpened Opened(OpenDispute c)
    {
        var covered = Kept?.Intent == c.Intent ? Money.Min(c.Amount, Lies.Total()) : Money.Zero;
        var taken = covered.IsPositive ? Taken(covered) : Parts.None;
        return new DisputeOpened(
            c.Id, c.Intent, c.Amount, c.Reason, ChinaTime.Of(c.At), c.EvidenceDueBy is { } due ? ChinaTime.Of(due) : null, Terms!.Vendor, taken, c.Amount - covered,
            ReversalsFor(c.Id, taken.Transferred));
    }

    PaymentEvent Closed(Dispute dispute, bool isWon) => isWon
        ? new DisputeWon(dispute.Id, Terms!.Vendor, dispute.Taken.Fee, dispute.Taken.Share(), dispute.Excess)
        : new DisputeLost(dispute.Id, dispute.Amount);

    ShareReleased Released(string? account) => account is null
        ? new ShareReleased(ReleaseWay.Payout, Terms!.Vendor, Lies.Held, null, null)
        : new ShareReleased(ReleaseWay.Transfer, Terms!.Vendor, Lies.Held, account, $"{Terms!.Number}-t{Transfers.Count + 1}");

    /// <summary>The fee's part by what has gone back so far; whatever the fee has no more of comes from the share.</summary>
    Parts Taken(Money amount)
    {
        var fee = Money.Min(Terms!.FeeOf(amount, GoneBack), Lies.Fee);
        return Lies.Take(fee, amount - fee) ?? Lies.Take(amount - Lies.Share(), Lies.Share())
            ?? throw new InvalidOperationException($"{amount} cannot be taken from {Lies}.");
    }

    /// <summary>From the latest transfer on.</summary>
    EquatableList<Reversal> ReversalsFor(string cause, Money amount)
    {
        List<Transfer> transfers = [.. Transfers.Where(t => t.Status != TransferStatus.Refused).Reverse()];
        var (parts, _) = Allocation.Fill(amount, [.. transfers.Select(t => t.Amount - t.Reversed)]);
        return [.. transfers.Select((t, i) => Reversal.Of(cause, t, parts[i])).Where(r => r.Amount.IsPositive)];
    }

    OrderPayment Less(Parts taken, EquatableList<Reversal> reversals) => this with
    {
        Lies = Lies - taken,
        Payouts = Less(taken.PaidOut),
        Reversals = Reversals.AddRange(reversals),
        Transfers = [.. Transfers.Select(t => t with { Reversed = reversals.Where(r => r.Transfer == t.Reference).Aggregate(t.Reversed, (sum, r) => sum + r.Amount) })],
    };

    /// <summary>From the latest payout on: it is the one that may still fail.</summary>
    ImmutableList<PayoutShare> Less(Money paidOut)
    {
        List<PayoutShare> latestFirst = [.. Payouts.Reverse()];
        var (parts, _) = Allocation.Fill(paidOut, [.. latestFirst.Select(p => p.Amount - p.GoneBack)]);
        return [.. latestFirst.Select((p, i) => p with { GoneBack = p.GoneBack + parts[i] }).Reverse()];
    }

    OrderPayment With(RefundId id, Func<Refund, Refund> change) => this with { Refunds = [.. Refunds.Select(r => r.Id == id ? change(r) : r)] };

    OrderPayment With(string dispute, DisputeStatus status) => this with
    {
        Disputes = [.. Disputes.Select(d => d.Id == dispute ? d with { Status = status } : d)],
    };

    OrderPayment WithTransfer(string reference, Func<Transfer, Transfer> change) =>
        this with { Transfers = [.. Transfers.Select(t => t.Reference == reference ? change(t) : t)] };

    OrderPayment WithReversal(string reference, Func<Reversal, Reversal> change) =>
        this with { Reversals = [.. Reversals.Select(r => r.Reference == reference ? change(r) : r)] };

    static Charge Local(Charge charge) => charge with { At = ChinaTime.Of(charge.At) };

    static FailedAttempt Local(FailedAttempt attempt) => attempt with { At = ChinaTime.Of(attempt.At) };
}
