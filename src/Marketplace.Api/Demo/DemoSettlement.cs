using System.Globalization;
using Billing;
using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Settlements;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;

namespace Marketplace.Api.Demo;

/// <summary>From the accepted orders of a month to the vendors' money: statements, invoices, withdrawals, the bank (S003 art.18, art.21).</summary>
/// <param name="rankOf">Where a vendor stands by its orders; the visitor plays the first.</param>
sealed class DemoSettlement(DemoSender sender, SettlementRun runs, PayoutFiles files, SubsidyPolicy policy, Func<CreditCode, int> rankOf)
{
    const string Buyer = "安徽省工业互联网综合服务平台";

    readonly Dictionary<string, SettlementResult> _results = [];

    /// <param name="isLast">The visitor finds it unfinished: the first vendors have no invoice yet, one withdrawal waits for approval, one for the bank.</param>
    /// <param name="hasFailure">The bank refuses one payment first.</param>
    public IEnumerable<DemoStep> Steps(string month, bool isLast, bool hasFailure)
    {
        var day = ChinaMonth.End(month).AddDays(7);
        yield return new DemoStep(day.AddDays(9) + DemoStep.Noon, cancel => Run(month, cancel));
        yield return new DemoStep(day.AddDays(10) + DemoStep.Evening, _ => Invoice(month, isLast));
        yield return new DemoStep(day.AddDays(11) + DemoStep.Noon, _ => Request(month, "first", s => !isLast || Part(s) >= 3));
        yield return new DemoStep(day.AddDays(12) + DemoStep.Noon, _ => Approve(month, "first"));
        yield return new DemoStep(day.AddDays(12) + DemoStep.Evening, cancel => Hand(month, "first", cancel));
        yield return new DemoStep(day.AddDays(13) + DemoStep.Noon, _ => Report(month, 1, hasFailure));
        if (hasFailure)
        {
            yield return new DemoStep(day.AddDays(13) + DemoStep.Evening, cancel => Hand(month, "first", cancel));
            yield return new DemoStep(day.AddDays(14) + DemoStep.Noon, _ => Report(month, 2, hasFailure: false));
        }
        if (!isLast) yield break;
        yield return new DemoStep(day.AddDays(15) + DemoStep.Noon, _ => Request(month, "second", s => Part(s) == 2));
        yield return new DemoStep(day.AddDays(16) + DemoStep.Noon, _ => Approve(month, "second"));
        yield return new DemoStep(day.AddDays(17) + DemoStep.Noon, _ => Request(month, "third", s => Part(s) == 1));
    }

    /// <summary>Money that was paid out for an order is taken back.</summary>
    public IEnumerable<DemoStep> Recover(string month, RecoveryMethod method, bool isConfirmed)
    {
        var day = ChinaMonth.End(month).AddDays(7);
        yield return new DemoStep(day.AddDays(19) + DemoStep.Noon, _ => Propose(month, method));
        if (!isConfirmed) yield break;
        yield return new DemoStep(day.AddDays(20) + DemoStep.Noon, _ => Confirm(month));
        if (method == RecoveryMethod.Repayment) yield return new DemoStep(day.AddDays(21) + DemoStep.Noon, _ => Repay(month, ChinaTime.DayOf(day.AddDays(21))));
    }

    /// <summary>0: has no invoice; 1 and 2: are in later withdrawals; the others are paid.</summary>
    int Part(StatementAnswer statement) => rankOf(statement.Vendor) switch
    {
        0 => 0,
        var rank when rank % 9 == 4 => 0,
        var rank when rank % 9 == 5 => 1,
        var rank when rank % 9 == 7 => 2,
        _ => 3,
    };

    async Task Run(string month, CancellationToken cancel)
    {
        var (result, refusal) = await runs.Run(month, new Caller(DemoSender.Operator), null, cancel);
        if (refusal is { Code: "batch.not-approved" }) return; // nothing was due in it
        DemoSender.Demand(refusal, $"settlement {month}");
        _results[month] = result!;
    }

    IEnumerable<StatementAnswer> Statements(string month) => _results.TryGetValue(month, out var result) ? result.Statements : [];

    async Task Invoice(string month, bool isLast)
    {
        foreach (var (i, statement) in Statements(month).Index())
        {
            if (!statement.Total.IsPositive || (isLast && Part(statement) == 0)) continue;
            var issued = ChinaTime.DayOf(ChinaMonth.End(month).AddDays(17));
            var drawn = await sender.Grains.Read(turn => turn.Read(Statement.Grain[statement.Id.Value]));
            var number = string.Create(CultureInfo.InvariantCulture, $"{issued:yy}34{issued:yyyyMM}{i + 1:0000000000}");
            await sender.Demand(
                new RecordInvoice(statement.Id, statement.Vendor, new Invoice(number, issued, statement.Total, drawn.Payee!.Name, Buyer)),
                DemoSender.Actor(Role.Vendor, statement.Vendor.Value), $"invoice {statement.Id}");
        }
    }

