using System.Net;
using Marketplace.Api.Access;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.People;

/// <summary>People sign in by a passkey, which counts as both factors.</summary>
public sealed class PasskeyTests(ApiServer server) : IClassFixture<ApiServer>
{
    static async Task<Answer> Add(ApiClient browser, SoftAuthenticator authenticator, string name = "手机")
    {
        var options = (await browser.Post("passkeys/options", new { password = Somebody.Password })).Is(HttpStatusCode.OK);
        return await browser.Post("passkeys", new { name, credential = authenticator.Create(options.Json) });
    }

    static async Task<Answer> Enter(ApiClient browser, SoftAuthenticator authenticator)
    {
        var options = (await browser.Post("session/passkey-options", new { })).Is(HttpStatusCode.OK);
        return await browser.Post("session/passkey", new { credential = authenticator.Get(options.Json) });
    }

    [Fact]
    public async Task A_person_adds_a_passkey_signs_in_with_it_and_removes_it()
    {
        var code = Town.NewCode();
        var (browser, id, _) = await Somebody.Member(server, code);
        using var authenticator = new SoftAuthenticator(server.Address);

        var added = (await Add(browser, authenticator)).Is(HttpStatusCode.Created);
        Assert.Equal("手机", (string)(await browser.Get("passkeys")).Json[0]!["name"]!);
        using var other = Somebody.Browser(server);
        var entered = (await Enter(other, authenticator)).Is(HttpStatusCode.OK);
        Assert.Equal((id, code), (entered["id"], entered["scope"]));
        (await other.Get("orders")).Is(HttpStatusCode.OK);
        (await Enter(other, authenticator)).Is(HttpStatusCode.OK);

        var removal = $"passkeys/{added["id"]}/removal";
        (await browser.Post(removal, new { password = "wrong" })).IsProblem(HttpStatusCode.BadRequest, "person.wrong-password");
        (await browser.Post(removal, new { password = Somebody.Password })).Is(HttpStatusCode.NoContent);
        (await browser.Post(removal, new { password = Somebody.Password })).IsProblem(HttpStatusCode.NotFound, "passkey.unknown");
        (await Enter(Somebody.Browser(server), authenticator)).IsProblem(HttpStatusCode.Unauthorized, "passkey.wrong");
        var journal = (await server.Api("demo-operator").Get($"people/{id}/changes")).Json.AsArray();
        Assert.Equal(["created", "passkey-added", "passkey-removed"], journal.Select(c => (string)c!["what"]!));
    }

    [Fact]
    public async Task An_unattended_screen_adds_no_passkey_and_guesses_there_lock_the_account()
    {
        var (browser, _, _) = await Somebody.Member(server, Town.NewCode());
        (await browser.Post("passkeys/options", new { })).IsProblem(HttpStatusCode.BadRequest, "person.wrong-password");
        for (var i = 0; i < 3; i++)
            (await browser.Post("passkeys/options", new { password = "wrong" })).IsProblem(HttpStatusCode.BadRequest, "person.wrong-password");
        (await browser.Post("passkeys/options", new { password = "wrong" })).IsProblem(HttpStatusCode.Forbidden, "session.locked-out");
        (await browser.Post("passkeys/options", new { password = Somebody.Password })).IsProblem(HttpStatusCode.Forbidden, "session.locked-out");
    }

    [Fact]
    public async Task A_passkey_needs_no_one_time_code_even_where_the_role_needs_a_second_factor()
    {
        var name = await Somebody.New(server, Role.Operator);
        using var browser = Somebody.Browser(server);
        var setup = await browser.Post("session", new { userName = name, password = Somebody.Password });
        (await browser.Post("session", new { userName = name, password = Somebody.Password, code = Somebody.Totp(setup["setup.secret"]!) })).Is(HttpStatusCode.OK);
        using var authenticator = new SoftAuthenticator(server.Address);
        (await Add(browser, authenticator)).Is(HttpStatusCode.Created);
        Assert.Equal("operator", (await Enter(Somebody.Browser(server), authenticator)).Is(HttpStatusCode.OK)["role"]);
    }

    [Fact]
    public async Task A_passkey_of_a_closed_account_opens_nothing()
    {
        var (browser, id, _) = await Somebody.Member(server, Town.NewCode());
        using var authenticator = new SoftAuthenticator(server.Address);
        (await Add(browser, authenticator)).Is(HttpStatusCode.Created);
        (await server.Api("demo-operator").Delete($"people/{id}")).Is(HttpStatusCode.NoContent);
        (await Enter(Somebody.Browser(server), authenticator)).IsProblem(HttpStatusCode.Unauthorized, "session.locked-out");
    }

    [Fact]
    public async Task A_passkey_must_verify_its_owner_and_answer_this_site_and_this_challenge()
    {
        var (browser, _, _) = await Somebody.Member(server, Town.NewCode());
        using var touch = new SoftAuthenticator(server.Address) { VerifiesItsOwner = false };
        (await Add(browser, touch)).IsProblem(HttpStatusCode.Forbidden, "passkey.wrong");
        using var elsewhere = new SoftAuthenticator(new Uri("https://marketplace.example"));
        (await Add(browser, elsewhere)).IsProblem(HttpStatusCode.Forbidden, "passkey.wrong");

        using var authenticator = new SoftAuthenticator(server.Address);
        (await Add(browser, authenticator)).Is(HttpStatusCode.Created);
        using var thief = Somebody.Browser(server);
        var options = (await thief.Post("session/passkey-options", new { })).Json;
        var answer = authenticator.Get(options);
        (await Somebody.Browser(server).Post("session/passkey", new { credential = answer })).IsProblem(HttpStatusCode.Conflict, "passkey.no-challenge");
        await thief.Post("session/passkey-options", new { });
        (await thief.Post("session/passkey", new { credential = answer })).IsProblem(HttpStatusCode.Unauthorized, "passkey.wrong");
    }

    [Theory]
    [InlineData("""{"credential":null}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"credential":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"credential":{}}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"credential":{"id":"!","rawId":"!","type":"public-key","response":{"clientDataJSON":"e30"}}}""", HttpStatusCode.Unauthorized)]
    public async Task Nonsense_is_refused_and_breaks_nothing(string body, HttpStatusCode status)
    {
        using var browser = Somebody.Browser(server);
        (await browser.Post("session/passkey-options", new { })).Is(HttpStatusCode.OK);
        (await browser.Post("session/passkey", body)).Is(status);
    }
}
