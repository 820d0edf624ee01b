using System.Text;
using Billing;
using Billing.Ledger;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Outbox;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using Marketplace.Grains.Tests.Runtime;
using Marketplace.Grains.Vendors;

namespace Marketplace.Grains.Tests.Ledger;

/// <summary>Companies pay, go back on it, renew; vendors get their share; the processor does as it likes.</summary>
sealed partial class Play
{
    readonly ModelProcessor _processor = new();
    readonly List<PayoutId> _payouts = [];

    /// <summary>Calls that were answered, and deadlines that were acted upon.</summary>
    readonly HashSet<Guid> _done = [];

    void TakePayment(Step step)
    {
        switch (step.Verb)
        {
            case Verb.MoveProcessor:
                _processor.Move(new Money(step.Fen - (step.Which == 0 ? 400_000 : 0)), step.Fen % 2 == 0);
                break;
            case Verb.TellNews:
                TellSome(step);
                break;
            case Verb.FetchNews:
                FetchNews();
                CheckBalance();
                break;
            case Verb.MakeCall:
                if (Waiting() is { Length: > 0 } calls) Make(calls[step.Fen % calls.Length], step);
                break;
            case Verb.MakeCalls:
                MakeCalls();
                break;
            case Verb.RunDue:
                _host.Pass(step.Which switch { 0 => TimeSpan.Zero, 1 => TimeSpan.FromMinutes(30), 2 => TimeSpan.FromDays(1), _ => TimeSpan.FromDays(8) });
                RunDue();
                break;
            case Verb.Connect:
                Connect(Vendors[step.Which % 2], step.Fen % 3 == 0 ? null : $"acct-{step.Fen % 2}", step);
                break;
            case Verb.OpenDispute or Verb.DecideDispute or Verb.BounceRefund:
                TakeBack(step);
                break;
            case Verb.DrawSales or Verb.ApproveSales or Verb.ListSales or Verb.ReportSales or Verb.PaySales:
                TakeSales(step);
                break;
            default:
                if (Payable() is { Count: > 0 } orders) TakePayment(Pick(orders, step), step);
                break;
        }
    }

    void TakePayment(OrderId order, Step step)
    {
        var state = Read(t => t.Read(Order.Grain[order.Value]));
        var payment = Paid(order);
        var person = $"operator:{1 + step.Fen % 2}";
        switch (step.Verb)
        {
            case Verb.BeginPayment:
                Begin(order, step);
                break;
            case Verb.PayPage:
                // Now and then on a page that is closed, by a method that takes its time.
                if (_processor.Pages.LastOrDefault(p => p.Order == order && (p.IsOpen || step.Fen % 3 == 0)) is not { } page) return;
                _processor.Pay(page, step.Fen % 7 == 0 ? page.Amount - new Money(1) : page.Amount, Policy);
                break;
            case Verb.FailAttempt when payment.Terms is not null:
                Send(new RecordFailedAttempt(order, new FailedAttempt("pi", "card_declined", Some.Moment.AddSeconds(step.Fen % 2))), step);
                break;
            case Verb.Pay:
                if (Begin(order, step) is { } open && _processor.Pages.First(p => p.Session == open.Session) is { IsOpen: true } toPay) _processor.Pay(toPay, toPay.Amount, Policy);
                FetchNews();
                break;
            case Verb.ProposeRefund:
                Send(new ProposeRefund(order, step.Which == 0 ? null : new Money(step.Fen), "不再需要", person), step);
                break;
            case Verb.DeclineRefund:
                Send(new DeclineRefund(order, payment.Proposal?.Id ?? default, person), step);
                break;
            case Verb.ConfirmRefund:
                Send(new ConfirmRefund(order, payment.Proposal?.Id ?? default, person), step);
                break;
            case Verb.Refund:
                Send(new ProposeRefund(order, step.Fen % 2 == 0 ? null : new Money(payment.Lies.Total().Fen / 3), "不再需要", "operator:1"), step);
                Send(new ConfirmRefund(order, Paid(order).Proposal?.Id ?? default, "operator:2"), step);
                break;
            case Verb.RetryRefund:
                if (payment.Refunds.LastOrDefault(r => r.Status == RefundStatus.Failed || step.Fen % 5 == 0) is { } failed) Send(new RetryRefund(order, failed.Id, person), step);
                break;
            case Verb.Renew:
                _orders.Add(OrderId.PlacedBy(Key(_commands)));
                Send(new RenewOrder(order, state.Terms!.Company, "basic") { Number = $"n{_commands}", Policy = Policy }, step);
                break;
            case Verb.DeclineRenewal:
                Send(new DeclineRenewal(order, state.Terms!.Company, null), step);
                break;
            default: // an attempt failed before anybody began to pay
                break;
        }
    }

