using Marketplace.Api.Http;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Access;

/// <param name="Role">company, vendor, operator, city, province or auditor.</param>
/// <param name="Scope">The credit code or the city's code, for roles that have one.</param>
public sealed record ApiKeyInput(string? Name, string? Role, string? Scope);

/// <param name="Key">The secret; it is not shown again.</param>
public sealed record ApiKeyCreated(Guid Id, string Key, string Name, Role Role, string? Scope, DateTimeOffset CreatedAt);

public static class ApiKeyEndpoints
{
    public static void MapApiKeys(this IEndpointRouteBuilder api)
    {
        api.MapPost("/api-keys", Create).For(Roles.All)
            .WithSummary("Make a key for the own role and scope; the operator also for companies and vendors, the province for bureaus and auditors.")
            .Produces<ApiKeyCreated>(StatusCodes.Status201Created);
        api.MapGet("/api-keys", List).For(Roles.All).WithSummary("The keys that the requester may manage, without their secrets.");
        api.MapDelete("/api-keys/{id:guid}", Revoke).For(Roles.All).WithSummary("Revoke a key.");
    }

    /// <summary>Nobody makes a key with more rights than the own; who operates does not make keys for who approves.</summary>
    public static bool MayManage(Requester requester, Role role, string? scope) => requester.Role switch
    {
        Role.Operator => (Role.Operator | Role.Company | Role.Vendor).Includes(role),
        Role.ProvinceBureau => (Role.ProvinceBureau | Role.CityBureau | Role.Auditor).Includes(role),
        _ => requester.Is(role, scope ?? "") || (requester.Scope is null && requester.Role == role && scope is null),
    };

    static async Task<IResult> Create(ApiKeyInput input, HttpContext context, ApiKeys keys)
    {
        var check = new Checked();
        var name = check.Text("name", input.Name, 100);
        var (role, scope) = ReadRole(check, input.Role, input.Scope);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        var requester = context.Requester();
        if (!MayManage(requester, role, scope)) return Problems.Result(AccessRefusal.NotYours);
        if (Commands.ReadKey(context, out var idempotencyKey) is { } keyRefusal) return Problems.Result(keyRefusal);
        var created = await keys.Create(idempotencyKey ?? Guid.NewGuid(), name, role, scope, requester.Actor, context.RequestAborted);
        if (created is not ({ } key, { } secret)) return Problems.Result(AccessRefusal.KeyMadeBefore);
        return Results.Json(
            new ApiKeyCreated(key.Id, secret, key.Name, key.Role, key.Scope, key.CreatedAt), ApiJson.Options, statusCode: StatusCodes.Status201Created);
    }

    public static (Role Role, string? Scope) ReadRole(Checked check, string? roleName, string? scopeText)
    {
        var role = Roles.Parse(check.Text("role", roleName, 20)) ?? Role.None;
        check.That(role != Role.None, "role", "role is company, vendor, operator, city, province or auditor.", "role 应为 company、vendor、operator、city、province 或 auditor。");
        var scope = check.OptionalText("scope", scopeText, 18);
        check.That(ScopeFits(role, scope), "scope",
            "scope is the credit code for company and vendor, the city's code for city, and absent for others.",
            "scope：企业、供应商为统一社会信用代码，市为市代码，其余不填。");
        return (role, scope);
    }

    public static bool ScopeFits(Role role, string? scope) => role switch
    {
        Role.Company or Role.Vendor => scope is not null && new CreditCode(scope).IsValid,
        Role.CityBureau => scope is not null && Province.Cities.ContainsKey(scope),
        _ => scope is null,
    };

    static async Task<IResult> List(HttpContext context, ApiKeys keys)
    {
        var requester = context.Requester();
        var isManager = (Role.Operator | Role.ProvinceBureau).Includes(requester.Role);
        var all = await keys.List(isManager ? null : requester.Role, requester.Scope, context.RequestAborted);
        return Results.Json(all.Where(k => MayManage(requester, k.Role, k.Scope)).ToList(), ApiJson.Options);
    }

    static async Task<IResult> Revoke(Guid id, HttpContext context, ApiKeys keys)
    {
        var requester = context.Requester();
        if (await keys.Get(id, context.RequestAborted) is not { } key || !MayManage(requester, key.Role, key.Scope))
            return Problems.Result(AccessRefusal.KeyUnknown);
        await keys.Revoke(id, requester.Actor, context.RequestAborted);
        return Results.NoContent();
    }
}
