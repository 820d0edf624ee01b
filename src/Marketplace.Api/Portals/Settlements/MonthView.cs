using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.Portals.Records;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using Marketplace.Grains.Vendors;

namespace Marketplace.Api.Portals.Settlements;

/// <summary>A vendor with accepted orders and without a statement.</summary>
/// <param name="Obstacle">Why it cannot be paid today; null when the next run draws its statement.</param>
public sealed record WaitingVendor(CreditCode Vendor, string Name, int Lines, Billing.Money Amount, Refusal? Obstacle);

/// <summary>A month on its way from acceptance to payment.</summary>
/// <param name="Waiting">Who has no statement yet.</param>
/// <param name="Statements">All of this month: those that can be put into a withdrawal first, then those that wait for their invoice.</param>
/// <param name="Earlier">Of other months, that are in no withdrawal yet, in the same order.</param>
public sealed record MonthView(
    string Month, BatchStatus Batch, DateTimeOffset? AcceptedAt, IReadOnlyList<WaitingVendor> Waiting, IReadOnlyList<StatementItem> Statements,
    IReadOnlyList<StatementItem> Earlier);

/// <summary>Gathers what the cockpit of a month shows.</summary>
public sealed class MonthViews(IGrains grains, StatementItems statements, CodeNames names, SubsidyPolicy policy)
{
    public async Task<MonthView> Of(string month, Requester requester, CancellationToken cancel)
    {
        var (batch, waiting) = await grains.Read(turn => Look(turn, month), cancel);
        var called = await names.OfVendors(waiting.Select(w => w.Vendor.Value), cancel);
        var drawn = await statements.All(requester, RecordDetails.Query("status", "drawn"), cancel);
        return new MonthView(
            month, batch.Status, batch.AppliedAt, [.. waiting.Select(w => w with { Name = called.GetValueOrDefault(w.Vendor.Value, w.Name) })],
            InTurn(await statements.All(requester, RecordDetails.Query("month", month), cancel)), InTurn(drawn.Where(s => s.Month != month)));
    }

    IReadOnlyList<StatementItem> InTurn(IEnumerable<StatementItem> some) => [.. some.OrderBy(s => s.Step(policy.InvoiceBeforeWithdrawal) switch
    {
        StatementStep.Ready => 0,
        StatementStep.Invoice => 1,
        _ => 2,
    })];

    MonthState Look(Turn turn, string month)
    {
        var today = ChinaTime.DayOf(turn.Now);
        return new MonthState(turn.Read(Batch.Grain[month]),
        [
            .. from line in AcceptedLines.Of(turn, month) ?? []
               group line by line.Vendor into vendor
               where turn.Read(Statement.Grain[StatementId.Of(month, vendor.Key).Value]).Status is StatementStatus.None or StatementStatus.Drawing
               orderby vendor.Key.Value
               select new WaitingVendor(
                   vendor.Key, vendor.Key.Value, vendor.Count(), vendor.SelectMany(l => l.Approved).Sum(),
                   turn.Read(Vendor.Grain[vendor.Key.Value]).Obstacle(today, policy)),
        ]);
    }

    sealed record MonthState(Batch Batch, IReadOnlyList<WaitingVendor> Waiting);
}