    /// <summary>A page to pay on, as the company is shown it; the processor has opened it before we know.</summary>
    ModelProcessor.Page? Begin(OrderId order, Step step)
    {
        var begun = Send(new BeginPayment(order, CompanyOf(order) ?? Companies[0]) { Policy = Policy }, step);
        if (begun.Refusal is not null) return null;
        var payment = Paid(order);
        var session = payment.Checkout?.Session ?? $"cs-{order}-{payment.Checkouts + 1}";
        if (_processor.Pages.FirstOrDefault(p => p.Session == session) is not { } page)
            _processor.Pages.Add(page = new ModelProcessor.Page { Order = order, Session = session, Amount = payment.Terms!.Amount });
        if (step.Verb == Verb.BeginPayment && step.Which == 3) _host.Pass(TimeSpan.FromMinutes(step.Fen % 2 * 40));
        if (step.Verb == Verb.BeginPayment && step.Fen % 4 == 0) RunDue();
        Send(new RecordCheckout(order, session, _host.Now.AddMinutes(30), "card"), step);
        return page;
    }

    void TakeBack(Step step)
    {
        if (step.Verb == Verb.BounceRefund) _processor.Bounce(step.Fen);
        if (step.Verb == Verb.OpenDispute && _processor.Charges.Count > 0)
        {
            var charge = Pick(_processor.Charges, step);
            var left = charge.Seen.Amount - charge.TakenBack;
            if (left.IsPositive) _processor.OpenDispute(charge, step.Fen % 2 == 0 ? left : new Money(1 + step.Fen % left.Fen));
        }
        if (step.Verb == Verb.DecideDispute && _processor.Disputes.Count > 0) _processor.Decide(Pick(_processor.Disputes, step), step.Fen % 2 == 0);
    }

    void TakeSales(Step step)
    {
        if (step.Verb is Verb.DrawSales or Verb.PaySales)
        {
            var vendor = Vendors[step.Fen % 2];
            var orders = Payable().Where(o => Paid(o) is { Lies.Payable.IsPositive: true } p && (p.Terms!.Vendor == vendor || step.Fen % 11 == 0)).ToArray();
            var id = PayoutId.Of("2026-03", vendor, _payouts.Count + 1);
            if (Send(new DrawPayout(id, "2026-03", vendor, [.. orders, .. orders.Take(step.Fen % 5 == 0 ? 1 : 0)], "operator:1") { Policy = Policy }, step).Refusal is null)
                _payouts.Add(id);
        }
        if (_payouts.Count == 0) return;
        var payout = step.Verb == Verb.PaySales ? _payouts[^1] : Pick(_payouts, step);
        var reference = $"P{payout}";
        if (step.Verb is Verb.ApproveSales or Verb.PaySales) Send(new ApprovePayout(payout, step.Fen % 7 == 0 ? "operator:1" : "operator:2"), step);
        if (step.Verb is Verb.ListSales or Verb.PaySales) Send(new ListPayouts([new ListedPayout(payout, reference)], $"{_commands}", "operator:1") { Policy = Policy }, step);
        if (step.Verb is Verb.ReportSales or Verb.PaySales)
            Send(new ReportPayout(payout, new PayoutResult(reference, step.Fen % 3 == 0 ? PayoutOutcome.Failed : PayoutOutcome.Paid, Some.Day, null, null), "operator:2"), step);
    }

