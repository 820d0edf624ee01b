using Marketplace.Api.Access;
using Marketplace.Api.Http;

namespace Marketplace.Api.People;

/// <param name="Code">The six digits of the authenticator app, for those with a second factor.</param>
public sealed record SessionInput(string? UserName, string? Password, string? Code);

/// <param name="Rights">What the requester may do beyond looking.</param>
public sealed record SessionView(string Id, string UserName, Role Role, string? Scope, IReadOnlyList<string> Rights)
{
    public static SessionView Of(Requester requester) =>
        new(requester.Id, requester.Name, requester.Role, requester.Scope, requester.Rights.Names());
}

/// <summary>Instead of a session: what to do before there can be one.</summary>
public sealed record SetupView(string Code, string Title, string TitleZh, SecondFactorSetup Setup);

/// <param name="Code">What the maker's authenticator app shows now, for an account of an operator, a bureau or an auditor; keys have none.</param>
public sealed record PersonInput(string? UserName, string? Password, string? Role, string? Scope, string? Code = null);

public sealed record PasswordInput(string? CurrentPassword, string? NewPassword);

public static class PeopleEndpoints
{
    const int UserNameMax = 100;
    const int PasswordMax = 256;

    public static void MapPeople(this IEndpointRouteBuilder api)
    {
        api.MapPost("/session", Enter).ForThePublic()
            .WithSummary("Sign in with name, password and, for operators, bureaus and auditors, a one-time code; sets a cookie.").Produces<SessionView>();
        api.MapGet("/session", (HttpContext context) => Results.Json(SessionView.Of(context.Requester()), ApiJson.Options)).For(Roles.All)
            .WithSummary("Who the requester is.").Produces<SessionView>();
        api.MapDelete("/session", async (HttpContext context, SignIn signIn) =>
        {
            await signIn.Leave(Requester.From(context.User));
            return Results.NoContent();
        }).ForThePublic().Produces(StatusCodes.Status204NoContent).WithSummary("Sign out, everywhere.");
        api.MapPost("/session/password", ChangePassword).For(Roles.All).WithSummary("Change the own password; every other session ends. Wrong passwords count as at sign-in.");
        api.MapPost("/people", Create).For(Role.Operator | Role.ProvinceBureau)
            .WithSummary("Make an account: the operator for companies, vendors and operators; the province for bureaus and auditors.")
            .Produces<SessionView>(StatusCodes.Status201Created);
        api.MapMembers();
        api.MapInvitations();
        api.MapNewcomers();
        api.MapSecondFactor();
        api.MapPasskeys();
    }

    public static string UserName(this Checked check, string? userName) => check.Text("userName", userName, UserNameMax);

    /// <summary>As it was typed: blanks belong to it.</summary>
    public static string Password(this Checked check, string? password)
    {
        check.That(password is { Length: > 0 and <= PasswordMax }, "password", "password is required, with at most 256 characters.", "请填写密码（最多 256 个字符）。");
        return password ?? "";
    }

    static async Task<IResult> Enter(SessionInput input, HttpContext context, SignIn signIn)
    {
        var check = new Checked();
        var name = check.Text("userName", input.UserName, 256);
        var password = check.Password(input.Password);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        var (person, refusal, setup) = await signIn.Enter(name, password, check.OptionalText("code", input.Code, 10));
        if (setup is not null)
            return Results.Json(new SetupView(refusal!.Code, refusal.Reason, refusal.ReasonZh, setup), ApiJson.Options, "application/problem+json", StatusCodes.Status401Unauthorized);
        if (refusal is null) return Results.Json(SessionView.Of(person!.ToRequester()), ApiJson.Options);
        await Problems.Write(context, refusal, StatusCodes.Status401Unauthorized);
        return Results.Empty;
    }

    static async Task<IResult> Create(PersonInput input, HttpContext context, Accounts accounts, FreshCode fresh)
    {
        var check = new Checked();
        var name = check.UserName(input.UserName);
        var password = check.Password(input.Password);
        var (role, scope) = RoleScope.Read(check, input.Role, input.Scope);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        var requester = context.Requester();
        if (!RoleScope.MayManage(requester, role, scope)) return Problems.Result(AccessRefusal.NotYours);
        if (Roles.WithSecondFactor.Includes(role) && await fresh.Prove(context, input.Code) is { } unproved) return Problems.Result(unproved);
        var (person, refusal) = await accounts.Create(name, password, role, scope, requester.Actor);
        return refusal is null
            ? Results.Json(SessionView.Of(person!.ToRequester()), ApiJson.Options, statusCode: StatusCodes.Status201Created)
            : Problems.Result(refusal);
    }

    static async Task<IResult> ChangePassword(PasswordInput input, HttpContext context, Accounts accounts, SignIn signIn)
    {
        var requester = context.Requester();
        if (await accounts.ChangePassword(requester, input.CurrentPassword ?? "", input.NewPassword ?? "") is { } refusal) return Problems.Result(refusal);
        await signIn.Renew(requester);
        return Results.NoContent();
    }
}
