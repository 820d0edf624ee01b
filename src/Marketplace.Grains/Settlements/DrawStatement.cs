using System.Text.Json.Serialization;
using Billing;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;

namespace Marketplace.Grains.Settlements;

/// <summary>What a run has to say of one vendor's statement.</summary>
/// <param name="Added">How many of its lines are there.</param>
public sealed record StatementAnswer(StatementId Id, CreditCode Vendor, CreditCode Payee, int Lines, int Added, Money Total, StatementStatus Status);

/// <summary>
/// Draws a vendor's statement of a month, some lines at a time; with the last of them it takes the recoveries that wait and is
/// complete. A vendor that cannot be paid is refused before anything of it is written. Safe to send again at any point.
/// </summary>
public sealed record DrawStatement(string Month, CreditCode Vendor, int First) : ITurn
{
    /// <summary>Lines in one turn.</summary>
    public const int LinesMax = 4 * Statement.LinesMax;

    /// <summary>Of an applied batch, which never change: the lines from <see cref="First"/> on.</summary>
    [JsonIgnore] public required IReadOnlyList<StatementLine> Lines { get; init; }

    /// <summary>How many there are in all.</summary>
    [JsonIgnore] public required int Total { get; init; }

    [JsonIgnore] public required DateOnly AcceptedOn { get; init; }

    [JsonIgnore] public required SubsidyPolicy Policy { get; init; }

    StatementId Id => StatementId.Of(Month, Vendor);

    public IEnumerable<IGrainKey> Needs() => [Statement.Grain[Id.Value], Vendors.Vendor.Grain[Vendor.Value]];

    public Reply Run(Turn turn)
    {
        var key = Statement.Grain[Id.Value];
        if (turn.Read(key).Status == StatementStatus.None)
        {
            var vendor = turn.Read(Vendors.Vendor.Grain[Vendor.Value]);
            if (vendor.Obstacle(ChinaTime.DayOf(turn.Now), Policy) is { } obstacle) return obstacle;
            var payee = new StatementPayee(vendor.PayeeCode, vendor.PayeeName, vendor.Account!.Account, vendor.LastClean!, vendor.Payee);
            if (turn.Do(key, new StatementCommand.Begin(Month, Vendor, payee, Total, AcceptedOn)) is { } refused) return refused;
        }
        var first = First;
        foreach (var chunk in Lines.Chunk(Statement.LinesMax))
        {
            if (turn.Do(key, new StatementCommand.AddLines(first, [.. chunk])) is { } refused) return refused;
            first += chunk.Length;
        }
        var statement = turn.Read(key);
        if (statement is { Status: StatementStatus.Drawing } && statement.Added == statement.Expected && Finish(turn, key, statement) is { } unfinished)
            return unfinished;
        statement = turn.Read(key);
        return Reply.With(new StatementAnswer(
            Id, Vendor, statement.Payee!.Code, statement.Expected, statement.Added, statement.Total, statement.Status));
    }

    /// <summary>Recoveries are taken as far as the lines suffice, the oldest first; the next month's statement takes the rest.</summary>
    Refusal? Finish(Turn turn, GrainKey<Statement, StatementCommand, StatementEvent> key, Statement statement)
    {
        var owed = turn.Read(Vendors.Vendor.Grain[Vendor.Value]).Owed;
        var (lines, rest, carried) = (new List<RecoveryLine>(), statement.Gross, Money.Zero);
        foreach (var id in owed)
        {
            var recovery = turn.Read(Recovery.Grain[id.Value]);
            var amount = lines.Count < Statement.RecoveriesMax ? Money.Min(rest, recovery.Free) : Money.Zero;
            carried += recovery.Free - amount;
            if (!amount.IsPositive) continue;
            rest -= amount;
            lines.Add(new RecoveryLine(id, recovery.Terms!.Order, recovery.Terms.Number, amount));
        }
        return turn.Do(key, new StatementCommand.Draw([.. lines], carried, turn.Now))
            ?? lines.Select(line => Take(turn, line)).FirstOrDefault(refusal => refusal is not null);
    }

    Refusal? Take(Turn turn, RecoveryLine line)
    {
        var key = Recovery.Grain[line.Recovery.Value];
        return turn.Do(key, new RecoveryCommand.Take(Id, line.Amount))
            ?? (turn.Read(key).Free.IsZero ? turn.Do(Vendors.Vendor.Grain[Vendor.Value], new VendorCommand.ClearRecovery(line.Recovery)) : null);
    }
}
