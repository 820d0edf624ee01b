using System.Text.Json.Serialization;
using Billing;
using Billing.Ledger;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;

namespace Marketplace.Grains.Settlements;

/// <summary>What commands about a withdrawal answer with.</summary>
/// <param name="Approved">The owners that have approved.</param>
public sealed record WithdrawalAnswer(
    WithdrawalId Id, Money Total, WithdrawalStatus Status, EquatableList<OwnerShare> Owners, EquatableList<string> Approved)
{
    public static Reply Of(Turn turn, WithdrawalId id)
    {
        var withdrawal = turn.Read(Withdrawal.Grain[id.Value]);
        return Reply.With(new WithdrawalAnswer(
            id, withdrawal.Statements.Aggregate(Money.Zero, (sum, s) => sum + s.Total), withdrawal.Status, withdrawal.Owners,
            [.. withdrawal.Approved]));
    }
}

/// <summary>Asks the owners of the funds to pay out statements (S003 art.18). The vendors' standing is looked at once more.</summary>
public sealed record RequestWithdrawal(EquatableList<StatementId> Statements, string By) : ITurn
{
    [JsonIgnore] public required SubsidyPolicy Policy { get; init; }

    public IEnumerable<IGrainKey> Needs() => Statements.Select(s => Statement.Grain[s.Value]);

    public Reply Run(Turn turn)
    {
        var id = WithdrawalId.MadeBy(turn.CommandId);
        var today = ChinaTime.DayOf(turn.Now);
        var listed = new List<WithdrawnStatement>(Statements.Count);
        foreach (var statement in Statements)
        {
            var key = Statement.Grain[statement.Value];
            if (turn.Do(key, new StatementCommand.Request(id, Policy.InvoiceBeforeWithdrawal)) is { } refused) return Naming(refused, statement);
            var drawn = turn.Read(key);
            if (turn.Read(Vendor.Grain[drawn.Vendor.Value]).Obstacle(today, Policy) is { } obstacle) return Naming(obstacle, statement);
            listed.Add(new WithdrawnStatement(statement, drawn.Vendor, drawn.Payee!.Name, drawn.Total, drawn.Funds));
        }
        var owners = FundShares.None.Plus(listed.SelectMany(s => s.Funds)).GroupBy(s => turn.Read(Fund.Grain[s.Fund.Value]).Owner ?? "");
        var request = new WithdrawalCommand.Request(By, [.. listed],
            [.. owners.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => new OwnerShare(o.Key, [.. o.OrderBy(s => s.Fund.Value, StringComparer.Ordinal)]))]);
        return turn.Do(Withdrawal.Grain[id.Value], request, isNew: true) is { } refusal ? refusal : WithdrawalAnswer.Of(turn, id);
    }

    internal static Refusal Naming(Refusal refusal, StatementId statement) => refusal with
    {
        Reason = $"{statement}: {refusal.Reason}", ReasonZh = $"{statement}：{refusal.ReasonZh}", Field = "statements",
    };
}

/// <summary>An owner of funds approves its share; what acceptance made payable may leave its funds now.</summary>
public sealed record ApproveWithdrawal(WithdrawalId Withdrawal, string Owner, string By) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Settlements.Withdrawal.Grain[Withdrawal.Value]];

    public Reply Run(Turn turn)
    {
        var key = Settlements.Withdrawal.Grain[Withdrawal.Value];
        var before = turn.Read(key);
        if (!before.Approved.Contains(Owner) && before.ShareOf(Owner) is { } share
            && share.Funds.Any(s => turn.Balance(AccountId.FundSpent(s.Fund.Value)) < s.Amount)) return WithdrawalRefusal.ExceedsFund;
        if (turn.Do(key, new WithdrawalCommand.Approve(Owner, By)) is { } refusal) return refusal;
        if (!before.IsApproved && turn.Read(key).IsApproved)
            foreach (var settled in before.Statements.Where(s => s.Total.IsZero))
                if (StatementPayment.In(turn, Withdrawal, settled.Statement, new Payment(ChinaTime.DayOf(turn.Now), null, null)) is { } unpaid) return unpaid;
        return WithdrawalAnswer.Of(turn, Withdrawal);
    }
}

