using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Portals.Company;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Keys;

/// <summary>Keys for the programs of the own company.</summary>
public static class KeyPages
{
    const string Path = "/company/keys";
    const int NameMax = 100;

    public static void MapKeyPages(this IEndpointRouteBuilder portals)
    {
        portals.MapGet(Path, async (HttpContext context, ApiKeys keys) => Pages.Show<KeysPage>(new { Keys = await Own(context, keys) }))
            .For(Role.Company, Right.Manage);
        portals.MapPost(Path, Make).For(Role.Company, Right.Manage);
        portals.MapPost($"{Path}/{{id:guid}}/revocation", Revoke).For(Role.Company, Right.Manage);
    }

    /// <summary>Answers with the page itself, because only this answer ever has the secret.</summary>
    static async Task<IResult> Make(HttpContext context, ApiKeys keys)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var check = new Checked();
        var name = check.Text("name", form["name"], NameMax);
        if (check.Refusal is { } malformed) return await Again(malformed);
        var made = await keys.Create(FormKey.Of(form), name, Role.Company, context.Own().Value, context.Requester(), context.RequestAborted);
        if (made is not ({ } key, { } secret)) return await Again(AccessRefusal.KeyMadeBefore);
        var origin = $"{context.Request.Scheme}://{context.Request.Host}";
        return Pages.Show<KeysPage>(new { Keys = await Own(context, keys), Made = new MadeKey(key.Name, secret, origin) });

        async Task<IResult> Again(Refusal refusal) =>
            Pages.ShowAgain<KeysPage>(new { Keys = await Own(context, keys), Name = name, Problem = refusal }, refusal);
    }

    static async Task<IResult> Revoke(Guid id, HttpContext context, ApiKeys keys)
    {
        if (await keys.Get(id, context.RequestAborted) is not { Role: Role.Company } key || key.Scope != context.Own().Value)
            return Problems.Result(AccessRefusal.KeyUnknown);
        await keys.Revoke(id, context.Requester().Actor, context.RequestAborted);
        return Pages.SeeOther($"{Path}?notice=keyRevoked");
    }

    static Task<IReadOnlyList<ApiKeyView>> Own(HttpContext context, ApiKeys keys) =>
        keys.List(Role.Company, context.Own().Value, context.RequestAborted);
}

/// <summary>A key that has just been made: its secret is shown this once.</summary>
/// <param name="Origin">Where the API is, for an example that can be tried.</param>
public sealed record MadeKey(string Name, string Secret, string Origin);
