using Marketplace.Api.Http;
using Marketplace.Api.People;

namespace Marketplace.Api.Access;

/// <param name="Role">company, vendor, operator, city, province or auditor.</param>
/// <param name="Scope">The credit code or the city's code, for roles that have one.</param>
/// <param name="Signing">True for a key that can also sign requests.</param>
/// <param name="Code">What the maker's authenticator app shows now, for a key of an operator, a bureau or an auditor; keys that make keys have none.</param>
public sealed record ApiKeyInput(string? Name, string? Role, string? Scope, bool? Signing = null, string? Code = null);

/// <param name="Key">The secret; it is not shown again.</param>
/// <param name="SigningSecret">With which the key's id signs requests; null where that was not asked for. Not shown again either.</param>
public sealed record ApiKeyCreated(Guid Id, string Key, string Name, Role Role, string? Scope, DateTimeOffset CreatedAt, string? SigningSecret);

public static class ApiKeyEndpoints
{
    public static void MapApiKeys(this IEndpointRouteBuilder api)
    {
        api.MapPost("/api-keys", Create).For(Roles.All, Right.Manage)
            .WithSummary("Make a key for the own role and scope; the operator also for companies and vendors, the province for bureaus and auditors.")
            .Produces<ApiKeyCreated>(StatusCodes.Status201Created);
        api.MapGet("/api-keys", List).For(Roles.All, Right.Manage).WithSummary("The keys that the requester may manage, without their secrets.");
        api.MapDelete("/api-keys/{id:guid}", Revoke).For(Roles.All, Right.Manage).WithSummary("Revoke a key.");
    }

    static async Task<IResult> Create(ApiKeyInput input, HttpContext context, ApiKeys keys, SigningKeys signing, FreshCode fresh)
    {
        var check = new Checked();
        var name = check.Text("name", input.Name, 100);
        var (role, scope) = RoleScope.Read(check, input.Role, input.Scope);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        var requester = context.Requester();
        if (!RoleScope.MayManage(requester, role, scope)) return Problems.Result(AccessRefusal.NotYours);
        if (Commands.ReadKey(context, out var idempotencyKey) is { } keyRefusal) return Problems.Result(keyRefusal);
        // The key is asked for no second factor afterwards, whatever it approves.
        if (Roles.WithSecondFactor.Includes(role) && await fresh.Prove(context, input.Code) is { } unproved) return Problems.Result(unproved);
        var created = await keys.Create(idempotencyKey ?? Guid.NewGuid(), name, role, scope, requester, context.RequestAborted);
        if (created is not ({ } key, { } secret)) return Problems.Result(AccessRefusal.KeyMadeBefore);
        var signingSecret = input.Signing is true ? await signing.Make(key.Id, context.RequestAborted) : null;
        return Results.Json(
            new ApiKeyCreated(key.Id, secret, key.Name, key.Role, key.Scope, key.CreatedAt, signingSecret), ApiJson.Options, statusCode: StatusCodes.Status201Created);
    }

    static async Task<IResult> List(HttpContext context, ApiKeys keys)
    {
        var requester = context.Requester();
        var isManager = (Role.Operator | Role.ProvinceBureau).Includes(requester.Role);
        var all = await keys.List(isManager ? null : requester.Role, requester.Scope, context.RequestAborted);
        return Results.Json(all.Where(k => RoleScope.MayManage(requester, k.Role, k.Scope)).ToList(), ApiJson.Options);
    }

    static async Task<IResult> Revoke(Guid id, HttpContext context, ApiKeys keys)
    {
        var requester = context.Requester();
        if (await keys.Get(id, context.RequestAborted) is not { } key || !RoleScope.MayManage(requester, key.Role, key.Scope))
            return Problems.Result(AccessRefusal.KeyUnknown);
        await keys.Revoke(id, requester.Actor, context.RequestAborted);
        return Results.NoContent();
    }
}
