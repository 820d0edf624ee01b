using Billing;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Settlements;

namespace Marketplace.Grains.Tests.Ledger;

/// <summary>Statements of applied batches, withdrawals of drawn statements, payments of approved withdrawals (S003 art.18, art.21).</summary>
sealed partial class Chronicle
{
    void ReadStatement(string key, StatementEvent fact)
    {
        if (fact is StatementEvent.StatementBegun begun)
        {
            Must(_batches.GetValueOrDefault(begun.Month) == BatchStatus.Applied, $"{key} is begun before the batch of {begun.Month} is applied.");
            _statements.Add(key, new StatementLife { Month = begun.Month, Vendor = begun.Vendor });
        }
        var statement = _statements[key];
        switch (fact)
        {
            case StatementEvent.StatementLinesAdded f:
                foreach (var line in f.Lines) AddLine(key, statement, line);
                break;
            case StatementEvent.StatementDrawn f:
                Must(statement.Total is null, $"{key} is drawn twice.");
                Must(f.Gross == statement.Lines.SelectMany(l => l.Approved).Sum() && f.Funds.Sum() == f.Gross, $"{key} does not add up.");
                Must(f.Total == f.Recoveries.Aggregate(f.Gross, (rest, r) => rest - r.Amount) && !f.Total.IsNegative, $"{key} pays other than lines less recoveries.");
                statement.Total = f.Total;
                Sums(statement.Vendor).Payable += f.Gross;
                break;
            case StatementEvent.StatementRequested f:
                Must(statement.Total is not null && !statement.IsPaid, $"{key} is in a withdrawal and not drawn, or paid.");
                Must(statement.Withdrawal is null, $"{key} is in two withdrawals.");
                statement.Withdrawal = f.Withdrawal.Value;
                break;
            case StatementEvent.StatementFreed:
                Must(_withdrawals[statement.Withdrawal!].IsRefused && !statement.IsPaid, $"{key} is freed from a withdrawal that nobody refused.");
                statement.Withdrawal = null;
                break;
            case StatementEvent.StatementPaid f:
                Pay(key, statement, f);
                break;
            default: // begun, and the invoice
                break;
        }
    }

    void AddLine(string key, StatementLife statement, StatementLine line)
    {
        Must(statement.Lines.All(l => l.Order != line.Order), $"{line.Order} is in {key} twice.");
        Must(line.Amount.IsPositive && line.Amount == line.Approved.Sum(), $"The line of {line.Order} in {key} does not add up.");
        Must(_orders[line.Order.Value].Granted.GetValueOrDefault(statement.Month) == line.Amount, $"{key} pays other for {line.Order} than was granted.");
        statement.Lines.Add(line);
    }

    void Pay(string key, StatementLife statement, StatementEvent.StatementPaid fact)
    {
        Must(!statement.IsPaid, $"{key} is paid twice.");
        Must(statement.Withdrawal == fact.Withdrawal.Value, $"{key} is paid by a withdrawal that it is not in.");
        var withdrawal = _withdrawals[fact.Withdrawal.Value];
        Must(withdrawal.Waiting.Count == 0 && !withdrawal.IsRefused, $"{key} is paid by a withdrawal that is not approved.");
        Must(fact.Total == statement.Total, $"{key} is paid another amount.");
        Must(fact.Total.IsZero || withdrawal.PaidByBank.Contains(new StatementId(key)), $"{key} is paid and the bank has not said so.");
        statement.IsPaid = true;
        Sums(statement.Vendor).Paid += fact.Gross;
        foreach (var line in statement.Lines) _orders[line.Order.Value].Paid += line.Amount;
    }

