using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Settlements.StatementEvent;

namespace Marketplace.Grains.Settlements;

/// <summary>A statement without its lines, which are read from its facts.</summary>
/// <param name="Gross">The sum of the lines.</param>
/// <param name="Recovered">What recoveries take of it.</param>
/// <param name="Total">What is paid.</param>
/// <param name="Carried">Recoveries that did not fit and are taken from the next month's statement.</param>
/// <param name="LateLines">Lines with corrections that came after their month was closed.</param>
/// <param name="DaysToPayment">From acceptance to payment; null until it is paid.</param>
public sealed record StatementRow(
    StatementId Id, string Month, CreditCode Vendor, CreditCode Payee, string PayeeName, int Lines, Money Gross, Money Recovered, Money Total,
    Money Carried, int LateLines, EquatableList<FundShare> Funds, EquatableList<RecoveryLine> Recoveries, string Evidence,
    StatementStatus Status, Invoice? Invoice, WithdrawalId? Withdrawal, DateOnly AcceptedOn, DateTimeOffset? DrawnAt, Payment? Payment,
    int? DaysToPayment) : IReadRow<StatementRow, StatementEvent>
{
    public static ReadTable Table { get; } = ReadTable.For<StatementRow, StatementEvent>(Statement.Grain, "statements");

    public static StatementRow Evolve(StatementRow? row, StatementEvent fact, Envelope envelope) => fact switch
    {
        StatementBegun f => new StatementRow(
            new StatementId(envelope.Key), f.Month, f.Vendor, f.Payee.Code, f.Payee.Name, f.Lines, Money.Zero, Money.Zero, Money.Zero, Money.Zero, 0,
            FundShares.None, [], f.Evidence, StatementStatus.Drawing, null, null, f.AcceptedOn, null, null, null),
        StatementLinesAdded => row!,
        StatementDrawn f => row! with
        {
            Status = StatementStatus.Drawn, Gross = f.Gross, Recovered = f.Gross - f.Total, Total = f.Total, Carried = f.Carried,
            LateLines = f.LateLines, Funds = f.Funds, Recoveries = f.Recoveries, Evidence = f.Evidence, DrawnAt = f.At,
        },
        InvoiceRecorded f => row! with { Invoice = f.Invoice },
        StatementRequested f => row! with { Status = StatementStatus.Requested, Withdrawal = f.Withdrawal },
        StatementFreed => row! with { Status = StatementStatus.Drawn, Withdrawal = null },
        StatementPaid f => row! with
        {
            Status = StatementStatus.Paid, Payment = f.Payment, DaysToPayment = f.Payment.On.DayNumber - row.AcceptedOn.DayNumber,
        },
        _ => throw Unhandled.Of(fact),
    };
}
