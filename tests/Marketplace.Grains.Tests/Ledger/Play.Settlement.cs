using Billing;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;

namespace Marketplace.Grains.Tests.Ledger;

/// <summary>Acceptance, settlement and recovery.</summary>
sealed partial class Play
{
    static readonly Verb[] Preparation = [Verb.BeginBatch, Verb.ProposeLines, Verb.OpenBatch];
    static readonly Verb[] Deciding = [Verb.SubmitBatch, Verb.VerifyLines, Verb.ConfirmVerification, Verb.ApproveBatch, Verb.ApplyLines, Verb.FinishBatch];

    void TakeBatch(Step step)
    {
        if (step.Verb is Verb.BeginBatch or Verb.PrepareMonth or Verb.AcceptMonth && (step.Which < 3 || _months == 0)) _months++;
        var month = MonthOf(step);
        // What is done at a stroke is mostly done by the right people.
        var (verbs, each) = step.Verb switch
        {
            Verb.PrepareMonth => (Preparation, step with { Which = 0 }),
            // Now and then a step is forgotten.
            Verb.DecideMonth when step.Which == 2 => ([.. Deciding.Where((_, i) => i != step.Fen % Deciding.Length)], step with { Which = 0 }),
            // Or the wrong people do it.
            Verb.DecideMonth when step.Which == 1 => (Deciding, step with { Which = 2 + step.Fen % 2 }),
            Verb.DecideMonth => (Deciding, step with { Which = 0 }),
            Verb.AcceptMonth => ([.. Preparation, .. Deciding], step with { Which = 0 }),
            _ => (new[] { step.Verb }, step),
        };
        foreach (var verb in verbs)
            foreach (var turn in BatchTurns(each with { Verb = verb }, month)) Send(turn, step);
    }

