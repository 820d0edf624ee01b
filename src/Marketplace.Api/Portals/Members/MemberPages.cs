using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.People;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Members;

/// <summary>What the page of members shows.</summary>
/// <param name="Made">An invitation that has just been made: its link is shown this once.</param>
public sealed record MembersView(IReadOnlyList<Person> People, IReadOnlyList<Invitation> Invitations, string? Made = null);

/// <summary>The people of the own company: who they are, what they may do, who is invited.</summary>
public static class MemberPages
{
    const string Path = "/company/members";

    /// <summary>So many people a company shows at once; none has more.</summary>
    static readonly Page All = new(1, Page.SizeMax);

    public static void MapMemberPages(this IEndpointRouteBuilder portals)
    {
        portals.MapGet(Path, Show).For(Role.Company);
        portals.MapPost($"{Path}/{{id:guid}}/rights", ChangeRights).For(Role.Company, Right.Manage);
        portals.MapPost($"{Path}/{{id:guid}}/closing", Close).For(Role.Company, Right.Manage);
        portals.MapPost($"{Path}/invitations", Invite).For(Role.Company, Right.Manage);
        portals.MapPost($"{Path}/invitations/{{id:guid}}/withdrawal", Withdraw).For(Role.Company, Right.Manage);
    }

    static async Task<IResult> Show(HttpContext context, People.Members members, Invitations invitations) =>
        Pages.Show<MembersPage>(new { View = await View(context, members, invitations) });

    static async Task<IResult> ChangeRights(Guid id, HttpContext context, People.Members members, Invitations invitations)
    {
        var rights = await ReadRights(context);
        var (_, refusal) = await members.ChangeRights(context.Requester(), id, rights, context.RequestAborted);
        return await Answer(refusal, "rightsChanged", context, members, invitations);
    }

    static async Task<IResult> Close(Guid id, HttpContext context, People.Members members, Invitations invitations) =>
        await Answer(await members.Close(context.Requester(), id, context.RequestAborted), "memberClosed", context, members, invitations);

    static async Task<IResult> Withdraw(Guid id, HttpContext context, People.Members members, Invitations invitations) =>
        await Answer(
            await invitations.Withdraw(context.Requester(), id, context.RequestAborted) ? null : PeopleRefusal.InvitationUnknown,
            "invitationWithdrawn", context, members, invitations);

    /// <summary>Answers with the page itself, because only this answer ever has the link.</summary>
    static async Task<IResult> Invite(HttpContext context, People.Members members, Invitations invitations)
    {
        var rights = await ReadRights(context);
        var (_, token, refusal) = await invitations.Create(FormKey.Of(await context.Request.ReadFormAsync(context.RequestAborted)), context.Requester(), rights, context.RequestAborted);
        if (refusal is not null) return await Answer(refusal, "", context, members, invitations);
        var link = $"{context.Request.Scheme}://{context.Request.Host}{InvitationEndpoints.LinkOf(token!)}";
        return Pages.Show<MembersPage>(new { View = await View(context, members, invitations) with { Made = link } });
    }

    static async Task<Right> ReadRights(HttpContext context) =>
        Rights.Parse((await context.Request.ReadFormAsync(context.RequestAborted))["right"]) ?? Right.None;

    static async Task<IResult> Answer(Refusal? refusal, string notice, HttpContext context, People.Members members, Invitations invitations) => refusal is null
        ? Pages.SeeOther($"{Path}?notice={notice}")
        : Pages.ShowAgain<MembersPage>(new { View = await View(context, members, invitations), Problem = refusal }, refusal);

    static async Task<MembersView> View(HttpContext context, People.Members members, Invitations invitations)
    {
        var (requester, cancel) = (context.Requester(), context.RequestAborted);
        var (people, _) = await members.List(requester, null, All, cancel);
        return new MembersView(people, requester.Rights.Includes(Right.Manage) ? await invitations.Open(requester, cancel) : []);
    }
}