/// <summary>An owner of funds refuses: nothing is paid out, and the statements may be withdrawn otherwise.</summary>
public sealed record RefuseWithdrawal(WithdrawalId Withdrawal, string Owner, string By, string Reason) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Settlements.Withdrawal.Grain[Withdrawal.Value]];

    public Reply Run(Turn turn)
    {
        var key = Settlements.Withdrawal.Grain[Withdrawal.Value];
        if (turn.Do(key, new WithdrawalCommand.Refuse(Owner, By, Reason)) is { } refusal) return refusal;
        foreach (var statement in turn.Read(key).Statements)
            if (turn.Do(Statement.Grain[statement.Statement.Value], new StatementCommand.Free(Withdrawal)) is { } unknown) return unknown;
        return WithdrawalAnswer.Of(turn, Withdrawal);
    }
}

/// <summary>Records which bytes are handed to the bank, before they are; none of them pays a vendor whose standing has become bad since the request.</summary>
public sealed record MakePayoutFile(WithdrawalId Withdrawal, EquatableList<PayoutRow> Rows, string Sha256, string By) : ITurn
{
    [JsonIgnore] public required SubsidyPolicy Policy { get; init; }

    public IEnumerable<IGrainKey> Needs() => [Settlements.Withdrawal.Grain[Withdrawal.Value]];

    public Reply Run(Turn turn)
    {
        var key = Settlements.Withdrawal.Grain[Withdrawal.Value];
        var vendors = turn.Read(key).Statements.ToDictionary(s => s.Statement, s => s.Vendor);
        foreach (var row in Rows)
            if (vendors.TryGetValue(row.Statement, out var vendor) && ObstacleOf(turn, vendor, row.Statement, Policy) is { } obstacle) return obstacle;
        return turn.Do(key, new WithdrawalCommand.MakeFile(Rows, Sha256, By)) is { } refusal ? refusal : WithdrawalAnswer.Of(turn, Withdrawal);
    }

    /// <summary>Why a vendor is not paid a statement today, whatever was approved before; null when nothing stands in the way.</summary>
    public static Refusal? ObstacleOf(Turn turn, CreditCode vendor, StatementId statement, SubsidyPolicy policy) =>
        turn.Read(Vendor.Grain[vendor.Value]).CreditObstacle(ChinaTime.DayOf(turn.Now), policy) is { } obstacle
            ? RequestWithdrawal.Naming(obstacle, statement) : null;
}

/// <summary>What the bank has done: paid statements are paid, failed rows are listed again in the next file.</summary>
/// <param name="Places">Where each result stands in what was sent.</param>
/// <param name="By">Who says so.</param>
public sealed record ReportPayouts(WithdrawalId Withdrawal, EquatableList<PayoutResult> Results, EquatableList<string> Places, string By) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Settlements.Withdrawal.Grain[Withdrawal.Value]];

    public Reply Run(Turn turn)
    {
        var key = Settlements.Withdrawal.Grain[Withdrawal.Value];
        if (Results.Select((r, i) => (r.On, Place: Places[i])).FirstOrDefault(r => r.On > ChinaTime.DayOf(turn.Now)) is { Place: { } place })
            return WithdrawalRefusal.PaidInFuture with { Field = $"{place}.on" };
        if (turn.Do(key, new WithdrawalCommand.Report(Results, Places, By)) is { } refusal) return refusal;
        var withdrawal = turn.Read(key);
        foreach (var paid in Results.Where(r => r.Result == PayoutOutcome.Paid))
        {
            var payment = new Payment(paid.On, paid.Reference, paid.BankReference);
            if (StatementPayment.In(turn, Withdrawal, withdrawal.Row(paid.Reference)!.Statement, payment) is { } unpaid) return unpaid;
        }
        return WithdrawalAnswer.Of(turn, Withdrawal);
    }
}

/// <summary>A statement is paid, and with it what it took back is back.</summary>
static class StatementPayment
{
    public static Refusal? In(Turn turn, WithdrawalId withdrawal, StatementId statement, Payment payment)
    {
        var key = Statement.Grain[statement.Value];
        if (turn.Do(key, new StatementCommand.Pay(withdrawal, payment)) is { } refusal) return refusal;
        return turn.Read(key).Recoveries
            .Select(line => turn.Do(Recovery.Grain[line.Recovery.Value], new RecoveryCommand.SettleBy(statement, payment.On)))
            .FirstOrDefault(refused => refused is not null);
    }
}
