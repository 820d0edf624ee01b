using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Settlements.RecoveryEvent;

namespace Marketplace.Grains.Settlements;

/// <summary>A recovery as the bureaus and its vendor see it.</summary>
/// <param name="Outstanding">What is not back yet; all of it before the province has confirmed.</param>
/// <param name="Shares">The funds that it goes back to; none before the province has confirmed.</param>
/// <param name="Statements">That have taken some of it.</param>
public sealed record RecoveryRow(
    RecoveryId Id, OrderId Order, string Number, CreditCode Vendor, Money Amount, string Reason, RecoveryMethod Method, RecoveryStatus Status,
    Money Outstanding, EquatableList<FundShare> Shares, EquatableList<StatementId> Statements, EquatableList<Repayment> Repayments,
    string ProposedBy, DateTimeOffset ProposedAt, string? ConfirmedBy, DateTimeOffset? ConfirmedAt) : IReadRow<RecoveryRow, RecoveryEvent>
{
    public static ReadTable Table { get; } = ReadTable.For<RecoveryRow, RecoveryEvent>(Recovery.Grain, "recoveries");

    public static RecoveryRow Evolve(RecoveryRow? row, RecoveryEvent fact, Envelope envelope) => fact switch
    {
        RecoveryProposed f => new RecoveryRow(
            new RecoveryId(envelope.Key), f.Terms.Order, f.Terms.Number, f.Terms.Vendor, f.Terms.Amount, f.Terms.Reason, f.Terms.Method,
            RecoveryStatus.Proposed, f.Terms.Amount, FundShares.None, [], [], f.By, Places.ChinaTime.Of(envelope.At), null, null),
        RecoveryConfirmed f => row! with
        {
            Status = RecoveryStatus.Confirmed, Shares = f.Shares, ConfirmedBy = f.By, ConfirmedAt = Places.ChinaTime.Of(envelope.At),
        },
        RecoveryTaken f => row! with { Statements = [.. row.Statements, f.Statement] },
        RecoverySettled f => row!.Less(f.Shares.Sum()),
        RecoveryRepaid f => row!.Less(f.Shares.Sum()) with { Repayments = [.. row.Repayments, f.Repayment] },
        _ => throw Unhandled.Of(fact),
    };

    RecoveryRow Less(Money amount) =>
        this with { Outstanding = Outstanding - amount, Status = Outstanding == amount ? RecoveryStatus.Settled : Status };
}
