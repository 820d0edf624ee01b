using System.Net;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.People;

/// <summary>On a server of its own, because the clock is moved.</summary>
public sealed class InvitationAgeTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task An_invitation_is_good_for_seven_days()
    {
        var (manager, _, _) = await Somebody.Member(server, Town.NewCode());
        var invited = (await manager.Post("invitations", new { rights = Array.Empty<string>() })).Is(HttpStatusCode.Created);
        var expiresAt = (DateTimeOffset)invited.Json["expiresAt"]!;
        (await server.Api("demo-operator").Post("demo/clock", new { to = expiresAt })).Is(HttpStatusCode.OK);
        (await Somebody.Browser(server).Post("invitations/acceptance", new { token = invited["token"], userName = Somebody.NewName(), password = Somebody.Password }))
            .IsProblem(HttpStatusCode.NotFound, "invitation.unknown");
        Assert.Empty((await manager.Get("invitations")).Json.AsArray());
    }
}