    void Connect(Grains.Companies.CreditCode vendor, string? account, Step step) => Send(
        new Ask($"connect {vendor} to {account}", turn => Ask.Answered((account is null ? null : turn.Do(Vendor.Grain[vendor.Value], new VendorCommand.ProposeAccount(new AccountProposal(account, "one")))) ?? turn.Do(Vendor.Grain[vendor.Value], new VendorCommand.Connect(account, "two")), "connected")), step);

    void TellSome(Step step)
    {
        // Now and then everything that was told is told again.
        if (step.Fen % 3 == 0)
        {
            foreach (var old in _processor.Told) Tell(old);
            return;
        }
        if (_processor.News.Count == 0) return;
        var turn = _processor.News[step.Fen % _processor.News.Count];
        if (Tell(turn, step)) Forget(turn);
    }

    /// <summary>False when it came too early, and will come again.</summary>
    bool Tell(ITurn turn, Step? step = null)
    {
        var refusal = Send(turn, step).Refusal;
        _history.Check(refusal is null or { Kind: RefusalKind.Overloaded }, $"{turn} happened, and was refused: {refusal?.Code}.");
        return refusal is null;
    }

    void Forget(ITurn turn)
    {
        _processor.News.Remove(turn);
        _processor.Told.Add(turn);
    }

    /// <summary>What went missing is fetched; at the second time nothing is too early.</summary>
    void FetchNews()
    {
        for (var round = 0; round < 2; round++)
            foreach (var turn in _processor.News.ToArray())
                if (Tell(turn)) Forget(turn);
        _history.Check(_processor.News.Count == 0, $"{_processor.News.FirstOrDefault()} is never taken.");
    }

    OutboxRow[] Waiting() => [.. _host.Store.Outbox.Where(m => m.Kind.StartsWith(DueCalls.Prefix, StringComparison.Ordinal) && !_done.Contains(m.Id))];

    void MakeCalls()
    {
        while (Waiting() is { Length: > 0 } calls)
            foreach (var call in calls) Make(call, new Step(Verb.MakeCalls, 0, 1, false));
    }

    void Make(OutboxRow call, Step step)
    {
        var (order, what) = PaymentCalls.Read(call.Payload);
        if (Outcome(call.Kind, order, what, isTaken: step.Fen % 4 != 0) is not { } outcome) return;
        // The answer may be lost on the way, and comes as news.
        if (step.Which > 1) _processor.News.Add(outcome);
        else if (Tell(outcome, step))
        {
            _done.Add(call.Id);
            _processor.Told.Add(outcome);
        }
    }

    ITurn? Outcome(string kind, OrderId order, string what, bool isTaken)
    {
        var payment = Paid(order);
        switch (kind)
        {
            case PaymentCalls.CloseCheckout:
                var page = _processor.Pages.First(p => p.Session == what);
                page.IsOpen = false;
                if (page.IsPaid && isTaken) FetchNews();
                return new CloseCheckout(order, what);
            case PaymentCalls.Refund:
                return _processor.Refund(order, payment.Find(new RefundId(what))!, isTaken);
            case PaymentCalls.Transfer:
                return _processor.Transfer(order, payment.TransferOf(what)!, isTaken);
            default:
                var reversal = payment.ReversalOf(what)!;
                var transfer = payment.TransferOf(reversal.Transfer)!;
                return transfer.Status switch
                {
                    TransferStatus.Asked => null, // that call comes first
                    TransferStatus.Refused => new RecordReversal(order, what, null, "transfer-refused"),
                    _ => _processor.Reverse(order, reversal, isTaken),
                };
        }
    }

