using Billing;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Settlements.WithdrawalEvent;

namespace Marketplace.Grains.Settlements;

/// <summary>An owner's decision.</summary>
public sealed record OwnerApproval(string Owner, string By, DateTimeOffset At);

/// <param name="Owner">Who refused.</param>
public sealed record WithdrawalReturn(string Owner, string By, string Reason, DateTimeOffset At);

/// <summary>A file that was made for the bank, without what is in it.</summary>
public sealed record PayoutFileView(int Number, int Rows, Money Total, string Sha256, DateTimeOffset At);

/// <summary>A withdrawal as those see it whom it concerns.</summary>
/// <param name="Results">What the bank has said of each row; failed ones are listed again under another reference.</param>
public sealed record WithdrawalRow(
    WithdrawalId Id, WithdrawalStatus Status, Money Total, EquatableList<WithdrawnStatement> Statements, EquatableList<OwnerShare> Owners,
    EquatableList<OwnerApproval> Approvals, WithdrawalReturn? Refusal, EquatableList<PayoutFileView> Files,
    EquatableList<PayoutResult> Results, string RequestedBy, DateTimeOffset RequestedAt, DateTimeOffset? PaidAt) : IReadRow<WithdrawalRow, WithdrawalEvent>
{
    public static ReadTable Table { get; } = ReadTable.For<WithdrawalRow, WithdrawalEvent>(Withdrawal.Grain, "withdrawals");

    public static WithdrawalRow Evolve(WithdrawalRow? row, WithdrawalEvent fact, Envelope envelope)
    {
        var at = Places.ChinaTime.Of(envelope.At);
        return fact switch
        {
            WithdrawalRequested f => new WithdrawalRow(
                new WithdrawalId(envelope.Key), WithdrawalStatus.Requested, f.Total, f.Statements, f.Owners, [], null, [], [], f.By, at, null),
            WithdrawalApproved f => (row! with { Approvals = [.. row.Approvals, new OwnerApproval(f.Owner, f.By, at)] }).Advanced(at),
            WithdrawalRefused f => row! with { Status = WithdrawalStatus.Refused, Refusal = new WithdrawalReturn(f.Owner, f.By, f.Reason, at) },
            PayoutFileMade f => row! with
            {
                Files = [.. row.Files, new PayoutFileView(f.Number, f.Rows.Count, f.Rows.Aggregate(Money.Zero, (sum, r) => sum + r.Amount), f.Sha256, at)],
            },
            PayoutsReported f => (row! with { Results = [.. row.Results, .. f.Results] }).Advanced(at),
            _ => throw Unhandled.Of(fact),
        };
    }

    /// <summary>Every statement is paid by one row at most, so counting tells.</summary>
    WithdrawalRow Advanced(DateTimeOffset at) =>
        Approvals.Count < Owners.Count ? this
        : Results.Count(r => r.Result == PayoutOutcome.Paid) == Statements.Count(s => s.Total.IsPositive)
            ? this with { Status = WithdrawalStatus.Paid, PaidAt = at }
            : this with { Status = WithdrawalStatus.Approved };
}
