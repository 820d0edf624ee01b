using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Settlements.WithdrawalCommand;
using static Marketplace.Grains.Settlements.WithdrawalEvent;

namespace Marketplace.Grains.Settlements;

[JsonConverter(typeof(JsonStringEnumConverter<WithdrawalStatus>))]
public enum WithdrawalStatus
{
    [JsonStringEnumMemberName("none")] None,

    /// <summary>Some owner of the funds has still to approve.</summary>
    [JsonStringEnumMemberName("requested")] Requested,

    /// <summary>All owners have approved; the bank has still to pay.</summary>
    [JsonStringEnumMemberName("approved")] Approved,

    /// <summary>All of it has reached its payees.</summary>
    [JsonStringEnumMemberName("paid")] Paid,

    /// <summary>Its statements are free for another withdrawal.</summary>
    [JsonStringEnumMemberName("refused")] Refused,
}

/// <summary>A statement in a withdrawal.</summary>
/// <param name="Total">What its payee gets.</param>
/// <param name="Funds">What its lines take of the funds, before recoveries.</param>
public sealed record WithdrawnStatement(StatementId Statement, CreditCode Vendor, string PayeeName, Money Total, EquatableList<FundShare> Funds);

/// <summary>What a withdrawal takes of the funds of one owner, who approves it.</summary>
/// <param name="Owner">The province, or the code of a city.</param>
public sealed record OwnerShare(string Owner, EquatableList<FundShare> Funds);

/// <summary>A row of a payout file.</summary>
/// <param name="Reference">What the bank repeats in its answer.</param>
/// <param name="Account">Sealed.</param>
public sealed record PayoutRow(string Reference, StatementId Statement, string PayeeName, string Account, Money Amount);

[JsonConverter(typeof(JsonStringEnumConverter<PayoutOutcome>))]
public enum PayoutOutcome
{
    [JsonStringEnumMemberName("paid")] Paid,
    [JsonStringEnumMemberName("failed")] Failed,
}

/// <summary>What the bank says became of a row.</summary>
/// <param name="Reason">Why it failed.</param>
public sealed record PayoutResult(string Reference, PayoutOutcome Result, DateOnly On, string? Reason, string? BankReference);

public abstract record WithdrawalCommand
{
    public sealed record Request(string By, EquatableList<WithdrawnStatement> Statements, EquatableList<OwnerShare> Owners) : WithdrawalCommand;
    public sealed record Approve(string Owner, string By) : WithdrawalCommand;
    public sealed record Refuse(string Owner, string By, string Reason) : WithdrawalCommand;

    /// <param name="Rows">Of those that the next file may list; whoever may not be paid today waits for another.</param>
    /// <param name="Sha256">Of the file's bytes, in hexadecimal.</param>
    public sealed record MakeFile(EquatableList<PayoutRow> Rows, string Sha256, string By) : WithdrawalCommand;

    /// <param name="Places">Where each result stands in what was sent, for whoever has to look it up.</param>
    /// <param name="By">Who says so; somebody else makes a file that pays again what failed.</param>
    public sealed record Report(EquatableList<PayoutResult> Results, EquatableList<string> Places, string By) : WithdrawalCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record WithdrawalEvent
{
    public sealed record WithdrawalRequested(string By, EquatableList<WithdrawnStatement> Statements, EquatableList<OwnerShare> Owners, Money Total) : WithdrawalEvent;

    /// <param name="Shares">Of this owner's funds.</param>
    public sealed record WithdrawalApproved(string Owner, string By, EquatableList<FundShare> Shares) : WithdrawalEvent;