    void RunDue()
    {
        while (_host.Store.Outbox.Where(IsDue).OrderBy(m => m.DueAt).FirstOrDefault() is { } message)
        {
            _done.Add(message.Id);
            var order = new OrderId(message.Payload);
            var sent = Send(message.Kind switch
            {
                LapseOrder.Kind => new LapseOrder(order),
                EndTerm.Kind => new EndTerm(order),
                RecordReceipt.ReleaseKind => new ReleaseShare(order),
                _ => throw new ArgumentOutOfRangeException(nameof(message), message.Kind, "Nobody acts upon it."),
            });
            _history.Check(sent.Refusal is null, $"{message.Kind} of {order} fell due and was refused: {sent.Refusal?.Code}.");
        }

        bool IsDue(OutboxRow message) => !message.Kind.StartsWith(DueCalls.Prefix, StringComparison.Ordinal) && message.DueAt <= _host.Now && !_done.Contains(message.Id);
    }

    /// <summary>When all is told, called and due, our books say what the processor has, and nothing is stuck.</summary>
    void EndPayments()
    {
        if (_processor.Pages.Count == 0 && _processor.News.Count == 0) return;
        FetchNews();
        CheckBalance();
        // Pages that are asked to be closed are not, for as long as an order waits for that.
        foreach (var days in new[] { 0, 9 })
        {
            _host.Pass(new TimeSpan(days, 1, 0, 0));
            RunDue();
        }
        foreach (var order in Payable().Select(o => (Id: o, State: Read(t => t.Read(Order.Grain[o.Value])))))
            _history.Check(order.State.Status != OrderStatus.AwaitingPayment || order.State.LapsesAt > _host.Now, $"{order.Id} waits for its payment for ever.");
        MakeCalls();
        FetchNews();
        CheckBalance();
        foreach (var order in Payable())
        {
            var (payment, state) = (Paid(order), Read(t => t.Read(Order.Grain[order.Value])));
            if (payment.Terms is not null) CheckRow(order);
            _history.Check(payment.Lies.Held.IsZero || payment.IsDisputed || state.CoolingOffEnds > _host.Now, $"The vendor's share of {order} is held for ever.");
            _history.Check(payment.Refunds.All(r => r.Status != RefundStatus.Asked), $"A refund of {order} is asked for, and nobody is asked.");
            _history.Check(
                payment.Transfers.All(t => t.Status != TransferStatus.Asked) && payment.Reversals.All(r => r.Status != TransferStatus.Asked), $"A transfer of {order} is stuck.");
            _history.Check(!state.IsOver || payment.Checkout is null, $"{order} is {state.Status}, and its page is open.");
        }
    }

    /// <summary>What people see adds up, too, and is the same whenever it was stored.</summary>
    void CheckRow(OrderId order)
    {
        PaymentRow? row = null;
        foreach (var fact in _host.Store.Stream(OrderPayment.Grain.StreamId(order.Value)))
        {
            var next = PaymentRow.Evolve(row, (PaymentEvent)fact.Fact, new Envelope(order.Value, fact.Row.Version, fact.Row.Type, fact.Row.At, fact.Row.Actor));
            var stored = CanonicalJson.Write(next);
            row = (PaymentRow)CanonicalJson.Read(Encoding.UTF8.GetString(stored), typeof(PaymentRow));
            _history.Check(CanonicalJson.Write(row).AsSpan().SequenceEqual(stored), $"The row of {order} is another when it is read.");
        }
        var excess = row!.Payment.Disputes.Where(d => d.Status != DisputeStatus.Won).Aggregate(Money.Zero, (sum, d) => sum + d.Excess);
        _history.Check(
            row.Received + row.Surplus == row.VendorShare + row.PlatformFee + row.Refunded + row.Refunding + row.InDispute + row.ChargedBack - excess,
            $"The row of {order} does not add up.");
    }

    void CheckBalance()
    {
        var ours = new Money(_host.Store.Balance(AccountId.ProcessorBalance.Value, _host.Store.Position) ?? 0);
        _history.Check(ours == _processor.Balance, $"The processor has {_processor.Balance}, and we say {ours}.");
    }

    /// <summary>Orders of which the company pays something itself.</summary>
    List<OrderId> Payable() => [.. _orders.Where(o => Read(t => t.Read(Order.Grain[o.Value])).Terms?.Split.Company.IsPositive == true)];

    OrderPayment Paid(OrderId order) => Read(t => t.Read(OrderPayment.Grain[order.Value]));
}
