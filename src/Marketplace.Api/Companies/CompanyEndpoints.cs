using System.Text.Json;
using Billing;
using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
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
    public static void MapCompanies(this IEndpointRouteBuilder api)
    {
        api.MapPost("/companies", Enrol).For(Role.Operator)
            .WithSummary("Enrol a company (S003 art.2): its size follows from headcount and revenue.")
            .Produces<CompanyView>(StatusCodes.Status201Created);
        api.MapGet("/companies", List).For(Roles.Overseers | Role.CityBureau).IsPaged("q", "city", "industry", "status")
            .WithSummary("Companies; ?size= may also be micro, small or medium, and a numeric ?size= is of the page.");
        api.MapGet("/companies/{creditCode}", Get).For(Roles.Overseers | Role.CityBureau | Role.Company)
            .WithSummary("One company; its contact only for itself and the operator.").Produces<CompanyView>();
        api.MapPost("/companies/{creditCode}/contact", ChangeContact).For(Role.Company, Right.Manage)
            .WithSummary("Name another contact of the own company.").Produces<ContactView>();
        api.MapCreditCodes();
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

    static Task<IResult> List(HttpContext context, ListAnswers lists) =>
        lists.Answer(context, CompanyLists.Read(context.Requester(), context.Request.Query, out var list), list);

    static async Task<IResult> Get(string creditCode, HttpContext context, FactStreams streams, PersonalData personalData)
    {
        if (await Visible(creditCode, context, streams) is not { } company) return Problems.Result(CompanyRefusal.Unknown);
        var requester = context.Requester();
        var contact = CompanyLists.SeesContact(requester, company)
            ? await personalData.Open(creditCode, company.Contact, context.RequestAborted)
            : null;
        var view = CompanyView.Of(company, contact);
        return Results.Json(CompanyLists.SeesFigures(requester) ? view : view with { Employees = null, AnnualRevenue = null }, ApiJson.Options);
    }

    static async Task<IResult> ChangeContact(
        string creditCode, ContactInput input, HttpContext context, IGrains grains, PersonalData personalData)
    {
        if (!context.Requester().Is(Role.Company, creditCode)) return Problems.Result(CompanyRefusal.Unknown);
        if (Commands.ReadKey(context, out var key) is { } keyRefusal) return Problems.Result(keyRefusal);
        var check = new Checked();
        var contact = CompanyInput.ReadContact(check, input, "");
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        var sealedContact = await personalData.Seal(creditCode, contact, context.RequestAborted);
        var turn = new ChangeContact(new CreditCode(creditCode), sealedContact);
        var sent = await grains.Send(turn, context.Caller(key), context.RequestAborted);
        return sent.Refusal is { } refusal
            ? Problems.Result(refusal)
            : Commands.Answer(sent, StatusCodes.Status200OK, JsonSerializer.Serialize(new ContactView(creditCode, contact), ApiJson.Options));
    }

    static async Task<IResult> Wallet(string creditCode, HttpContext context, FactStreams streams, Wallets wallets) =>
        await Visible(creditCode, context, streams) is { } company
            ? Results.Json(await wallets.Of(company.CreditCode, context.RequestAborted), ApiJson.Options)
            : Problems.Result(CompanyRefusal.Unknown);

    static async Task<IResult> WalletEntries(
        string creditCode, HttpContext context, FactStreams streams, ListAnswers lists, SubsidyPolicy policy, TimeProvider clock)
    {
        if (await Visible(creditCode, context, streams) is null) return Problems.Result(CompanyRefusal.Unknown);
        var id = WalletId.For(new CreditCode(creditCode), policy, clock.GetUtcNow());
        var stream = Grains.Wallets.Wallet.Grain.StreamId(id);
        return await lists.Answer(context, Ledger.LedgerLists.OfStream(stream, context.Request.Query, out var list), list);
    }

    /// <summary>The company, if there is one and the requester may know of it.</summary>
    internal static async Task<CompanyRow?> Visible(string creditCode, HttpContext context, FactStreams streams)
    {
        if (!new CreditCode(creditCode).IsValid) return null;
        var company = await streams.Row<CompanyRow>(CompanyRow.Table, creditCode, context.RequestAborted);
        return company is not null && CompanyLists.MaySee(context.Requester(), company) ? company : null;
    }
}

/// <summary>Whom to call at a company from now on.</summary>
public sealed record ContactView(string CreditCode, Contact Contact);

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
