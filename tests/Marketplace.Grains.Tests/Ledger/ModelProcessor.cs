using Billing;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Tests.Ledger;

/// <summary>
/// What the payment processor really has and has done: pages, money, refunds, disputes, transfers, in plain sums. What it tells of that
/// arrives when the history says so: late, twice, in any order.
/// </summary>
sealed class ModelProcessor
{
    static readonly Money DisputeFee = new(1_500);

    public sealed class Page
    {
        public required OrderId Order { get; init; }
        public required string Session { get; init; }
        public required Money Amount { get; init; }
        public bool IsOpen { get; set; } = true;
        public bool IsPaid { get; set; }
    }

    public sealed class Received
    {
        public required OrderId Order { get; init; }
        public required string Session { get; init; }
        public required ChargeSeen Seen { get; init; }
        public Money Refunded { get; set; }
        public Money TakenBack { get; set; }
    }

    public sealed record Disputed(Received Of, DisputeSeen Seen);

    sealed record Refunded(Received Of, RecordRefund Made, Money Amount);

    readonly List<Refunded> _refunds = [];
    readonly Dictionary<string, ITurn> _answers = new(StringComparer.Ordinal);
    int _ids;

    public List<Page> Pages { get; } = [];
    public List<Received> Charges { get; } = [];
    public List<Disputed> Disputes { get; } = [];

    /// <summary>What has not arrived yet.</summary>
    public List<ITurn> News { get; } = [];

    /// <summary>What has: it may arrive again.</summary>
    public List<ITurn> Told { get; } = [];
    public Money Balance { get; private set; }

    public void Pay(Page page, Money amount, Billing.Subsidies.SubsidyPolicy policy)
    {
        var id = ++_ids;
        var seen = new ChargeSeen($"pi-{id}", $"ch-{id}", amount, "card", Some.Moment, new Money(amount.Fen / 100));
        (page.IsOpen, page.IsPaid) = (false, true);
        Charges.Add(new Received { Order = page.Order, Session = page.Session, Seen = seen });
        Balance += amount - seen.ProcessorFee!.Value;
        News.Add(new RecordReceipt(page.Order, seen with { ProcessorFee = null }, page.Session) { Policy = policy });
        News.Add(new RecordReceipt(page.Order, seen, page.Session) { Policy = policy });
    }

    public void OpenDispute(Received charge, Money amount)
    {
        charge.TakenBack += amount;
        Balance -= amount + DisputeFee;
        var seen = new DisputeSeen($"dp-{++_ids}", charge.Seen.Intent, amount, "fraudulent", Some.Moment, null, DisputeStatus.Open, DisputeFee);
        Disputes.Add(new Disputed(charge, seen));
        News.Add(new RecordDispute(charge.Order, seen));
    }

    public void Decide(Disputed dispute, bool isWon)
    {
        Disputes.Remove(dispute);
        if (isWon)
        {
            dispute.Of.TakenBack -= dispute.Seen.Amount;
            Balance += dispute.Seen.Amount;
        }
        News.Add(new RecordDispute(dispute.Of.Order, dispute.Seen with { Status = isWon ? DisputeStatus.Won : DisputeStatus.Lost }));
    }

    /// <summary>The same refund is made once, whatever is asked how often.</summary>
    public ITurn Refund(OrderId order, Refund refund, bool isTaken) => Once($"{refund.Id}-{refund.Attempt}", () =>
    {
        var charge = Charges.Single(c => c.Seen.Intent == refund.Intent);
        if (!isTaken || charge.Refunded + charge.TakenBack + refund.Amount > charge.Seen.Amount)
            return new RecordRefund(order, refund.Id, refund.Attempt, null, "declined");
        charge.Refunded += refund.Amount;
        Balance -= refund.Amount;
        var made = new RecordRefund(order, refund.Id, refund.Attempt, $"re-{++_ids}", null);
        _refunds.Add(new Refunded(charge, made, refund.Amount));
        return made;
    });

    /// <summary>The company's bank gives one back.</summary>
    public void Bounce(int which)
    {
        if (_refunds.Count == 0) return;
        var refund = _refunds[which % _refunds.Count];
        _refunds.Remove(refund);
        refund.Of.Refunded -= refund.Amount;
        Balance += refund.Amount;
        News.Add(refund.Made with { Problem = "bounced" });
    }

    public ITurn Transfer(OrderId order, Transfer transfer, bool isTaken) => Once(transfer.Reference, () =>
    {
        if (!isTaken) return new RecordTransfer(order, transfer.Reference, null, "account-closed");
        Balance -= transfer.Amount;
        return new RecordTransfer(order, transfer.Reference, $"tr-{++_ids}", null);
    });

    public ITurn Reverse(OrderId order, Reversal reversal, bool isTaken) => Once(reversal.Reference, () =>
    {
        if (!isTaken) return new RecordReversal(order, reversal.Reference, null, "balance-too-low");
        Balance += reversal.Amount;
        return new RecordReversal(order, reversal.Reference, $"trr-{++_ids}", null);
    });

    public void Move(Money amount, bool isPayout)
    {
        Balance -= amount;
        News.Add(new RecordProcessorMovement($"txn-{++_ids}", amount, isPayout, "x", Some.Moment));
    }

    ITurn Once(string reference, Func<ITurn> make)
    {
        if (!_answers.TryGetValue(reference, out var answer)) _answers.Add(reference, answer = make());
        return answer;
    }
}