    /// <param name="Returned">What other owners had approved already.</param>
    public sealed record WithdrawalRefused(string Owner, string By, string Reason, EquatableList<FundShare> Returned) : WithdrawalEvent;
    public sealed record PayoutFileMade(int Number, EquatableList<PayoutRow> Rows, string Sha256, string By) : WithdrawalEvent;
    public sealed record PayoutsReported(EquatableList<PayoutResult> Results, string? By = null) : WithdrawalEvent;
}

/// <summary>A file that was made for the bank.</summary>
public sealed record PayoutFile(int Number, string Sha256, EquatableList<PayoutRow> Rows);

/// <summary>A request to pay out statements (提款申请, S003 art.18): every owner of the funds approves its own share.</summary>
/// <param name="RequestedBy">Who approves is somebody else.</param>
/// <param name="Approved">Owners that have approved.</param>
/// <param name="Results">What the bank has said, by reference.</param>
/// <param name="ReportedBy">Who has told it, by reference.</param>
public sealed record Withdrawal(
    WithdrawalStatus Status, string? RequestedBy, EquatableList<WithdrawnStatement> Statements, EquatableList<OwnerShare> Owners,
    ImmutableSortedSet<string> Approved, ImmutableList<PayoutFile> Files, ImmutableSortedDictionary<string, PayoutResult> Results,
    ImmutableSortedDictionary<string, string> ReportedBy)
    : IAggregate<Withdrawal, WithdrawalCommand, WithdrawalEvent>
{
    public static readonly GrainType<Withdrawal, WithdrawalCommand, WithdrawalEvent> Grain = new("withdrawal");

    /// <summary>Statements in one withdrawal.</summary>
    public const int StatementsMax = 500;

    const int ReferenceLength = 12;

    public static Withdrawal Initial { get; } = new(
        WithdrawalStatus.None, null, [], [], ImmutableSortedSet.Create<string>(StringComparer.Ordinal), [],
        ImmutableSortedDictionary.Create<string, PayoutResult>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    public static Decision<WithdrawalEvent> Decide(Withdrawal withdrawal, WithdrawalCommand command) => command switch
    {
        Request when withdrawal.Status != WithdrawalStatus.None => Nothing.Happens,
        Request c => new WithdrawalRequested(c.By, c.Statements, c.Owners, c.Statements.Aggregate(Money.Zero, (sum, s) => sum + s.Total)),

        _ when withdrawal.Status == WithdrawalStatus.None => WithdrawalRefusal.Unknown,

        Approve c when withdrawal.ShareOf(c.Owner) is null => WithdrawalRefusal.NotYourFund,
        Approve when withdrawal.Status == WithdrawalStatus.Refused => WithdrawalRefusal.Refused,
        Approve c when withdrawal.RequestedBy == c.By => WithdrawalRefusal.SamePerson,
        Approve c when withdrawal.Approved.Contains(c.Owner) => Nothing.Happens,
        Approve c => new WithdrawalApproved(c.Owner, c.By, withdrawal.ShareOf(c.Owner)!.Funds),

        Refuse c when withdrawal.ShareOf(c.Owner) is null => WithdrawalRefusal.NotYourFund,
        Refuse when withdrawal.Status == WithdrawalStatus.Refused => Nothing.Happens,
        Refuse when withdrawal.Status != WithdrawalStatus.Requested => WithdrawalRefusal.Approved,
        Refuse c => new WithdrawalRefused(c.Owner, c.By, c.Reason, FundShares.None.Plus(
            withdrawal.Owners.Where(o => withdrawal.Approved.Contains(o.Owner)).SelectMany(o => o.Funds))),

        _ when !withdrawal.IsApproved => WithdrawalRefusal.NotApproved,

        // Two ask for the file at once, or one saw it before the bank had answered.
        MakeFile c when withdrawal.Files.Any(f => f.Sha256 == c.Sha256) => Nothing.Happens,
        MakeFile c when c.Rows.Any(r => withdrawal.FailureToldBy(r.Statement) == c.By) => WithdrawalRefusal.RetrySamePerson,
        MakeFile c => c.Rows.Count > 0 && c.Rows.Select(r => (r.Reference, r.Statement)).SequenceEqual(withdrawal.NextRows.Where(n => c.Rows.Any(r => r.Statement == n.Statement)))
            ? new PayoutFileMade(withdrawal.Files.Count + 1, c.Rows, c.Sha256, c.By) : WithdrawalRefusal.FileOutdated,

        Report c => withdrawal.Reported(c),
        _ => throw Unhandled.Of(command),
    };

    public static Withdrawal Evolve(Withdrawal withdrawal, WithdrawalEvent fact) => fact switch
    {
        WithdrawalRequested f => withdrawal with
        {
            Status = WithdrawalStatus.Requested, RequestedBy = f.By, Statements = f.Statements, Owners = f.Owners,
        },
        WithdrawalApproved f => (withdrawal with { Approved = withdrawal.Approved.Add(f.Owner) }).Advanced(),
        WithdrawalRefused => withdrawal with { Status = WithdrawalStatus.Refused },
        PayoutFileMade f => withdrawal with { Files = withdrawal.Files.Add(new PayoutFile(f.Number, f.Sha256, f.Rows)) },
        PayoutsReported f => (withdrawal with
        {
            Results = withdrawal.Results.AddRange(f.Results.Select(r => KeyValuePair.Create(r.Reference, r))),
            ReportedBy = f.By is { } by ? withdrawal.ReportedBy.AddRange(f.Results.Select(r => KeyValuePair.Create(r.Reference, by))) : withdrawal.ReportedBy,
        }).Advanced(),
        _ => throw Unhandled.Of(fact),
    };

    public OwnerShare? ShareOf(string owner) => Owners.FirstOrDefault(o => o.Owner == owner);

    public bool IsApproved => Status is WithdrawalStatus.Approved or WithdrawalStatus.Paid;

    public PayoutRow? Row(string reference) => Files.SelectMany(f => f.Rows).FirstOrDefault(r => r.Reference == reference);

    /// <summary>The last row that was made for a statement.</summary>
    public PayoutRow? LastRow(StatementId statement) => Files.SelectMany(f => f.Rows).LastOrDefault(r => r.Statement == statement);

    /// <summary>What the next file may list: what no file has listed yet, and what has failed since, under a new reference.</summary>
    public IEnumerable<(string Reference, StatementId Statement)> NextRows =>
        Statements.Where(s => s.Total.IsPositive && NeedsRow(s.Statement)).Select((s, i) => (ReferenceOf(i), s.Statement));

    /// <summary>
    /// Whether this person may make the next file: not who has told that a payment failed which it pays again, for whoever can do
    /// both can have it paid twice.
    /// </summary>
    public bool MayMakeFile(string by) => NextRows.All(r => FailureToldBy(r.Statement) != by);

    string? FailureToldBy(StatementId statement) => LastRow(statement) is { } row ? ReportedBy.GetValueOrDefault(row.Reference) : null;

    bool NeedsRow(StatementId statement) =>
        LastRow(statement) is not { } row || (Results.TryGetValue(row.Reference, out var result) && result.Result == PayoutOutcome.Failed);

    /// <summary>File and row, behind what tells this withdrawal from others: a bank takes 20 characters.</summary>
    string ReferenceOf(int row) => string.Create(CultureInfo.InvariantCulture, $"{Tag}{Files.Count + 1:00}{row + 1:000}");

    /// <summary>Follows from the statements and who asked for them, like everything that is said to the bank.</summary>
    string Tag => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(
        CanonicalJson.Write(new { RequestedBy, Statements })))[..ReferenceLength];

    bool IsPaid(WithdrawnStatement statement) =>
        statement.Total.IsZero || (LastRow(statement.Statement) is { } row && Results.TryGetValue(row.Reference, out var result) && result.Result == PayoutOutcome.Paid);

    Withdrawal Advanced() =>
        Approved.Count < Owners.Count ? this : this with { Status = Statements.All(IsPaid) ? WithdrawalStatus.Paid : WithdrawalStatus.Approved };

    /// <summary>Why a result cannot be recorded, whatever else the bank says; null when it can.</summary>
    public Refusal? ProblemOf(PayoutResult result) =>
        Row(result.Reference) is null ? WithdrawalRefusal.RowUnknown
        : Results.GetValueOrDefault(result.Reference) is { } known && known != result ? WithdrawalRefusal.Contradicts(result.Reference, "reference")
        : null;

    Decision<WithdrawalEvent> Reported(Report c)
    {
        var news = new Dictionary<string, PayoutResult>(StringComparer.Ordinal);
        for (var i = 0; i < c.Results.Count; i++)
        {
            var result = c.Results[i];
            if (Row(result.Reference) is null) return WithdrawalRefusal.RowUnknown with { Field = c.Places[i] };
            var known = Results.GetValueOrDefault(result.Reference) ?? news.GetValueOrDefault(result.Reference);
            if (known is null) news.Add(result.Reference, result);
            else if (known != result) return WithdrawalRefusal.Contradicts(result.Reference, c.Places[i]);
        }
        return news.Count == 0 ? Nothing.Happens : new PayoutsReported([.. news.Values], c.By);
    }
}