    void ReadWithdrawal(string key, WithdrawalEvent fact)
    {
        if (fact is WithdrawalEvent.WithdrawalRequested requested)
        {
            Must(requested.Statements.All(s => _statements[s.Statement.Value].Total == s.Total), $"{key} asks for statements that are not drawn.");
            _withdrawals.Add(key, new WithdrawalLife { By = requested.By, Waiting = [.. requested.Owners.Select(o => o.Owner)] });
        }
        var withdrawal = _withdrawals[key];
        switch (fact)
        {
            case WithdrawalEvent.WithdrawalApproved f:
                Must(withdrawal.Waiting.Remove(f.Owner), $"{f.Owner} approves {key} twice, or without a fund.");
                Must(f.By != withdrawal.By && !withdrawal.IsRefused, $"{key} is approved by who requested it, or after it was refused.");
                withdrawal.Taken.AddRange(f.Shares);
                Spend(f.Shares.Select(s => s with { Amount = Money.Zero - s.Amount }));
                break;
            case WithdrawalEvent.WithdrawalRefused:
                Must(withdrawal.Waiting.Count > 0 && !withdrawal.IsRefused, $"{key} is refused after all have approved it.");
                withdrawal.IsRefused = true;
                Spend(withdrawal.Taken); // what others had approved comes back
                break;
            case WithdrawalEvent.PayoutFileMade f:
                Must(withdrawal.Waiting.Count == 0 && !withdrawal.IsRefused, $"{key} has a payout file before it is approved.");
                foreach (var row in f.Rows) ListRow(key, withdrawal, row, f.By);
                break;
            case WithdrawalEvent.PayoutsReported f:
                foreach (var result in f.Results) withdrawal.ToldBy[withdrawal.Rows[result.Reference].Statement] = f.By;
                foreach (var result in f.Results.Where(r => r.Result == PayoutOutcome.Paid))
                    Must(withdrawal.PaidByBank.Add(withdrawal.Rows[result.Reference].Statement), $"The bank has paid {result.Reference} twice.");
                break;
            default: // requested
                break;
        }
    }

    void ListRow(string key, WithdrawalLife withdrawal, PayoutRow row, string by)
    {
        Must(withdrawal.ToldBy.GetValueOrDefault(row.Statement) != by, $"{row.Statement} is listed again in {key} by who said that its payment failed.");
        Must(_statements[row.Statement.Value].Total == row.Amount && row.Amount.IsPositive, $"A payout file of {key} says another amount than {row.Statement}.");
        Must(!withdrawal.PaidByBank.Contains(row.Statement), $"{row.Statement} is paid and listed again.");
        Must(withdrawal.Rows.TryAdd(row.Reference, row), $"The reference {row.Reference} is used twice.");
    }

    void ReadRecovery(string key, RecoveryEvent fact)
    {
        if (fact is RecoveryEvent.RecoveryProposed proposed) _recoveries.Add(key, new RecoveryLife { Terms = proposed.Terms, By = proposed.By });
        var recovery = _recoveries[key];
        switch (fact)
        {
            case RecoveryEvent.RecoveryConfirmed f:
                Must(f.By != recovery.By, $"{key} is confirmed by who proposed it.");
                Must(recovery.Confirmed.IsZero && f.Shares.Sum() == recovery.Terms.Amount, $"{key} is confirmed twice, or for another amount.");
                recovery.Confirmed = f.Shares.Sum();
                break;
            case RecoveryEvent.RecoveryTaken f:
                recovery.Taken[f.Statement] = f.Amount;
                break;
            case RecoveryEvent.RecoverySettled f:
                recovery.Back += f.Shares.Sum();
                Must(recovery.Taken.Remove(f.Statement, out var taken) && taken == f.Shares.Sum(), $"{key} gives back to the funds other than what the statement took.");
                Must(_statements[f.Statement.Value].IsPaid, $"{key} is settled by a statement that is not paid.");
                break;
            case RecoveryEvent.RecoveryRepaid f:
                recovery.Back += f.Shares.Sum();
                Must(f.Repayment.Amount == f.Shares.Sum(), $"{key} gives back to the funds other than what was repaid.");
                break;
            default: // proposed
                break;
        }
        Must(recovery.Taken.Values.Aggregate(recovery.Back, (sum, taken) => sum + taken) <= recovery.Confirmed, $"More of {key} is back, or taken by statements, than was owed.");
    }
}