    async Task Request(string month, string name, Func<StatementAnswer, bool> isMeant)
    {
        EquatableList<StatementId> statements = [.. Statements(month).Where(isMeant).Select(s => s.Id)];
        if (statements.Count > 0)
            await sender.Demand(new RequestWithdrawal(statements, DemoSender.Operator) { Policy = policy }, DemoSender.Operator, Purpose(month, name));
    }

    async Task Approve(string month, string name)
    {
        var id = IdOf(month, name);
        foreach (var owner in (await Read(id)).Owners.Select(o => o.Owner).ToArray())
            await sender.Demand(new ApproveWithdrawal(id, owner, DemoFunds.ActorOf(owner)), DemoFunds.ActorOf(owner), $"approve {Purpose(month, name)} {owner}");
    }

    async Task Hand(string month, string name, CancellationToken cancel)
    {
        if ((await Read(IdOf(month, name))).Status == WithdrawalStatus.None) return;
        var (_, _, refusal) = await files.Get(IdOf(month, name), null, DemoSender.Operator, new Caller(DemoSender.Operator), cancel);
        if (refusal is { Code: "withdrawal.nothing-to-pay" }) return;
        DemoSender.Demand(refusal, $"payout file {month} {name}");
    }

    async Task Report(string month, int file, bool hasFailure)
    {
        var id = IdOf(month, "first");
        if ((await Read(id)).Files.ElementAtOrDefault(file - 1) is not { } made) return;
        var on = ChinaTime.DayOf(ChinaMonth.End(month).AddDays(19 + file));
        EquatableList<PayoutResult> results =
        [
            .. made.Rows.Select((row, i) => hasFailure && i == 0
                ? new PayoutResult(row.Reference, PayoutOutcome.Failed, on, "收款账户状态异常，退汇", null)
                : new PayoutResult(row.Reference, PayoutOutcome.Paid, on, null, string.Create(CultureInfo.InvariantCulture, $"HF{on:yyyyMMdd}{file}{i + 1:0000}"))),
        ];
        await sender.Demand(
            new ReportPayouts(id, results, [.. results.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"results[{i}]"))], DemoSender.Second(Role.Operator)),
            DemoSender.Second(Role.Operator), $"results {month} {file}");
    }

    async Task Propose(string month, RecoveryMethod method)
    {
        var lines = await sender.Grains.Read(turn => AcceptedLines.Of(turn, month) ?? []);
        if (lines.FirstOrDefault(l => rankOf(l.Vendor) is 1 or 2 or 3) is not { } line) return;
        await sender.Send(
            new ProposeRecovery(line.Order, Allocation.UpTo(line.Approved.Sum(), 50), "回访发现一半账号从未开通，供应商多报了使用人数。", method, DemoSender.Operator),
            DemoSender.Operator, $"recovery {month}");
    }

    async Task Confirm(string month)
    {
        if (await IsThere(month)) await sender.Demand(new ConfirmRecovery(RecoveryOf(month), DemoSender.Province), DemoSender.Province, $"confirm recovery {month}");
    }

    async Task Repay(string month, DateOnly on)
    {
        if (!await IsThere(month)) return;
        var recovery = await sender.Grains.Read(turn => turn.Read(Recovery.Grain[RecoveryOf(month).Value]));
        await sender.Demand(
            new RepayRecovery(RecoveryOf(month), new Repayment(on, $"TH{on.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}01", recovery.Terms!.Amount)),
            DemoSender.Operator, $"repayment {month}");
    }

    async Task<bool> IsThere(string month) =>
        (await sender.Grains.Read(turn => turn.Read(Recovery.Grain[RecoveryOf(month).Value]))).Status != RecoveryStatus.None;

    Task<Withdrawal> Read(WithdrawalId id) => sender.Grains.Read(turn => turn.Read(Withdrawal.Grain[id.Value]));

    static string Purpose(string month, string name) => $"withdrawal {month} {name}";

    static WithdrawalId IdOf(string month, string name) => WithdrawalId.MadeBy(DemoSender.IdOf(Purpose(month, name)));

    static RecoveryId RecoveryOf(string month) => RecoveryId.MadeBy(DemoSender.IdOf($"recovery {month}"));
}
