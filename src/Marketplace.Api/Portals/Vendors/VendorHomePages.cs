using Billing;
using Billing.Ledger;
using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Jobs;
using Marketplace.Api.Personal;
using Marketplace.Api.Portals.Settlements;
using Marketplace.Api.Vendors;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;

namespace Marketplace.Api.Portals.Vendors;

/// <summary>What the ledger says of a vendor's money.</summary>
/// <param name="Payable">Accepted, and not paid yet.</param>
/// <param name="Owed">Paid out, and to be given back.</param>
public sealed record VendorMoney(Money Payable, Money Paid, Money Owed)
{
    /// <summary>What acceptance has granted, less what came back.</summary>
    public Money Earned => Payable + Paid + Owed;
}

/// <summary>When the months that are underway go on.</summary>
public sealed record NextDates(string Month, DateTimeOffset UsageUntil, DateTimeOffset AcceptanceAt, DateTimeOffset SettlementAt);

/// <summary>All that a vendor's home shows.</summary>
/// <param name="Latest">Its statements, the latest first.</param>
/// <param name="ToInvoice">Statements that wait for their invoice.</param>
/// <param name="Failed">Statements that the bank could not pay.</param>
/// <param name="Silent">A few orders in use of which no usage arrives, those first that are silent for longest.</param>
public sealed record VendorHome(
    string Name, VendorSettlementView Settlement, VendorMoney Money, IReadOnlyList<StatementItem> Latest, IReadOnlyList<StatementItem> ToInvoice,
    IReadOnlyList<StatementItem> Failed, IReadOnlyDictionary<VendorOrderState, long> Orders, IReadOnlyList<VendorOrder> Silent,
    IReadOnlyList<OpenAppeal> Appeals, NextDates Next)
{
    public long Waiting => Orders[VendorOrderState.Waiting];

    public long SilentTotal => Orders[VendorOrderState.Silent];
}

/// <summary>A vendor's home: what is missing before money can flow, what was earned, and what comes next.</summary>
public static class VendorHomePages
{
    const int LatestShown = 5;

    /// <summary>More than that are counted.</summary>
    const int SilentShown = 5;

    public static void MapVendorHome(this IEndpointRouteBuilder portals) => portals.MapGet("/vendor", Show).For(Role.Vendor);

    static async Task<IResult> Show(
        HttpContext context, IGrains grains, FactStreams streams, PersonalData personalData, SubsidyPolicy policy, StatementItems statements,
        PayoutAttempts attempts, VendorTodo todo, VendorOrders orders, TimeProvider clock)
    {
        var (requester, cancel, now) = (context.Requester(), context.RequestAborted, ChinaTime.Of(clock.GetUtcNow()));
        var own = new CreditCode(requester.Scope!);
        if (await streams.Row<VendorRow>(VendorRow.Table, own.Value, cancel) is not { } vendor
            || await VendorSettlementEndpoints.View(own, grains, personalData, policy, cancel) is not { } settlement) return Problems.Result(VendorRefusal.Unknown);
        var all = await statements.Of(requester, new QueryCollection(), new Page(1, Page.SizeMax), cancel);
        var sent = await attempts.Of(all.Where(s => s.Step(policy.InvoiceBeforeWithdrawal) == StatementStep.Bank), cancel);
        var today = ChinaTime.DayOf(now);
        return Pages.Show<VendorHomePage>(new
        {
            Home = new VendorHome(
                vendor.Name, settlement, await grains.Read(turn => MoneyOf(turn, own.Value), cancel), [.. all.Take(LatestShown)],
                [.. all.Where(s => s.Step(policy.InvoiceBeforeWithdrawal) == StatementStep.Invoice)],
                [.. all.Where(s => sent.GetValueOrDefault(s.Id.Value) is [.., { Result.Result: Grains.Settlements.PayoutOutcome.Failed }])],
                await orders.Counts(own, today, cancel), await orders.Of(own, VendorOrderState.Silent, today, new Page(1, SilentShown), cancel), await todo.Appeals(own, now, cancel), DatesAfter(now, policy)),
            InvoiceNeeded = policy.InvoiceBeforeWithdrawal,
        });
    }

    static VendorMoney MoneyOf(Turn turn, string vendor) => new(
        turn.Balance(AccountId.VendorPayable(vendor)), turn.Balance(AccountId.VendorPaid(vendor)), turn.Balance(AccountId.VendorOwed(vendor)));

    /// <summary>Of the month that is next to be accepted.</summary>
    static NextDates DatesAfter(DateTimeOffset now, SubsidyPolicy policy)
    {
        var acceptanceAt = JobScheduler.NextAfter(Api.Acceptance.AcceptanceJob.When, now);
        var month = ChinaMonth.Plus(ChinaMonth.Of(acceptanceAt), -1);
        return new NextDates(
            month, ChinaMonth.End(month).AddDays(policy.UsageAgeDaysMax), ChinaTime.Of(acceptanceAt),
            ChinaTime.Of(JobScheduler.NextAfter(Api.Settlements.SettlementJob.When, acceptanceAt)));
    }
}
