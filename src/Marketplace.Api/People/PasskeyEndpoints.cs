using System.Buffers.Text;
using System.Text.Json;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.Identity;

namespace Marketplace.Api.People;

/// <param name="Credential">What <c>PublicKeyCredential.toJSON()</c> gives in the browser.</param>
public sealed record PasskeyInput(string? Name, JsonElement? Credential);

public sealed record PasskeySessionInput(JsonElement? Credential);

/// <param name="Password">The current one, for what changes how one signs in.</param>
public sealed record PasskeyPasswordInput(string? Password);

/// <param name="Id">Base64url of the credential's id.</param>
public sealed record PasskeyView(string Id, string Name, DateTimeOffset CreatedAt)
{
    public static PasskeyView Of(UserPasskeyInfo passkey) =>
        new(Base64Url.EncodeToString(passkey.CredentialId), passkey.Name ?? "", passkey.CreatedAt);
}

public static class PasskeyEndpoints
{
    const int NameMax = 50;

    public static void MapPasskeys(this IEndpointRouteBuilder api)
    {
        api.MapPost("/session/passkey-options", async (Passkeys passkeys) => Json(await passkeys.RequestOptions())).ForThePublic()
            .WithSummary("Options for navigator.credentials.get(); the challenge holds for five minutes.");
        api.MapPost("/session/passkey", Enter).ForThePublic()
            .WithSummary("Sign in by a passkey, which counts as both factors; sets a cookie.").Produces<SessionView>();
        api.MapPost("/passkeys/options", Options).For(Roles.All)
            .WithSummary("Options for navigator.credentials.create(), for the person who is signed in; takes the password.");
        api.MapPost("/passkeys", Add).For(Roles.All).WithSummary("Add a passkey to the own account.")
            .Produces<PasskeyView>(StatusCodes.Status201Created);
        api.MapGet("/passkeys", List).For(Roles.All).WithSummary("The own passkeys.").Produces<IReadOnlyList<PasskeyView>>();
        api.MapPost("/passkeys/{id}/removal", Remove).For(Roles.All).WithSummary("Remove one of the own passkeys, with the password.")
            .Produces(StatusCodes.Status204NoContent);
    }

    static async Task<IResult> Enter(PasskeySessionInput input, HttpContext context, Passkeys passkeys)
    {
        if (Read(new Checked(), input.Credential, out var credential) is { } malformed) return Problems.Result(malformed);
        var (person, refusal) = await passkeys.Enter(credential, context);
        if (refusal is null) return Results.Json(SessionView.Of(person!.ToRequester()), ApiJson.Options);
        await Problems.Write(context, refusal, refusal.Kind == RefusalKind.NotAllowed ? StatusCodes.Status401Unauthorized : null);
        return Results.Empty;
    }

    static async Task<IResult> Options(PasskeyPasswordInput input, HttpContext context, Accounts accounts, Passkeys passkeys)
    {
        if (await accounts.Find(context.Requester()) is not { } person) return Problems.Result(PeopleRefusal.NotAPerson);
        var (options, refusal) = await passkeys.CreationOptions(person, input.Password ?? "");
        return refusal is null ? Json(options!) : Problems.Result(refusal);
    }

    static async Task<IResult> Add(PasskeyInput input, HttpContext context, Accounts accounts, Passkeys passkeys)
    {
        if (await accounts.Find(context.Requester()) is not { } person) return Problems.Result(PeopleRefusal.NotAPerson);
        var check = new Checked();
        var name = check.Text("name", input.Name, NameMax);
        if (Read(check, input.Credential, out var credential) is { } malformed) return Problems.Result(malformed);
        var (passkey, refusal) = await passkeys.Add(person, name, credential, context);
        return refusal is null
            ? Results.Json(PasskeyView.Of(passkey!), ApiJson.Options, statusCode: StatusCodes.Status201Created)
            : Problems.Result(refusal);
    }

    static async Task<IResult> List(HttpContext context, Accounts accounts, Passkeys passkeys) =>
        await accounts.Find(context.Requester()) is { } person
            ? Results.Json((await passkeys.Of(person)).Select(PasskeyView.Of), ApiJson.Options)
            : Problems.Result(PeopleRefusal.NotAPerson);

    static async Task<IResult> Remove(string id, PasskeyPasswordInput input, HttpContext context, Accounts accounts, Passkeys passkeys)
    {
        if (await accounts.Find(context.Requester()) is not { } person) return Problems.Result(PeopleRefusal.NotAPerson);
        if (!Base64Url.IsValid(id)) return Problems.Result(PeopleRefusal.PasskeyUnknown);
        return await passkeys.Remove(person, Base64Url.DecodeFromChars(id), input.Password ?? "") is { } refusal
            ? Problems.Result(refusal)
            : Results.NoContent();
    }

    static Refusal? Read(Checked check, JsonElement? credential, out string text)
    {
        check.That(credential is { ValueKind: JsonValueKind.Object }, "credential",
            "credential is the object that the browser's PublicKeyCredential.toJSON() gives.", "credential 应为浏览器返回的凭据对象。");
        text = check.Refusal is null ? credential!.Value.GetRawText() : "";
        return check.Refusal;
    }

    static IResult Json(string json) => Results.Text(json, "application/json; charset=utf-8");
}
