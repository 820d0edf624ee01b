using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.People;

/// <param name="Rights">order, manage, both or none; absent for a vendor, whose people have all.</param>
public sealed record InvitationInput(IReadOnlyList<string?>? Rights);

/// <param name="Token">The secret; it is not shown again.</param>
/// <param name="Link">The page that accepts it, on this site.</param>
public sealed record InvitationCreated(Guid Id, string Token, string Link, IReadOnlyList<string> Rights, DateTimeOffset ExpiresAt);

public sealed record InvitationView(Guid Id, IReadOnlyList<string> Rights, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset ExpiresAt)
{
    public static InvitationView Of(Invitation invitation) =>
        new(invitation.Id, invitation.Rights.Names(), invitation.CreatedAt, invitation.CreatedBy, invitation.ExpiresAt);
}

public sealed record AcceptanceInput(string? Token, string? UserName, string? Password);

public static class InvitationEndpoints
{
    const int TokenMax = 100;

    public static void MapInvitations(this IEndpointRouteBuilder api)
    {
        api.MapPost("/invitations", Create).For(Role.Company | Role.Vendor, Right.Manage)
            .WithSummary("Invite somebody into the own company or vendor; the token is shown once and holds for seven days.")
            .Produces<InvitationCreated>(StatusCodes.Status201Created);
        api.MapGet("/invitations", List).For(Role.Company | Role.Vendor, Right.Manage)
            .WithSummary("Invitations that can still be accepted.").Produces<IReadOnlyList<InvitationView>>();
        api.MapDelete("/invitations/{id:guid}", Withdraw).For(Role.Company | Role.Vendor, Right.Manage)
            .WithSummary("Withdraw an invitation.").Produces(StatusCodes.Status204NoContent);
        api.MapPost("/invitations/acceptance", Accept).IsForNewcomers()
            .WithSummary("Accept an invitation with a name and a password of one's own.").Produces<SessionView>(StatusCodes.Status201Created);
    }

    /// <summary>The page that accepts an invitation.</summary>
    public static string LinkOf(string token) => $"/invitation/{token}";

    static async Task<IResult> Create(InvitationInput input, HttpContext context, Invitations invitations)
    {
        var requester = context.Requester();
        if (ReadRights(requester.Role, input.Rights, out var rights) is { } malformed) return Problems.Result(malformed);
        if (Commands.ReadKey(context, out var key) is { } keyRefusal) return Problems.Result(keyRefusal);
        var (made, token, refusal) = await invitations.Create(key ?? Guid.NewGuid(), requester, rights, context.RequestAborted);
        return refusal is null
            ? Results.Json(
                new InvitationCreated(made!.Id, token!, LinkOf(token!), made.Rights.Names(), made.ExpiresAt), ApiJson.Options,
                statusCode: StatusCodes.Status201Created)
            : Problems.Result(refusal);
    }

    /// <summary>The rights that one person is to have.</summary>
    public static Refusal? ReadRights(Role role, IReadOnlyList<string?>? names, out Right rights)
    {
        var given = names is null ? (role == Role.Company ? null : Rights.All) : Rights.Parse(names);
        rights = given ?? Right.None;
        return given is null ? PeopleRefusal.RightsInvalid
            : role != Role.Company && rights != Rights.All ? PeopleRefusal.VendorsHaveAllRights
            : null;
    }

    static async Task<IResult> List(HttpContext context, Invitations invitations) =>
        Results.Json((await invitations.Open(context.Requester(), context.RequestAborted)).Select(InvitationView.Of), ApiJson.Options);

    static async Task<IResult> Withdraw(Guid id, HttpContext context, Invitations invitations) =>
        await invitations.Withdraw(context.Requester(), id, context.RequestAborted)
            ? Results.NoContent()
            : Problems.Result(PeopleRefusal.InvitationUnknown);

    static async Task<IResult> Accept(AcceptanceInput input, HttpContext context, Invitations invitations)
    {
        var check = new Checked();
        var token = check.Text("token", input.Token, TokenMax);
        var name = check.UserName(input.UserName);
        var password = check.Password(input.Password);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        var (person, refusal) = await invitations.Accept(token, name, password, context.RequestAborted);
        return refusal is null
            ? Results.Json(SessionView.Of(person!.ToRequester()), ApiJson.Options, statusCode: StatusCodes.Status201Created)
            : Problems.Result(refusal);
    }
}
