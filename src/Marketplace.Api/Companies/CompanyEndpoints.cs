using System.Text.Json;
using Billing;
using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Personal;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Wallets;

namespace Marketplace.Api.Companies;

public sealed record WalletView(Money Cap, Money Available, Money Reserved, Money Consumed);

public static class CompanyEndpoints
{
    const long EnrolmentBytesMax = 16 * 1024 * 1024;

    static readonly string[] CsvFields =
        ["creditCode", "name", "city", "county", "industry", "employees", "annualRevenue", "size", "status", "running", "enrolledAt"];

    public static void MapCompanies(this IEndpointRouteBuilder api)
    {
        api.MapPost("/companies", Enrol).For(Role.Operator)
            .WithSummary("Enrol a company (S003 art.2): its size follows from headcount and revenue.")
            .Produces<CompanyView>(StatusCodes.Status201Created);
        api.MapPost("/enrolments", EnrolList).For(Role.Operator)
            .WithSummary("Enrol companies from a list of up to 10,000 rows, JSON array or text/csv; a verdict per row.")
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(EnrolmentBytesMax))
            .Accepts<CompanyInput[]>("application/json", "text/csv").Produces<EnrolmentReport>();
        api.MapGet("/companies", List).For(Roles.Overseers | Role.CityBureau).IsPaged()
            .WithSummary("Companies by ?q=&city=&size=small; ?page= and a numeric ?size= page the list.");
        api.MapGet("/companies/{creditCode}", Get).For(Roles.Overseers | Role.CityBureau | Role.Company)
            .WithSummary("One company; its contact only for itself and the operator.").Produces<CompanyView>();
        api.MapGet("/companies/{creditCode}/wallet", Wallet).For(Roles.Overseers | Role.CityBureau | Role.Company)
            .WithSummary("What the company may still draw of its subsidy (S003 art.17), in yuan.").Produces<WalletView>();
        api.MapGet("/companies/{creditCode}/wallet/entries", WalletEntries).For(Roles.Overseers | Role.CityBureau | Role.Company)
            .IsPaged().WithSummary("Every movement of the wallet, with its order.").Produces<Listed<Ledger.LedgerEntry>>();
    }

    static async Task<IResult> Enrol(
        CompanyInput input, HttpContext context, IGrains grains, PersonalData personalData, SubsidyPolicy policy)
    {
        if (Commands.ReadKey(context, out var key) is { } keyRefusal) return Problems.Result(keyRefusal);
        if (input.Check(out var code, out var contact, out var profile) is { } malformed) return Problems.Result(malformed);
        var sealedContact = await personalData.Seal(code.Value, contact, context.RequestAborted);
        var turn = new EnrolCompany(profile with { Contact = sealedContact }) { Policy = policy };
        var sent = await grains.Send(turn, context.Caller(key), context.RequestAborted);
        if (sent.Refusal is { } refusal) return Problems.Result(refusal);
        var enrolment = (Enrolment)CanonicalJson.Read(sent.Answer!, typeof(Enrolment));
        var status = enrolment.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        return Commands.Answer(sent, status, JsonSerializer.Serialize(CompanyView.Of(enrolment.Company, contact), ApiJson.Options));
    }

    static async Task<IResult> EnrolList(HttpContext context, Enrolments enrolments)
    {
        if (Commands.ReadKey(context, out var key) is { } keyRefusal) return Problems.Result(keyRefusal);
        var (report, refusal) = await enrolments.Enrol(context.Request, context.Caller(key), context.RequestAborted);
        return refusal is null ? Results.Json(report, ApiJson.Options) : Problems.Result(refusal);
    }

    static Task<IResult> List(HttpContext context, ReadLists lists, string? q, string? city)
    {
        var requester = context.Requester();
        var size = context.Request.Query["size"].ToString();
        var sizeName = size.Length > 0 && !size.All(char.IsAsciiDigit) ? size : null;
        if (sizeName is not (null or "micro" or "small" or "medium"))
            return Task.FromResult(Problems.Result(Refusal.Invalid("size",
                "size is micro, small or medium, or a number of rows from 1 to 200.", "size 应为 micro、small、medium，或 1 至 200 的行数。")));
        if (sizeName is not null) context.Request.QueryString = context.Request.QueryString.Without("size");
        var filter = new ReadLists.Filter()
            .Search(q, "name", "id").Where("city = ?", city).Where("size = ?", sizeName)
            .Where("city = ?", requester.Role == Role.CityBureau ? requester.Scope : null);
        return lists.Answer(context, CompanyRow.Table, filter, "id", CsvFields, SeesFigures(requester) ? [] : ["employees", "annualRevenue"]);
    }

    /// <summary>Bureaus see the size, not a company's private figures (S003 art.22).</summary>
    static bool SeesFigures(Requester requester) => (Role.Operator | Role.Auditor | Role.Company).Includes(requester.Role);

    static async Task<IResult> Get(string creditCode, HttpContext context, FactStreams streams, PersonalData personalData)
    {
        if (await Visible(creditCode, context, streams) is not { } company) return Problems.Result(CompanyRefusal.Unknown);
        var requester = context.Requester();
        var contact = requester.Role == Role.Operator || requester.Is(Role.Company, creditCode)
            ? await personalData.Open(creditCode, company.Contact, context.RequestAborted)
            : null;
        var view = CompanyView.Of(company, contact);
        return Results.Json(SeesFigures(requester) ? view : view with { Employees = null, AnnualRevenue = null }, ApiJson.Options);
    }

    static async Task<IResult> Wallet(string creditCode, HttpContext context, FactStreams streams, IGrains grains, SubsidyPolicy policy, TimeProvider clock)
    {
        if (await Visible(creditCode, context, streams) is null) return Problems.Result(CompanyRefusal.Unknown);
        var id = WalletId.For(new CreditCode(creditCode), policy, clock.GetUtcNow());
        var wallet = await grains.Read(t => t.Read(Grains.Wallets.Wallet.Grain[id]), context.RequestAborted);
        var cap = wallet.Cap ?? policy.Cap;
        var available = wallet.Cap is null ? cap : wallet.Available;
        var reserved = wallet.Reservations.Values.Aggregate(Money.Zero, (sum, held) => sum + held);
        return Results.Json(new WalletView(cap, available, reserved, cap - available - reserved), ApiJson.Options);
    }

    static async Task<IResult> WalletEntries(
        string creditCode, HttpContext context, FactStreams streams, Ledger.LedgerQueries ledger, SubsidyPolicy policy, TimeProvider clock)
    {
        if (await Visible(creditCode, context, streams) is null) return Problems.Result(CompanyRefusal.Unknown);
        var id = WalletId.For(new CreditCode(creditCode), policy, clock.GetUtcNow());
        return await ledger.Entries(context, new Ledger.LedgerQueries.Wanted(Stream: Grains.Wallets.Wallet.Grain.StreamId(id)));
    }

    /// <summary>The company, if there is one and the requester may know of it.</summary>
    internal static async Task<CompanyRow?> Visible(string creditCode, HttpContext context, FactStreams streams)
    {
        var requester = context.Requester();
        if (requester.Role == Role.Company && requester.Scope != creditCode) return null;
        if (!new CreditCode(creditCode).IsValid) return null;
        var company = await streams.Row<CompanyRow>(CompanyRow.Table, creditCode, context.RequestAborted);
        return requester.Role == Role.CityBureau && company?.City != requester.Scope ? null : company;
    }
}

/// <summary>A company as it is answered.</summary>
/// <param name="Employees">Not for bureaus, like the revenue.</param>
/// <param name="Contact">Only for the company itself and the operator; null when it has been erased.</param>
public sealed record CompanyView(
    string CreditCode, string Name, string City, string? County, string Industry, CompanySize Size, string Status, int? Employees,
    Money? AnnualRevenue, int Running, DateTimeOffset? EnrolledAt, Contact? Contact)
{
    public static CompanyView Of(CompanyRow row, Contact? contact) => new(
        row.CreditCode.Value, row.Name, row.City, row.County, row.Industry, row.Size, row.Status, row.Employees, row.AnnualRevenue,
        row.Running, row.EnrolledAt, contact);
}