    IEnumerable<ITurn> BatchTurns(Step step, string month) => step.Verb switch
    {
        Verb.BeginBatch => [new BeginBatch(month, new BatchTerms("1", 5, Policy.SampleMinimum, Policy.AppealDays), "00")],
        Verb.ProposeLines => Held().GroupBy(o => o.State.Terms!.City).Select(city =>
            new ProposeLines(month, city.Key, [.. city.Select(o => Proposed(o.Id, o.State, step)).Where(l => l.Percent > 0)])),
        Verb.OpenBatch => [new OpenBatch(month, [.. Cities])],
        Verb.AdjustBatch => Part(month, Cities[0]).InOrder.Take(1).Select(l =>
            new AdjustBatch(month, [new Adjustment(l.Proposed.Order, new Money(step.Fen), "x", "x")])),
        Verb.SubmitBatch => [new SubmitBatch(month, "operator:1")],
        Verb.VerifyLines => Cities.Select(city => new VerifyLines(month, city, "city:1",
            [.. Part(month, city).InOrder.Where(l => l.State == ReviewState.Selected).Select((l, i) => Found(l, step.Fen + i))])),
        Verb.ConfirmVerification => Cities.Select(city => new ConfirmVerification(month, city, step.Which == 3 ? "city:1" : "city:2", null)),
        Verb.ReturnBatch => [new ReturnBatch(month, "x")],
        Verb.ApproveBatch => [new ApproveBatch(month, step.Which >= 2 ? "operator:1" : "province:1", null)],
        Verb.ApplyLines => Cities.Where(city => Part(month, city).Lines.Count > 0)
            .Select(city => new ApplyLines(month, city, [.. Part(month, city).InOrder.Select(l => l.Proposed.Order)])),
        Verb.FinishBatch => [new FinishBatch(month)],
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    Verification Part(string month, string city) => Read(t => t.Read(Verification.Of(month, city)));

    (OrderId Id, Order State)[] Held() =>
    [
        .. _orders.Select(o => (Id: o, State: Read(t => t.Read(Order.Grain[o.Value]))))
            .Where(o => o.State.Held.Count > 0 && (o.State.IsRunning || o.State.Status == OrderStatus.Ended)),
    ];

    /// <summary>What is proposed for an order: an appeal, or the next of several installments.</summary>
    static ProposedLine Proposed(OrderId id, Order order, Step step)
    {
        var isAppeal = order.Resubmission is not null;
        var percent = isAppeal ? 100 : Math.Min(100 - order.DecidedPercent, step.Fen % 2 == 0 ? 100 : 30);
        var whole = order.Terms!.Funds.Sum();
        var asked = isAppeal ? order.Shortfall!.Shares.Sum()
            : Money.Min(order.Held.Sum(), Allocation.UpTo(whole, order.DecidedPercent + percent) - Allocation.UpTo(whole, order.DecidedPercent));
        return new ProposedLine(
            id, order.Terms.Number, order.Terms.Company, order.Terms.Vendor, order.Terms.Listing, percent, asked, 1,
            new UsageSummary(1, 1, 1, 1, step.Fen % 2), "00", step.Fen % 2 == 0 ? [] : [new Flag("x", [])], new Eligibility("1", []), new Eligibility("1", []), isAppeal,
            order.LastBatch);
    }

    static Grains.Acceptance.Check Found(BatchLine line, int chance) => (chance % 5) switch
    {
        0 => new(line.Proposed.Order, CheckResult.Deduct, new Money(line.AdjustedStep.Amount.Fen / 3), null, "x", null, []),
        1 => new(line.Proposed.Order, CheckResult.Reject, null, null, "x", null, []),
        2 => new(line.Proposed.Order, CheckResult.Bypass, null, null, "x", null, []),
        _ => new(line.Proposed.Order, CheckResult.Pass, null, null, null, null, []),
    };

    void TakeSettlement(Step step)
    {
        switch (step.Verb)
        {
            case Verb.Settle:
                Settle(MonthOf(step), step);
                break;
            case Verb.RecordInvoice when _statements.Count > 0:
                Invoice(Pick(_statements, step), step);
                break;
            case Verb.RequestWithdrawal when _statements.Count > 0:
                _withdrawals.Add(WithdrawalId.MadeBy(Key(_commands)));
                Send(new RequestWithdrawal([.. _statements.SkipLast(step.Fen % 2).TakeLast(1 + step.Which % 2)], "operator:1") { Policy = Policy }, step);
                break;
            case Verb.ApproveWithdrawal when _withdrawals.Count > 0:
                Send(new ApproveWithdrawal(Pick(_withdrawals, step), step.Fen % 3 == 0 ? Cities[0] : Province, step.Fen % 7 == 0 ? "operator:1" : "province:1"), step);
                break;
            case Verb.RefuseWithdrawal when _withdrawals.Count > 0:
                Send(new RefuseWithdrawal(Pick(_withdrawals, step), step.Fen % 3 == 0 ? Cities[0] : Province, "province:1", "x"), step);
                break;
            case Verb.MakePayoutFile when _withdrawals.Count > 0:
                MakeFile(Pick(_withdrawals, step), step);
                break;
            case Verb.ReportPayouts when _withdrawals.Count > 0:
                Report(Pick(_withdrawals, step), step, step.Which % 3 == 0 ? PayoutOutcome.Failed : PayoutOutcome.Paid);
                break;
            case Verb.PayOut:
                PayOut(step);
                break;
            default: // nothing to do it to
                break;
        }
    }

    /// <summary>Run twice, it does nothing the second time.</summary>
    void Settle(string month, Step step)
    {
        var (result, _) = _settlement.Run(month, new Caller("test"), null, CancellationToken.None).GetAwaiter().GetResult();
        foreach (var statement in result?.Statements ?? [])
            if (!_statements.Contains(statement.Id)) _statements.Add(statement.Id);
        if (!step.IsSentAgain) return;
        var after = _host.Store.Position;
        _settlement.Run(month, new Caller("test"), null, CancellationToken.None).GetAwaiter().GetResult();
        _history.Check(_host.Store.Journal.Skip(after).All(c => c.Row.Facts.Count == 0), $"The settlement of {month} was done twice.");
    }

    void Invoice(StatementId id, Step step)
    {
        var statement = Read(t => t.Read(Statement.Grain[id.Value]));
        var number = $"2634{(step.Fen % 11 == 0 ? 0 : _commands):0000000000000000}";
        Send(new RecordInvoice(id, statement.Vendor, new Invoice(number, Some.Day, statement.Total, "x", "x")), step);
    }

    void MakeFile(WithdrawalId id, Step step)
    {
        var withdrawal = Read(t => t.Read(Withdrawal.Grain[id.Value]));
        PayoutRow[] rows =
        [
            .. withdrawal.NextRows.Select(r => new PayoutRow(
                r.Reference, r.Statement, "x", "sealed", withdrawal.Statements.First(s => s.Statement == r.Statement).Total)),
        ];
        if (rows.Length > 0) Send(new MakePayoutFile(id, [.. rows], $"{_commands}", "operator:1") { Policy = Policy }, step);
    }

    void Report(WithdrawalId id, Step step, PayoutOutcome outcome)
    {
        var listed = Read(t => t.Read(Withdrawal.Grain[id.Value])).Files.SelectMany(f => f.Rows).ToArray();
        if (listed.Length == 0) return;
        var row = listed[step.Fen % listed.Length];
        Send(new ReportPayouts(id, [new PayoutResult(row.Reference, outcome, Some.Day, null, null)], ["results[0]"], step.Fen % 5 == 0 ? "operator:1" : "operator:2"), step);
    }

    void PayOut(Step step)
    {
        Settle(MonthOf(step), step);
        var free = _statements.Where(s => Read(t => t.Read(Statement.Grain[s.Value])).Status == StatementStatus.Drawn).ToArray();
        if (free.Length == 0) return;
        foreach (var statement in free) Invoice(statement, step with { Fen = 1 });
        var id = WithdrawalId.MadeBy(Key(_commands));
        _withdrawals.Add(id);
        Send(new RequestWithdrawal([.. free], "operator:1") { Policy = Policy }, step);
        foreach (var owner in new[] { Province, Cities[0] }) Send(new ApproveWithdrawal(id, owner, "province:1"), step);
        MakeFile(id, step);
        for (var row = 0; row < free.Length; row++) Report(id, step with { Fen = row }, PayoutOutcome.Paid);
    }

    void TakeRecovery(Step step)
    {
        if (step.Verb == Verb.ProposeRecovery && _orders.Count > 0)
        {
            _recoveries.Add(RecoveryId.MadeBy(Key(_commands)));
            var paid = Read(t => t.Read(Order.Grain[Pick(_orders, step).Value])).Accepted.Sum();
            var amount = step.Fen % 2 == 0 ? paid : new Money(step.Fen);
            Send(new ProposeRecovery(Pick(_orders, step), amount, "x", (RecoveryMethod)(step.Fen / 2 % 2), "operator:1"), step);
        }
        else if (step.Verb == Verb.ConfirmRecovery && _recoveries.Count > 0)
        {
            Send(new ConfirmRecovery(Pick(_recoveries, step), step.Fen % 7 == 0 ? "operator:1" : "province:1"), step);
        }
        else if (step.Verb == Verb.RepayRecovery && _recoveries.Count > 0)
        {
            var recovery = Read(t => t.Read(Recovery.Grain[Pick(_recoveries, step).Value]));
            // What is owed, or all of it although a statement has taken some, or anything.
            var amount = (step.Fen % 3) switch { 0 => recovery.Free, 1 => recovery.Outstanding.Sum(), _ => new Money(step.Fen / 4) };
            Send(new RepayRecovery(Pick(_recoveries, step), new Repayment(Some.Day, $"b{step.Which}", amount)), step);
        }
    }

    /// <summary>The running month, or the one before it.</summary>
    string MonthOf(Step step) => ChinaMonth.Plus("2026-02", step.Which == 3 ? Math.Max(1, _months - 1) : _months);
}
