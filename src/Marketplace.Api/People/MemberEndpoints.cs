using Marketplace.Api.Access;
using Marketplace.Api.Http;

namespace Marketplace.Api.People;

/// <param name="Rights">All that the person is to have: order, manage, both or none.</param>
public sealed record RightsInput(IReadOnlyList<string?>? Rights);

/// <param name="What">Such as <c>rights-changed</c>.</param>
public sealed record PersonChangeView(DateTimeOffset At, string Actor, string What, string? Detail);

public static class MemberEndpoints
{
    const Role Managers = Role.Operator | Role.ProvinceBureau | Role.Company | Role.Vendor;

    public static void MapMembers(this IEndpointRouteBuilder api)
    {
        api.MapGet("/people", List).For(Managers).IsPaged("scope")
            .WithSummary("The people of the own company or vendor; for the operator and the province those they may manage.")
            .Produces<Listed<MemberView>>();
        api.MapGet("/people/{id:guid}/changes", Changes).For(Managers, Right.Manage)
            .WithSummary("Who changed what about an account.").Produces<IReadOnlyList<PersonChangeView>>();
        api.MapPost("/people/{id:guid}/rights", ChangeRights).For(Role.Operator | Role.Company, Right.Manage)
            .WithSummary("Change what a person of a company may do; who loses manage loses the open invitations too.").Produces<MemberView>();
        api.MapDelete("/people/{id:guid}", Close).For(Managers, Right.Manage).Produces(StatusCodes.Status204NoContent)
            .WithSummary("Close an account: it cannot sign in any more, its sessions end and its invitations are withdrawn; with the last account of a company or vendor also the keys that its people made.");
    }

    static async Task<IResult> List(HttpContext context, Members members, string? scope)
    {
        if (Page.Read(context.Request.Query, out var page) is { } refusal) return Problems.Result(refusal);
        var (people, total) = await members.List(context.Requester(), scope, page, context.RequestAborted);
        return Results.Json(new Listed<MemberView>([.. people.Select(MemberView.Of)], page.Number, page.Size, total, new Dictionary<string, string>()), ApiJson.Options);
    }

    static async Task<IResult> Changes(Guid id, HttpContext context, Members members) =>
        await members.Changes(context.Requester(), id, context.RequestAborted) is { } changes
            ? Results.Json(changes.Select(c => new PersonChangeView(c.At, c.Actor, c.What, c.Detail)), ApiJson.Options)
            : Problems.Result(PeopleRefusal.Unknown);

    static async Task<IResult> ChangeRights(Guid id, RightsInput input, HttpContext context, Members members)
    {
        if (InvitationEndpoints.ReadRights(Role.Company, input.Rights, out var rights) is { } malformed) return Problems.Result(malformed);
        var (person, refusal) = await members.ChangeRights(context.Requester(), id, rights, context.RequestAborted);
        return refusal is null ? Results.Json(MemberView.Of(person!), ApiJson.Options) : Problems.Result(refusal);
    }

    static async Task<IResult> Close(Guid id, HttpContext context, Members members) =>
        await members.Close(context.Requester(), id, context.RequestAborted) is { } refusal ? Problems.Result(refusal) : Results.NoContent();
}
