using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Funds;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.Personal;
using Marketplace.Api.Portals.Records;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Api.Settlements;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using Microsoft.AspNetCore.Components;

namespace Marketplace.Api.Portals.Settlements;

/// <summary>A statement with a page of its lines and the names that people know things by.</summary>
/// <param name="Account">The payee's, as the statement was drawn with; null when its key was destroyed.</param>
/// <param name="Withdrawal">That it is in.</param>
/// <param name="Attempts">What was sent to the bank for it, the first one first.</param>
public sealed record StatementLook(
    StatementRow Row, string Vendor, StatementPayee? Payee, PayeeAccount? Account, IReadOnlyList<StatementLine> Lines, Page Page,
    IReadOnlyDictionary<string, string> Companies, IReadOnlyDictionary<string, string> Software, WithdrawalRow? Withdrawal,
    IReadOnlyList<PayoutAttempt> Attempts, bool InvoiceNeeded)
{
    public bool MayInvoice => Row is { Status: not StatementStatus.Drawing, Invoice: null, Total.IsPositive: true };

    public bool HasFailed => Attempts is [.., { Result.Result: PayoutOutcome.Failed }];

    public StatementStep Step => Row.Status switch
    {
        StatementStatus.Paid => StatementStep.Paid,
        StatementStatus.Requested => Withdrawal?.Status == WithdrawalStatus.Requested ? StatementStep.Approval : StatementStep.Bank,
        StatementStatus.Drawn => InvoiceNeeded && MayInvoice ? StatementStep.Invoice : StatementStep.Ready,
        _ => StatementStep.Drawing,
    };
}

/// <summary>Statements as documents: the vendor's own, and all of them for those who oversee.</summary>
public static class StatementPages
{
    const int LinesPerPage = 100;

    const int StatementsPerPage = 24;

    public static void MapStatementPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/vendor/statements", List).For(Role.Vendor);
        pages.MapGet("/vendor/statements/{id}", Show<StatementPage>).For(Role.Vendor);
        pages.MapPost("/vendor/statements/{id}/invoice", RecordInvoice).For(Role.Vendor);
        pages.MapGet("/vendor/statements/{id}/receipt", Show<StatementReceiptPage>).For(Role.Vendor);
        pages.MapGet("/vendor/payouts", Payouts).For(Role.Vendor);
        pages.MapGet("/statements/{id}", Show<StatementPage>).For(Roles.Overseers);
        pages.MapGet("/statements/{id}/receipt", Show<StatementReceiptPage>).For(Roles.Overseers);
        pages.MapGet("/verify/statements/{id}/{code}", Verify).ForThePublic();
    }

    /// <summary>Where the code on a paper leads.</summary>
    public static string VerificationOf(StatementId id, string code) => $"/verify/statements/{id}/{code}";

    /// <summary>Shows figures only to who has the code of exactly these; a wrong code is as unknown as no statement.</summary>
    static async Task<IResult> Verify(string id, string code, HttpContext context, StatementFacts statements, CodeNames names)
    {
        var cancel = context.RequestAborted;
        var row = code.Length == PrintedStatement.CodeLength ? await statements.Find(new StatementId(id), cancel) : null;
        return row is not null && PrintedStatement.Find(row, code) is { } printed
            ? Pages.Show<VerifyStatementPage>(new { Printed = printed, Vendor = (await names.OfVendors([row.Vendor.Value], cancel)).GetValueOrDefault(row.Vendor.Value) })
            : Pages.Show<VerifyStatementPage>(null, StatusCodes.Status404NotFound);
    }

    /// <summary>Where the requester reads a statement.</summary>
    public static string UrlOf(Requester requester, StatementId id) => $"{(requester.Role == Role.Vendor ? "/vendor" : "")}/statements/{id}";

    static async Task<IResult> List(HttpContext context, StatementItems statements, SubsidyPolicy policy)
    {
        var (requester, query, cancel) = (context.Requester(), context.Request.Query, context.RequestAborted);
        if (Page.Read(query, out var asked) is { } malformed) return Problems.Result(malformed);
        var page = new Page(asked.Number, StatementsPerPage);
        return Pages.Show<StatementsPage>(new
        {
            Statements = await statements.Of(requester, query, page, cancel), Totals = await statements.Totals(requester, query, cancel), Page = page,
            InvoiceNeeded = policy.InvoiceBeforeWithdrawal,
        });
    }

    static async Task<IResult> Show<TPage>(string id, HttpContext context, StatementLooks looks) where TPage : IComponent
    {
        if (Page.Read(context.Request.Query, out var asked) is { } malformed) return Problems.Result(malformed);
        if (await looks.Find(id, new Page(asked.Number, LinesPerPage), context) is not { } look) return Problems.Result(StatementRefusal.Unknown);
        return typeof(TPage) == typeof(StatementReceiptPage) && look.Row.Payment is null
            ? Problems.Result(StatementEndpoints.NotPaid) : Pages.Show<TPage>(new { Look = look });
    }

    static async Task<IResult> RecordInvoice(string id, HttpContext context, StatementLooks looks, IGrains grains, Freshness freshness)
    {
        if (await looks.Find(id, new Page(1, LinesPerPage), context) is not { } look) return Problems.Result(StatementRefusal.Unknown);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var input = new InvoiceInput(
            form["number"].ToString().Replace(" ", "", StringComparison.Ordinal), form.Day("issuedOn"), form.Money("amount"), form["seller"], form["buyer"]);
        var refusal = StatementEndpoints.Read(input, look.Row, out var invoice);
        if (refusal is null)
        {
            var sent = await grains.Send(new RecordInvoice(look.Row.Id, look.Row.Vendor, invoice), context.Caller(FormKey.Of(form)), context.RequestAborted);
            if (sent.Refusal is null)
            {
                await freshness.Reach(sent.Seq, context.RequestAborted);
                return Pages.SeeOther($"/vendor/statements/{id}?notice=invoiceRecorded");
            }
            refusal = sent.Refusal;
        }
        return Pages.ShowAgain<StatementPage>(new { Look = look, Refused = new RefusedForm("invoice", form, refusal) }, refusal);
    }

    static async Task<IResult> Payouts(HttpContext context, StatementItems statements, PayoutAttempts attempts, ListReader reader)
    {
        var (requester, cancel) = (context.Requester(), context.RequestAborted);
        if (Page.Read(context.Request.Query, out var asked) is { } malformed) return Problems.Result(malformed);
        var page = new Page(asked.Number, StatementsPerPage);
        var query = RecordDetails.Query("status", "requested", "paid");
        var items = await statements.Of(requester, query, page, cancel);
        RecoveryLists.Read(requester, new QueryCollection(), out var recoveries);
        return Pages.Show<PayoutsPage>(new
        {
            Statements = items, Totals = await statements.Totals(requester, query, cancel), Page = page,
            Attempts = await attempts.Of(items, cancel),
            Recoveries = RecordsPages.Parse(await reader.Page(recoveries, new Page(1, Page.SizeMax), cancel)),
        });
    }
}
