using System.Text.Json.Serialization;
using Billing;
using Billing.Ledger;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using Marketplace.Grains.Vendors;

namespace Marketplace.Grains.Payments;

/// <summary>What commands about a payout answer with.</summary>
public sealed record PayoutAnswer(PayoutId Id, CreditCode Vendor, int Lines, Money Gross, Money Taken, Money Total, VendorPayoutStatus Status)
{
    public static Reply Of(Turn turn, PayoutId id)
    {
        var payout = turn.Read(VendorPayout.Grain[id.Value]);
        return payout.Terms is not { } terms ? PayoutRefusal.Unknown
            : Reply.With(new PayoutAnswer(id, terms.Vendor, terms.Lines.Count, terms.Gross(), terms.Taken, terms.Total(), payout.Status));
    }
}

/// <summary>
/// Draws what a vendor without a connected account is paid by file: its shares that wait, less what it owes from before. A vendor that
/// cannot be paid is refused, and nobody else waits for it.
/// </summary>
/// <param name="Id">Of the month in which it is drawn.</param>
public sealed record DrawPayout(PayoutId Id, string Month, CreditCode Vendor, EquatableList<OrderId> Orders, string By) : ITurn
{
    [JsonIgnore] public required SubsidyPolicy Policy { get; init; }

    public IEnumerable<IGrainKey> Needs() =>
        [VendorPayout.Grain[Id.Value], Vendors.Vendor.Grain[Vendor.Value], .. Orders.Select(o => OrderPayment.Grain[o.Value])];

    public Reply Run(Turn turn)
    {
        var key = VendorPayout.Grain[Id.Value];
        if (turn.Read(key).Terms is not null) return PayoutAnswer.Of(turn, Id);
        if (Orders.Count > VendorPayout.LinesMax) return PayoutRefusal.TooManyLines;
        var owed = turn.Balance(AccountId.SalesOwed(Vendor.Value));
        if (Orders.Count == 0 && !owed.IsNegative) return PaymentRefusal.NotPayable;
        var vendor = turn.Read(Vendors.Vendor.Grain[Vendor.Value]);
        if (vendor.Obstacle(ChinaTime.DayOf(turn.Now), Policy) is { } obstacle) return obstacle;
        var (lines, notBy) = (new List<PayoutLine>(Orders.Count), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var order in Orders.Distinct())
        {
            var payment = turn.Read(OrderPayment.Grain[order.Value]);
            if (payment.Terms?.Vendor != Vendor) return PaymentRefusal.NotPayable;
            lines.Add(new PayoutLine(order, payment.Terms.Number, payment.Lies.Payable));
            if (payment.GivenBackBy is { } reporter) notBy.Add(reporter);
            if (PaymentCalls.Do(turn, order, new PaymentCommand.TakeUp(Id)) is { } refused) return refused;
        }
        var taken = Money.Min(owed, lines.Sum(l => l.Amount));
        var terms = new PayoutTerms(Month, Vendor, vendor.PayeeCode, vendor.PayeeName, vendor.Account!.Account, [.. lines], taken, [.. notBy]);
        return turn.Do(key, new PayoutCommand.Draw(terms, By)) is { } undrawn ? undrawn : PayoutAnswer.Of(turn, Id);
    }
}

/// <summary>A second operator approves a payout.</summary>
public sealed record ApprovePayout(PayoutId Id, string By) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [VendorPayout.Grain[Id.Value]];

    public Reply Run(Turn turn) =>
        turn.Do(VendorPayout.Grain[Id.Value], new PayoutCommand.Approve(By, ChinaTime.DayOf(turn.Now))) is { } refusal ? refusal : PayoutAnswer.Of(turn, Id);
}

/// <summary>A row of a file for the bank.</summary>
public sealed record ListedPayout(PayoutId Id, string Reference);

/// <summary>Records which bytes are handed to the bank, before they are.</summary>
public sealed record ListPayouts(EquatableList<ListedPayout> Rows, string Sha256, string By) : ITurn
{
    [JsonIgnore] public required SubsidyPolicy Policy { get; init; }

    public IEnumerable<IGrainKey> Needs() => Rows.Select(r => VendorPayout.Grain[r.Id.Value]);

    public Reply Run(Turn turn)
    {
        foreach (var row in Rows)
        {
            var key = VendorPayout.Grain[row.Id.Value];
            if (turn.Read(key).Terms is { } terms
                && turn.Read(Vendor.Grain[terms.Vendor.Value]).CreditObstacle(ChinaTime.DayOf(turn.Now), Policy) is { } obstacle) return obstacle;
            if (turn.Do(key, new PayoutCommand.List(row.Reference, Sha256, By)) is { } refusal) return refusal;
        }
        return Reply.With(new { rows = Rows.Count, sha256 = Sha256 });
    }
}

/// <summary>What the bank did with a row: what it did not pay waits for the next payout.</summary>
public sealed record ReportPayout(PayoutId Id, PayoutResult Result, string By) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [VendorPayout.Grain[Id.Value]];

    public Reply Run(Turn turn)
    {
        var key = VendorPayout.Grain[Id.Value];
        if (Result.On > ChinaTime.DayOf(turn.Now)) return WithdrawalRefusal.PaidInFuture;
        if (turn.Do(key, new PayoutCommand.Report(Result, By)) is { } refusal) return refusal;
        var payout = turn.Read(key);
        if (payout.Status == VendorPayoutStatus.Failed)
            foreach (var line in payout.Terms!.Lines)
                if (PaymentCalls.Do(turn, line.Order, new PaymentCommand.GiveBack(Id, By)) is { } ungiven) return ungiven;
        return PayoutAnswer.Of(turn, Id);
    }
}
