using System.Text.Json.Serialization;
using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Settlements.StatementCommand;
using static Marketplace.Grains.Settlements.StatementEvent;

namespace Marketplace.Grains.Settlements;

[JsonConverter(typeof(JsonStringEnumConverter<StatementStatus>))]
public enum StatementStatus
{
    [JsonStringEnumMemberName("none")] None,

    /// <summary>Its lines are being put together.</summary>
    [JsonStringEnumMemberName("drawing")] Drawing,

    /// <summary>Complete, and in no withdrawal.</summary>
    [JsonStringEnumMemberName("drawn")] Drawn,

    /// <summary>In a withdrawal that is not paid out yet.</summary>
    [JsonStringEnumMemberName("requested")] Requested,

    /// <summary>The payee has the money.</summary>
    [JsonStringEnumMemberName("paid")] Paid,
}

/// <summary>A fully digital e-invoice (数电发票).</summary>
/// <param name="Number">20 digits.</param>
/// <param name="Seller">Who wrote it: the payee.</param>
/// <param name="Buyer">Whom it is made out to.</param>
public sealed record Invoice(string Number, DateOnly IssuedOn, Money Amount, string Seller, string Buyer);

/// <summary>What the bank did.</summary>
/// <param name="Reference">Of the row in the payout file; null where recoveries left nothing to pay.</param>
/// <param name="BankReference">The bank's own number, where it gives one.</param>
public sealed record Payment(DateOnly On, string? Reference, string? BankReference);

public abstract record StatementCommand
{
    /// <param name="AcceptedOn">When the month's batch was carried out.</param>
    public sealed record Begin(string Month, CreditCode Vendor, StatementPayee Payee, int Lines, DateOnly AcceptedOn) : StatementCommand;

    /// <param name="First">How many lines stand before these.</param>
    public sealed record AddLines(int First, EquatableList<StatementLine> Lines) : StatementCommand;

    /// <param name="Carried">Recoveries that the next statement takes, because this one does not suffice.</param>
    public sealed record Draw(EquatableList<RecoveryLine> Recoveries, Money Carried, DateTimeOffset At) : StatementCommand;
    public sealed record EnterInvoice(Invoice Invoice) : StatementCommand;

    /// <param name="InvoiceNeeded">By the policy in force.</param>
    public sealed record Request(WithdrawalId Withdrawal, bool InvoiceNeeded) : StatementCommand;
    public sealed record Free(WithdrawalId Withdrawal) : StatementCommand;
    public sealed record Pay(WithdrawalId Withdrawal, Payment Payment) : StatementCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record StatementEvent
{
    public sealed record StatementBegun(
        string Month, CreditCode Vendor, StatementPayee Payee, int Lines, DateOnly AcceptedOn, string Evidence) : StatementEvent;

    /// <param name="Evidence">The chain's hash after these lines.</param>
    public sealed record StatementLinesAdded(int First, EquatableList<StatementLine> Lines, string Evidence) : StatementEvent;

