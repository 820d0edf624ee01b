using System.Net;
using Marketplace.Api.Access;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.People;

/// <summary>The people of a company: what each may do, who may change that, and how others come in.</summary>
public sealed class MemberTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task Who_may_order_orders_and_who_only_looks_is_refused()
    {
        var town = await new Town(server.Api).Build();
        var code = await town.NewCompany();
        var (buyer, _, _) = await Somebody.Member(server, code, Right.Order);
        var (looker, _, _) = await Somebody.Member(server, code, Right.None);
        var order = new { company = code, listing = town.Listing, plan = "basic" };

        (await looker.Post("orders", order)).IsProblem(HttpStatusCode.Forbidden, "access.right-missing");
        (await looker.Get("orders")).Is(HttpStatusCode.OK);
        (await buyer.Post("orders", order)).Is(HttpStatusCode.Created);
        (await buyer.Get("api-keys")).IsProblem(HttpStatusCode.Forbidden, "access.right-missing");
    }

    [Fact]
    public async Task A_manager_changes_rights_which_hold_at_the_next_look_and_the_journal_says_who_did_it()
    {
        var code = Town.NewCode();
        var (manager, managerId, _) = await Somebody.Member(server, code);
        var (_, id, name) = await Somebody.Member(server, code, Right.None);

        (await manager.Post($"people/{id}/rights", new { rights = new[] { "everything" } })).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        var changed = (await manager.Post($"people/{id}/rights", new { rights = new[] { "order" } })).Is(HttpStatusCode.OK);

        Assert.Equal("order", (string)changed.Json["rights"]![0]!);
        using var again = await Somebody.SignedIn(server, name);
        Assert.Equal("order", (string)(await again.Get("session")).Json["rights"]![0]!);
        var journal = (await manager.Get($"people/{id}/changes")).Json.AsArray();
        Assert.Equal(["created", "rights-changed"], journal.Select(c => (string)c!["what"]!));
        Assert.Equal($"company:{code}:{managerId}", (string)journal[1]!["actor"]!);
    }

    [Fact]
    public async Task A_company_sees_and_changes_nobody_but_its_own_people()
    {
        var (one, other) = (Town.NewCode(), Town.NewCode());
        var (manager, _, _) = await Somebody.Member(server, one);
        var (_, stranger, _) = await Somebody.Member(server, other);

        Assert.Equal("1", (await manager.Get("people"))["total"]);
        (await manager.Post($"people/{stranger}/rights", new { rights = Array.Empty<string>() })).IsProblem(HttpStatusCode.NotFound, "person.unknown");
        (await manager.Delete($"people/{stranger}")).IsProblem(HttpStatusCode.NotFound, "person.unknown");
        (await manager.Get($"people/{stranger}/changes")).IsProblem(HttpStatusCode.NotFound, "person.unknown");
        Assert.Equal("1", (await server.Api("demo-operator").Get($"people?scope={other}"))["total"]);
        (await server.Api("demo-city-340100").Get("people")).IsProblem(HttpStatusCode.Forbidden, "access.not-allowed");
    }

    [Fact]
    public async Task The_last_manager_stays_until_there_is_another()
    {
        var code = Town.NewCode();
        var (manager, id, _) = await Somebody.Member(server, code);
        var (_, buyer, _) = await Somebody.Member(server, code, Right.Order);

        (await manager.Delete($"people/{id}")).IsProblem(HttpStatusCode.Conflict, "person.last-manager");
        (await manager.Post($"people/{id}/rights", new { rights = new[] { "order" } })).IsProblem(HttpStatusCode.Conflict, "person.last-manager");
        (await manager.Post($"people/{buyer}/rights", new { rights = new[] { "manage" } })).Is(HttpStatusCode.OK);
        (await manager.Delete($"people/{id}")).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Of_two_managers_who_close_each_other_at_once_one_stays()
    {
        var code = Town.NewCode();
        var (one, oneId, _) = await Somebody.Member(server, code);
        var (two, twoId, _) = await Somebody.Member(server, code);

        var answers = await Task.WhenAll(one.Delete($"people/{twoId}"), two.Delete($"people/{oneId}"));

        Assert.Equal(1, answers.Count(a => a.Status == HttpStatusCode.NoContent));
        Assert.Equal(1, await Books.Count(server.ConnectionString, $"select count(*) from people.people where scope = '{code}' and closed_at is null"));
    }

    [Fact]
    public async Task An_invitation_makes_one_account_with_its_rights_and_is_shown_once()
    {
        var code = Town.NewCode();
        var (manager, _, _) = await Somebody.Member(server, code);
        var key = Guid.NewGuid();
        var invited = (await manager.Post("invitations", new { rights = new[] { "order" } }, key)).Is(HttpStatusCode.Created);
        (await manager.Post("invitations", new { rights = new[] { "order" } }, key)).IsProblem(HttpStatusCode.Conflict, "invitation.made-before");
        Assert.DoesNotContain(invited["token"]!, (await manager.Get("invitations")).Text, StringComparison.Ordinal);
        Assert.Equal(0, await Books.Count(server.ConnectionString, $"select count(*) from people.invitations where encode(hash, 'escape') like '%{invited["token"]}%'"));

        var (name, newcomer) = (Somebody.NewName(), Somebody.Browser(server));
        object Acceptance(string password) => new { token = invited["token"], userName = name, password };
        (await newcomer.Post("invitations/acceptance", Acceptance("short"))).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        (await newcomer.Post("invitations/acceptance", Acceptance(Somebody.Password))).Is(HttpStatusCode.Created);
        (await newcomer.Post("invitations/acceptance", Acceptance(Somebody.Password))).Is(HttpStatusCode.Created);
        (await newcomer.Post("invitations/acceptance", new { token = invited["token"], userName = Somebody.NewName(), password = Somebody.Password }))
            .IsProblem(HttpStatusCode.NotFound, "invitation.unknown");

        using var person = await Somebody.SignedIn(server, name);
        var session = await person.Get("session");
        Assert.Equal((code, "[\"order\"]"), (session["scope"], session.Json["rights"]!.ToJsonString()));
        Assert.Empty((await manager.Get("invitations")).Json.AsArray());
    }

    [Fact]
    public async Task An_invitation_that_was_withdrawn_opens_nothing_nor_does_one_of_nobody()
    {
        var (manager, _, _) = await Somebody.Member(server, Town.NewCode());
        var invited = (await manager.Post("invitations", new { rights = Array.Empty<string>() })).Is(HttpStatusCode.Created);
        (await manager.Delete($"invitations/{invited["id"]}")).Is(HttpStatusCode.NoContent);
        foreach (var token in new[] { invited["token"], "nobody-made-this" })
            (await Somebody.Browser(server).Post("invitations/acceptance", new { token, userName = Somebody.NewName(), password = Somebody.Password }))
                .IsProblem(HttpStatusCode.NotFound, "invitation.unknown");
    }

    static async Task<string> Invite(ApiClient manager) =>
        (await manager.Post("invitations", new { rights = new[] { "order", "manage" } })).Is(HttpStatusCode.Created)["token"]!;

    Task<Answer> Accept(string token) => Somebody.Browser(server).Post(
        "invitations/acceptance", new { token, userName = Somebody.NewName(), password = Somebody.Password });

    [Fact]
    public async Task An_invitation_ends_with_its_makers_account_or_right_to_manage_and_those_of_others_stay()
    {
        var code = Town.NewCode();
        var (manager, _, _) = await Somebody.Member(server, code);
        var (closed, closedId, _) = await Somebody.Member(server, code);
        var (lowered, loweredId, _) = await Somebody.Member(server, code);
        var (stays, ofClosed, ofLowered) = (await Invite(manager), await Invite(closed), await Invite(lowered));

        (await manager.Delete($"people/{closedId}")).Is(HttpStatusCode.NoContent);
        (await manager.Post($"people/{loweredId}/rights", new { rights = new[] { "order" } })).Is(HttpStatusCode.OK);

        (await Accept(ofClosed)).IsProblem(HttpStatusCode.NotFound, "invitation.unknown");
        (await Accept(ofLowered)).IsProblem(HttpStatusCode.NotFound, "invitation.unknown");
        (await Accept(stays)).Is(HttpStatusCode.Created);
        // Their sessions may still show the old rights for some seconds.
        Assert.NotEqual(HttpStatusCode.Created, (await closed.Post("invitations", new { rights = new[] { "manage" } })).Status);
        (await lowered.Post("invitations", new { rights = new[] { "manage" } })).IsProblem(HttpStatusCode.Forbidden, "access.right-missing");
        Assert.Empty((await manager.Get("invitations")).Json.AsArray());
    }

    [Fact]
    public async Task With_the_last_account_of_a_company_end_its_invitations_and_the_keys_that_its_people_made()
    {
        var code = Town.NewCode();
        var (manager, id, _) = await Somebody.Member(server, code);
        async Task<ApiClient> KeyOf(ApiClient maker) => server.Api(
            (await maker.Post("api-keys", new { name = "ERP", role = "company", scope = code })).Is(HttpStatusCode.Created)["key"]!);
        var (own, given) = (await KeyOf(manager), await KeyOf(server.Api("demo-operator")));
        var ofKey = await Invite(own);
        (await own.Get("orders")).Is(HttpStatusCode.OK);

        (await server.Api("demo-operator").Delete($"people/{id}")).Is(HttpStatusCode.NoContent);

        (await Accept(ofKey)).IsProblem(HttpStatusCode.NotFound, "invitation.unknown");
        (await own.Get("orders")).IsProblem(HttpStatusCode.Unauthorized, "access.not-signed-in");
        (await given.Get("orders")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_people_of_a_vendor_have_all_rights()
    {
        var name = await Somebody.New(server, Role.Vendor, Town.NewCode());
        using var vendor = await Somebody.SignedIn(server, name);
        (await vendor.Post("invitations", new { rights = new[] { "order" } })).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        Assert.Equal("[\"order\",\"manage\"]", (await vendor.Post("invitations", new { })).Is(HttpStatusCode.Created).Json["rights"]!.ToJsonString());
    }
}
