using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.People;

/// <param name="Code">The six digits of the authenticator app, for roles with a second factor.</param>
public sealed record SessionInput(string? UserName, string? Password, string? Code);

public sealed record SessionView(string Id, string UserName, Role Role, string? Scope);

/// <summary>Instead of a session: what to do before there can be one.</summary>
public sealed record SetupView(string Code, string Title, string TitleZh, SecondFactorSetup Setup);

public sealed record PersonInput(string? UserName, string? Password, string? Role, string? Scope);

public sealed record PasswordInput(string? CurrentPassword, string? NewPassword);

public static class PeopleEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder api)
    {
        api.MapPost("/session", Enter).ForThePublic()
            .WithSummary("Sign in with name, password and, for operators, bureaus and auditors, a one-time code; sets a cookie.").Produces<SessionView>();
        api.MapGet("/session", (HttpContext context) => Results.Json(View(context.Requester()), ApiJson.Options)).For(Roles.All)
            .WithSummary("Who the requester is.").Produces<SessionView>();
        api.MapDelete("/session", async (HttpContext context, SignIn signIn) =>
        {
            await signIn.Leave(context.User.Identity?.Name);
            return Results.NoContent();
        }).ForThePublic().Produces(StatusCodes.Status204NoContent).WithSummary("Sign out, everywhere.");
        api.MapPost("/people", Create).For(Role.Operator | Role.ProvinceBureau)
            .WithSummary("Make an account: the operator for companies, vendors and operators; the province for bureaus and auditors.")
            .Produces<SessionView>(StatusCodes.Status201Created);
        api.MapDelete("/people/{id:guid}", Close).For(Role.Operator | Role.ProvinceBureau).Produces(StatusCodes.Status204NoContent)
            .WithSummary("Close an account: it cannot sign in any more, and its sessions end.");
        api.MapPost("/session/password", ChangePassword).For(Roles.All).WithSummary("Change the own password.");
    }

    static async Task<IResult> Enter(SessionInput input, HttpContext context, SignIn signIn)
    {
        var check = new Checked();
        var name = check.Text("userName", input.UserName, 256);
        check.That(input.Password is { Length: > 0 and <= 256 }, "password", "password is required.", "请填写密码。");
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        var (person, refusal, setup) = await signIn.Enter(name, input.Password!, check.OptionalText("code", input.Code, 10));
        if (setup is not null)
            return Results.Json(new SetupView(refusal!.Code, refusal.Reason, refusal.ReasonZh, setup), ApiJson.Options, "application/problem+json", StatusCodes.Status401Unauthorized);
        if (refusal is null) return Results.Json(View(person!.ToRequester()), ApiJson.Options);
        await Problems.Write(context, refusal, StatusCodes.Status401Unauthorized);
        return Results.Empty;
    }

    static async Task<IResult> Create(PersonInput input, HttpContext context, Accounts accounts)
    {
        var check = new Checked();
        var name = check.Text("userName", input.UserName, 100);
        check.That(input.Password is { Length: > 0 and <= 256 }, "password", "password is required.", "请填写密码。");
        var (role, scope) = ApiKeyEndpoints.ReadRole(check, input.Role, input.Scope);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        var requester = context.Requester();
        if (!ApiKeyEndpoints.MayManage(requester, role, scope)) return Problems.Result(AccessRefusal.NotYours);
        var (person, refusal) = await accounts.Create(name, input.Password!, role, scope, requester.Actor);
        return refusal is null
            ? Results.Json(View(person!.ToRequester()), ApiJson.Options, statusCode: StatusCodes.Status201Created)
            : Problems.Result(refusal);
    }

    static async Task<IResult> Close(Guid id, HttpContext context, Accounts accounts)
    {
        var requester = context.Requester();
        return await accounts.Find(id) is { } person && ApiKeyEndpoints.MayManage(requester, person.Role, person.Scope)
            && await accounts.Close(person)
                ? Results.NoContent()
                : Problems.Result(AccessRefusal.PersonUnknown);
    }

    static async Task<IResult> ChangePassword(PasswordInput input, HttpContext context, Accounts accounts) =>
        await accounts.ChangePassword(context.Requester().Name, input.CurrentPassword ?? "", input.NewPassword ?? "") is { } refusal
            ? Problems.Result(refusal)
            : Results.NoContent();

    static SessionView View(Requester requester) => new(requester.Id, requester.Name, requester.Role, requester.Scope);
}