    /// <param name="Gross">The sum of the lines.</param>
    /// <param name="Total">What is paid: the lines less the recoveries.</param>
    /// <param name="Funds">The gross by fund.</param>
    /// <param name="LateLines">Lines with corrections that came after their month was closed.</param>
    public sealed record StatementDrawn(
        EquatableList<RecoveryLine> Recoveries, Money Gross, Money Total, EquatableList<FundShare> Funds, Money Carried, int LateLines,
        string Evidence, DateTimeOffset At) : StatementEvent;
    public sealed record InvoiceRecorded(Invoice Invoice) : StatementEvent;
    public sealed record StatementRequested(WithdrawalId Withdrawal) : StatementEvent;
    public sealed record StatementFreed(WithdrawalId Withdrawal) : StatementEvent;
    public sealed record StatementPaid(WithdrawalId Withdrawal, CreditCode Vendor, Money Gross, Money Total, Payment Payment) : StatementEvent;
}

/// <summary>
/// What a vendor is paid for a month (结算单, S003 art.19, art.21). Its lines are in its facts, not in its state, so that a
/// vendor may have a hundred thousand of them.
/// </summary>
/// <param name="Expected">How many lines it will have.</param>
/// <param name="Added">How many it has.</param>
/// <param name="Gross">The sum of the lines so far.</param>
/// <param name="Evidence">The hash over all of it so far.</param>
public sealed record Statement(
    StatementStatus Status, string Month, CreditCode Vendor, StatementPayee? Payee, int Expected, int Added, int LateLines, Money Gross,
    EquatableList<FundShare> Funds, string Evidence, EquatableList<RecoveryLine> Recoveries, Money Total, Invoice? Invoice,
    WithdrawalId? Withdrawal, Payment? Payment) : IAggregate<Statement, StatementCommand, StatementEvent>
{
    public static readonly GrainType<Statement, StatementCommand, StatementEvent> Grain = new("statement");

    /// <summary>Lines in one fact.</summary>
    public const int LinesMax = 500;

    /// <summary>Recoveries that one statement takes; more wait for the next.</summary>
    public const int RecoveriesMax = 200;

    public static Statement Initial { get; } = new(
        StatementStatus.None, "", default, null, 0, 0, 0, Money.Zero, FundShares.None, "", [], Money.Zero, null, null, null);

    public static Decision<StatementEvent> Decide(Statement statement, StatementCommand command) => command switch
    {
        Begin c => statement.Status == StatementStatus.None
            ? new StatementBegun(c.Month, c.Vendor, c.Payee, c.Lines, c.AcceptedOn, StatementEvidence.Begin(c.Month, c.Vendor, c.Payee, c.Lines))
            : Nothing.Happens,

        _ when statement.Status == StatementStatus.None => StatementRefusal.Unknown,

        // Two runs at once, or one after another that was killed: what is there already stays.
        AddLines c when c.First != statement.Added || statement.Status != StatementStatus.Drawing => Nothing.Happens,
        AddLines { Lines.Count: 0 or > LinesMax } => throw new ArgumentOutOfRangeException(nameof(command), "A fact has 1 to 500 lines."),
        AddLines c when c.First + c.Lines.Count > statement.Expected => throw new ArgumentOutOfRangeException(nameof(command), "More lines than were announced."),
        AddLines c => new StatementLinesAdded(c.First, c.Lines, StatementEvidence.After(statement.Evidence, c.Lines)),

        Draw when statement.Status != StatementStatus.Drawing => Nothing.Happens,
        Draw when statement.Added < statement.Expected => StatementRefusal.Incomplete,
        Draw c => statement.Finished(c),

        _ when statement.Status == StatementStatus.Drawing => StatementRefusal.Incomplete,

        EnterInvoice c when statement.Invoice is { } known => known == c.Invoice ? Nothing.Happens : StatementRefusal.InvoiceKnown,
        EnterInvoice c when c.Invoice.Amount != statement.Total || !statement.Total.IsPositive => StatementRefusal.InvoiceAmountDiffers,
        EnterInvoice c => new InvoiceRecorded(c.Invoice),

        Request c when statement.Withdrawal is { } taken => taken == c.Withdrawal ? Nothing.Happens : StatementRefusal.AlreadyDrawn,
        Request { InvoiceNeeded: true } when statement.Invoice is null && statement.Total.IsPositive => StatementRefusal.InvoiceMissing,
        Request c => new StatementRequested(c.Withdrawal),

        Free c => statement.Withdrawal == c.Withdrawal && statement.Status == StatementStatus.Requested ? new StatementFreed(c.Withdrawal) : Nothing.Happens,

        Pay c when statement.Withdrawal != c.Withdrawal => StatementRefusal.NotRequested,
        Pay c when statement.Payment is { } known => known == c.Payment ? Nothing.Happens : StatementRefusal.PaidOtherwise,
        Pay c => new StatementPaid(c.Withdrawal, statement.Vendor, statement.Gross, statement.Total, c.Payment),
        _ => throw Unhandled.Of(command),
    };

    public static Statement Evolve(Statement statement, StatementEvent fact) => fact switch
    {
        StatementBegun f => statement with
        {
            Status = StatementStatus.Drawing, Month = f.Month, Vendor = f.Vendor, Payee = f.Payee, Expected = f.Lines, Evidence = f.Evidence,
        },
        StatementLinesAdded f => statement with
        {
            Added = f.First + f.Lines.Count,
            LateLines = statement.LateLines + f.Lines.Count(l => l.Usage.LateUses != 0),
            Gross = f.Lines.Aggregate(statement.Gross, (sum, line) => sum + line.Amount),
            Funds = statement.Funds.Plus(f.Lines.SelectMany(l => l.Approved)),
            Evidence = f.Evidence,
        },
        StatementDrawn f => statement with
        {
            Status = StatementStatus.Drawn, Recoveries = f.Recoveries, Gross = f.Gross, Total = f.Total, Funds = f.Funds, Evidence = f.Evidence,
        },
        InvoiceRecorded f => statement with { Invoice = f.Invoice },
        StatementRequested f => statement with { Status = StatementStatus.Requested, Withdrawal = f.Withdrawal },
        StatementFreed => statement with { Status = StatementStatus.Drawn, Withdrawal = null },
        StatementPaid f => statement with { Status = StatementStatus.Paid, Payment = f.Payment },
        _ => throw Unhandled.Of(fact),
    };

    StatementDrawn Finished(Draw c)
    {
        var taken = c.Recoveries.Aggregate(Money.Zero, (sum, line) => sum + line.Amount);
        if (taken > Gross) throw new ArgumentOutOfRangeException(nameof(c), taken, "More is taken back than is earned.");
        var total = Gross - taken;
        return new StatementDrawn(
            c.Recoveries, Gross, total, Funds, c.Carried, LateLines,
            StatementEvidence.End(Evidence, c.Recoveries, total, Funds, c.Carried), Places.ChinaTime.Of(c.At));
    }
}
