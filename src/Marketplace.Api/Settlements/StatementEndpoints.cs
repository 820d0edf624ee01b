using System.Text.Json;
using System.Text.Json.Nodes;
using Billing;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;

namespace Marketplace.Api.Settlements;

/// <param name="Number">20 digits.</param>
/// <param name="Amount">Yuan; the statement's total.</param>
/// <param name="Seller">Who wrote it; the payee if not given.</param>
/// <param name="Buyer">Whom it is made out to.</param>
public sealed record InvoiceInput(string? Number, DateOnly? IssuedOn, Money? Amount, string? Seller, string? Buyer);

/// <summary>What shows that a vendor has its money.</summary>
/// <param name="AmountInWords">The total in Chinese numerals (大写).</param>
public sealed record ReceiptView(
    StatementId Statement, string Month, CreditCode Vendor, CreditCode Payee, string PayeeName, Money Gross, Money Recovered, Money Total,
    string AmountInWords, DateOnly PaidOn, string? Reference, string? BankReference, string? InvoiceNumber, int DaysToPayment, string Evidence);

public static class StatementEndpoints
{
    internal static readonly Refusal NotPaid = new(RefusalKind.Rule, "statement.not-paid",
        "There is a receipt when the bank has paid.", "银行付款后方可出具回单。", "id");

    public static void MapStatements(this IEndpointRouteBuilder api)
    {
        api.MapGet("/statements", (HttpContext context, ListAnswers lists) =>
                lists.Answer(context, StatementLists.Read(context.Requester(), context.Request.Query, out var list), list))
            .For(Roles.Overseers | Role.Vendor).IsPaged("q", "month", "vendor", "status", "withdrawal").WithSummary("Statements, the latest month first.");
        api.MapGet("/statements/{id}", Get).For(Roles.Overseers | Role.Vendor).IsPaged()
            .WithSummary("A statement with a page of its lines: order, percent, rule version, usage, evidence, approved by fund. A line with late uses was corrected after its month was closed.");
        api.MapPost("/statements/{id}/invoice", RecordInvoice).For(Role.Vendor).NeedsKey()
            .WithSummary("Record the fully digital e-invoice of the own statement: 20 digits, used once, its amount the statement's total.");
        api.MapGet("/statements/{id}/receipt", Receipt).For(Roles.Overseers | Role.Vendor)
            .WithSummary("What shows that the payee has the money.").Produces<ReceiptView>();
    }

    static async Task<IResult> Get(string id, HttpContext context, StatementFacts statements)
    {
        if (Page.Read(context.Request.Query, out var page) is { } malformed) return Problems.Result(malformed);
        if (await Visible(id, context, statements) is not { } statement) return Problems.Result(StatementRefusal.Unknown);
        var document = JsonSerializer.SerializeToNode(statement, ApiJson.Options)!.AsObject();
        document["items"] = JsonSerializer.SerializeToNode(
            await statements.Lines(statement.Id, page.Offset, page.Size, context.RequestAborted), ApiJson.Options);
        document["page"] = page.Number;
        document["size"] = page.Size;
        return Results.Text(document.ToJsonString(ApiJson.Options), "application/json; charset=utf-8");
    }

    static async Task<IResult> RecordInvoice(string id, InvoiceInput input, HttpContext context, IGrains grains, StatementFacts statements)
    {
        if (await Visible(id, context, statements) is not { } statement) return Problems.Result(StatementRefusal.Unknown);
        return Read(input, statement, out var invoice) is { } malformed
            ? Problems.Result(malformed) : await grains.Send(context, new RecordInvoice(statement.Id, statement.Vendor, invoice));
    }

    internal static Refusal? Read(InvoiceInput input, StatementRow statement, out Invoice invoice)
    {
        var check = new Checked();
        invoice = new Invoice(
            check.Text("number", input.Number, 40), check.Day("issuedOn", input.IssuedOn), check.Amount("amount", input.Amount, zeroAllowed: false),
            check.OptionalText("seller", input.Seller, 100) ?? statement.PayeeName, check.Text("buyer", input.Buyer, 100));
        return check.Refusal;
    }

    static async Task<IResult> Receipt(string id, HttpContext context, StatementFacts statements)
    {
        if (await Visible(id, context, statements) is not { } s) return Problems.Result(StatementRefusal.Unknown);
        if (s.Payment is not { } payment) return Problems.Result(NotPaid);
        return Results.Json(new ReceiptView(
            s.Id, s.Month, s.Vendor, s.Payee, s.PayeeName, s.Gross, s.Recovered, s.Total, ChineseNumerals.Of(s.Total), payment.On,
            payment.Reference, payment.BankReference, s.Invoice?.Number, s.DaysToPayment ?? 0, s.Evidence), ApiJson.Options);
    }

    /// <summary>The statement, if there is one and the requester may know of it.</summary>
    internal static async Task<StatementRow?> Visible(string id, HttpContext context, StatementFacts statements) =>
        await statements.Find(new StatementId(id), context.RequestAborted) is { } statement
        && StatementLists.MaySee(context.Requester(), statement.Vendor.Value) ? statement : null;
}
