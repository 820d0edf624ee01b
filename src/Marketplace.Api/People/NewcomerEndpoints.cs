using System.Text.Json;
using Marketplace.Api.Access;
using Marketplace.Api.Companies;
using Marketplace.Api.Http;
using Marketplace.Grains.Companies;

namespace Marketplace.Api.People;

/// <param name="Company">The particulars, as for an enrolment.</param>
/// <param name="UserName">Of the first person of the company, who gets all rights.</param>
public sealed record RegistrationInput(CompanyInput? Company, string? UserName, string? Password);

public sealed record RegistrationView(CompanyView Company, SessionView Person);

/// <param name="ClaimCode">The 12 characters of the notice.</param>
public sealed record ClaimInput(string? ClaimCode, string? UserName, string? Password);

/// <param name="IsTaken">True while the company has an open account; then the code opens nothing.</param>
public sealed record ClaimCodeView(string CreditCode, string ClaimCode, bool IsTaken);

/// <summary>Where companies come in by themselves.</summary>
public static class NewcomerEndpoints
{
    public static void MapNewcomers(this IEndpointRouteBuilder api)
    {
        api.MapPost("/registrations", Register).IsForNewcomers().NeedsKey()
            .WithSummary("Register the own company: enrols it (S003 art.2) and makes its first account, with all rights.")
            .Produces<RegistrationView>(StatusCodes.Status201Created);
        api.MapPost("/companies/{creditCode}/claim", Claim).IsForNewcomers().NeedsKey()
            .WithSummary("Claim a company that was enrolled from a list, with the code of its notice: makes its first account, with all rights, and uses up the code.")
            .Produces<SessionView>(StatusCodes.Status201Created);
        api.MapGet("/companies/{creditCode}/claim-code", Code).For(Role.Operator)
            .WithSummary("The code by which a company claims its record; another one after each claim.").Produces<ClaimCodeView>();
    }

    static async Task<IResult> Register(RegistrationInput input, HttpContext context, Newcomers newcomers)
    {
        if (Commands.ReadKey(context, out var key) is { } keyRefusal) return Problems.Result(keyRefusal);
        var check = new Checked();
        check.That(input.Company is not null, "company", "company is required.", "请填写企业信息。");
        var name = check.UserName(input.UserName);
        var password = check.Password(input.Password);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        var (registered, refusal) = await newcomers.Register(input.Company!, name, password, key!.Value, context.Connection.RemoteIpAddress, context.RequestAborted);
        if (refusal is not null) return Problems.Result(refusal);
        var view = new RegistrationView(
            CompanyView.Of(registered!.Enrolment.Company, registered.Contact), SessionView.Of(registered.Person.ToRequester()));
        return Commands.Answer(registered.Sent, StatusCodes.Status201Created, JsonSerializer.Serialize(view, ApiJson.Options));
    }

    static async Task<IResult> Claim(string creditCode, ClaimInput input, HttpContext context, Newcomers newcomers)
    {
        if (Commands.ReadKey(context, out var key) is { } keyRefusal) return Problems.Result(keyRefusal);
        var check = new Checked();
        var code = check.Text("claimCode", input.ClaimCode, 40);
        var name = check.UserName(input.UserName);
        var password = check.Password(input.Password);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        var (person, refusal) = await newcomers.Claim(new CreditCode(creditCode), code, name, password, key!.Value, context.RequestAborted);
        return refusal is null
            ? Results.Json(SessionView.Of(person!.ToRequester()), ApiJson.Options, statusCode: StatusCodes.Status201Created)
            : Problems.Result(refusal);
    }

    static async Task<IResult> Code(string creditCode, HttpContext context, Newcomers newcomers, Members members, ClaimCodes codes)
    {
        var company = new CreditCode(creditCode);
        if (!await newcomers.IsEnrolled(company, context.RequestAborted)) return Problems.Result(CompanyRefusal.Unknown);
        var isTaken = await members.HasPeople(Role.Company, creditCode, context.RequestAborted);
        return Results.Json(new ClaimCodeView(creditCode, await codes.Of(company, context.RequestAborted), isTaken), ApiJson.Options);
    }
}
