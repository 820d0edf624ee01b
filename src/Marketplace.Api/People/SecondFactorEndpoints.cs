using Marketplace.Api.Access;
using Marketplace.Api.Http;

namespace Marketplace.Api.People;

/// <param name="Code">The six digits that the authenticator app shows now.</param>
public sealed record SecondFactorInput(string? Code, string? Password);

public sealed record SecondFactorRemovalInput(string? Password);

/// <param name="IsOn">Whether a one-time code is asked for at sign-in.</param>
/// <param name="Setup">What to enter into the app, while it is off.</param>
public sealed record SecondFactorView(bool IsOn, SecondFactorSetup? Setup);

/// <summary>Companies and vendors choose; operators, bureaus and auditors set their second factor up when they first sign in.</summary>
public static class SecondFactorEndpoints
{
    const string Path = "/session/second-factor";

    public static void MapSecondFactor(this IEndpointRouteBuilder api)
    {
        api.MapGet(Path, Get).For(Role.Company | Role.Vendor)
            .WithSummary("Whether a one-time code is asked for at sign-in, and what to enter into the app to switch it on.").Produces<SecondFactorView>();
        api.MapPost(Path, SwitchOn).For(Role.Company | Role.Vendor)
            .WithSummary("Switch the second factor on, with the code that the app shows and the password.").Produces(StatusCodes.Status204NoContent);
        api.MapPost($"{Path}/removal", SwitchOff).For(Role.Company | Role.Vendor)
            .WithSummary("Switch the second factor off, with the password.").Produces(StatusCodes.Status204NoContent);
    }

    static async Task<IResult> Get(HttpContext context, Accounts accounts, SecondFactor secondFactor)
    {
        if (await accounts.Find(context.Requester()) is not { } person) return Problems.Result(PeopleRefusal.NotAPerson);
        var setup = person.TwoFactorEnabled ? null : await secondFactor.Setup(person);
        return Results.Json(new SecondFactorView(person.TwoFactorEnabled, setup), ApiJson.Options);
    }

    static async Task<IResult> SwitchOn(SecondFactorInput input, HttpContext context, Accounts accounts, SecondFactor secondFactor)
    {
        if (await accounts.Find(context.Requester()) is not { } person) return Problems.Result(PeopleRefusal.NotAPerson);
        var check = new Checked();
        var code = check.Text("code", input.Code, 10);
        return (check.Refusal ?? await secondFactor.SwitchOn(person, code, input.Password ?? "")) is { } refusal ? Problems.Result(refusal) : Results.NoContent();
    }

    static async Task<IResult> SwitchOff(SecondFactorRemovalInput input, HttpContext context, Accounts accounts, SecondFactor secondFactor) =>
        await accounts.Find(context.Requester()) is not { } person ? Problems.Result(PeopleRefusal.NotAPerson)
        : await secondFactor.SwitchOff(person, input.Password ?? "") is { } refusal ? Problems.Result(refusal)
        : Results.NoContent();
}
