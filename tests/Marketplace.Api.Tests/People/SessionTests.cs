using System.Net;
using Marketplace.Api.Access;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.People;

/// <summary>People sign in by password and, where their role needs it, a second factor.</summary>
public sealed class SessionTests(ApiServer server) : IClassFixture<ApiServer>
{
    const string Password = Somebody.Password;

    Task<string> NewPerson(Role role, string? scope = null) => Somebody.New(server, role, scope);

    ApiClient Browser() => Somebody.Browser(server);

    [Fact]
    public async Task A_company_signs_in_with_its_password_and_stays_signed_in_by_a_cookie()
    {
        var code = Town.NewCode();
        var name = await NewPerson(Role.Company, code);
        using var browser = Browser();

        var entered = (await browser.Post("session", new { userName = name, password = Password })).Is(HttpStatusCode.OK);

        Assert.Equal(("company", code), (entered["role"], entered["scope"]));
        var cookie = entered.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        (await browser.Get("orders")).Is(HttpStatusCode.OK);
        (await browser.Delete("session")).Is(HttpStatusCode.NoContent);
        (await browser.Get("orders")).IsProblem(HttpStatusCode.Unauthorized, "access.not-signed-in");
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_even_for_the_right_one()
    {
        var name = await NewPerson(Role.Vendor, Town.NewCode());
        using var browser = Browser();
        for (var i = 0; i < 4; i++)
            (await browser.Post("session", new { userName = name, password = "wrong" })).IsProblem(HttpStatusCode.Unauthorized, "session.wrong-credentials");
        (await browser.Post("session", new { userName = name, password = "wrong" })).IsProblem(HttpStatusCode.Unauthorized, "session.locked-out");
        (await browser.Post("session", new { userName = name, password = Password })).IsProblem(HttpStatusCode.Unauthorized, "session.locked-out");
        (await browser.Post("session", new { userName = "nobody", password = Password })).IsProblem(HttpStatusCode.Unauthorized, "session.wrong-credentials");
    }

    [Theory]
    [InlineData("session/password")]
    [InlineData("session/second-factor/removal")]
    public async Task Guesses_within_a_session_lock_the_account_like_those_at_sign_in(string path)
    {
        var name = await NewPerson(Role.Company, Town.NewCode());
        using var browser = await Somebody.SignedIn(server, name);
        var secret = (await browser.Get("session/second-factor"))["setup.secret"]!;
        (await browser.Post("session/second-factor", new { code = Somebody.Totp(secret), password = Password })).Is(HttpStatusCode.NoContent);
        Task<Answer> Guess(string password) => browser.Post(
            path, path == "session/password" ? (object)new { currentPassword = password, newPassword = "Another-horse-9" } : new { password });
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Guess("wrong")));
        Assert.Equal(4, answers.Count(a => a["code"] == "person.wrong-password"));
        Assert.Equal(8, answers.Count(a => a["code"] == "session.locked-out"));
        (await Guess(Password)).IsProblem(HttpStatusCode.Forbidden, "session.locked-out");
        (await Browser().Post("session", new { userName = name, password = Password })).IsProblem(HttpStatusCode.Unauthorized, "session.locked-out");
    }

    [Fact]
    public async Task Many_wrong_passwords_at_once_count_like_many_in_a_row()
    {
        var name = await NewPerson(Role.Vendor, Town.NewCode());
        using var browser = Browser();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => browser.Post("session", new { userName = name, password = "wrong" })));
        Assert.Equal(4, answers.Count(a => a["code"] == "session.wrong-credentials"));
        Assert.Equal(36, answers.Count(a => a["code"] == "session.locked-out"));
    }

    [Fact]
    public async Task A_closed_account_opens_nothing_and_only_its_own_side_closes_it()
    {
        var name = await NewPerson(Role.Vendor, Town.NewCode());
        using var browser = Browser();
        var id = (await browser.Post("session", new { userName = name, password = Password })).Is(HttpStatusCode.OK)["id"];
        (await server.Api("demo-province").Delete($"people/{id}")).IsProblem(HttpStatusCode.NotFound, "person.unknown");
        (await server.Api("demo-operator").Delete($"people/{id}")).Is(HttpStatusCode.NoContent);
        (await browser.Post("session", new { userName = name, password = Password })).IsProblem(HttpStatusCode.Unauthorized, "session.locked-out");
    }

    [Theory]
    [InlineData(Role.Operator, null)]
    [InlineData(Role.ProvinceBureau, null)]
    [InlineData(Role.CityBureau, "340100")]
    [InlineData(Role.Auditor, null)]
    public async Task Operators_bureaus_and_auditors_need_a_one_time_code_that_works_once(Role role, string? scope)
    {
        var name = await NewPerson(role, scope);
        using var browser = Browser();
        var setup = (await browser.Post("session", new { userName = name, password = Password })).Is(HttpStatusCode.Unauthorized);
        Assert.Equal("session.second-factor-setup-required", setup["code"]);
        var code = Somebody.Totp(setup["setup.secret"]!);

        (await browser.Post("session", new { userName = name, password = Password, code = "000000" })).IsProblem(HttpStatusCode.Unauthorized, "session.wrong-credentials");
        (await browser.Post("session", new { userName = name, password = Password, code })).Is(HttpStatusCode.OK);
        (await browser.Get("funds")).Is(HttpStatusCode.OK);
        using var other = Browser();
        (await other.Post("session", new { userName = name, password = Password, code })).IsProblem(HttpStatusCode.Unauthorized, "session.wrong-credentials");
        (await other.Post("session", new { userName = name, password = Password })).IsProblem(HttpStatusCode.Unauthorized, "session.code-required");
    }

    [Fact]
    public async Task A_code_opens_nothing_again_however_it_is_written_nor_does_an_earlier_one()
    {
        var name = await NewPerson(Role.Operator);
        using var browser = Browser();
        object With(string code) => new { userName = name, password = Password, code };
        var secret = (await browser.Post("session", new { userName = name, password = Password }))["setup.secret"]!;
        await RoomInThisStep();
        var (earlier, code) = (Somebody.Totp(secret, -1), Somebody.Totp(secret));
        (await browser.Post("session", With($"0{code}"))).IsProblem(HttpStatusCode.Unauthorized, "session.wrong-credentials");
        (await browser.Post("session", With(code))).Is(HttpStatusCode.OK);
        foreach (var again in new[] { $"+{code}", $"0{code}", earlier })
            (await browser.Post("session", With(again))).IsProblem(HttpStatusCode.Unauthorized, "session.wrong-credentials");
    }

    [Fact]
    public async Task A_code_of_the_step_before_or_after_is_good_once_and_older_ones_are_not()
    {
        var name = await NewPerson(Role.Operator);
        using var browser = Browser();
        object With(string code) => new { userName = name, password = Password, code };
        var secret = (await browser.Post("session", new { userName = name, password = Password }))["setup.secret"]!;
        await RoomInThisStep();
        (await browser.Post("session", With(Somebody.Totp(secret, -3)))).IsProblem(HttpStatusCode.Unauthorized, "session.wrong-credentials");
        (await browser.Post("session", With(Somebody.Totp(secret, -1)))).Is(HttpStatusCode.OK);
        (await browser.Post("session", With(Somebody.Totp(secret)))).Is(HttpStatusCode.OK);
        (await browser.Post("session", With(Somebody.Totp(secret, 1)))).Is(HttpStatusCode.OK);
        (await browser.Post("session", With(Somebody.Totp(secret)))).IsProblem(HttpStatusCode.Unauthorized, "session.wrong-credentials");
    }

    /// <summary>Codes are of the real time: a test that compares steps must not cross from one into the next.</summary>
    static async Task RoomInThisStep()
    {
        while (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() % 30 > 24) await Task.Delay(TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task Passwords_are_long_and_mixed_and_nobody_makes_accounts_beyond_the_own_reach()
    {
        var op = server.Api("demo-operator");
        (await op.Post("people", new { userName = $"p{Guid.NewGuid():N}", password = "short", role = "company", scope = Town.NewCode() }))
            .IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        (await op.Post("people", new { userName = $"p{Guid.NewGuid():N}", password = Password, role = "province" }))
            .IsProblem(HttpStatusCode.Forbidden, "access.not-allowed");
        var name = $"p{Guid.NewGuid():N}";
        (await op.Post("people", new { userName = name, password = Password, role = "company", scope = Town.NewCode() })).Is(HttpStatusCode.Created);
        (await op.Post("people", new { userName = name, password = Password, role = "company", scope = Town.NewCode() })).IsProblem(HttpStatusCode.Conflict, "person.name-taken");
    }

    [Fact]
    public async Task A_company_may_choose_a_second_factor_and_drop_it_with_its_password()
    {
        var name = await NewPerson(Role.Company, Town.NewCode());
        using var browser = await Somebody.SignedIn(server, name);
        var setup = (await browser.Get("session/second-factor")).Is(HttpStatusCode.OK);
        Assert.Equal("false", setup["isOn"]);
        Assert.StartsWith("otpauth://totp/", setup["setup.uri"], StringComparison.Ordinal);

        (await browser.Post("session/second-factor", new { code = "000000", password = Password })).IsProblem(HttpStatusCode.BadRequest, "second-factor.wrong-code");
        (await browser.Post("session/second-factor", new { code = Somebody.Totp(setup["setup.secret"]!), password = "wrong" })).IsProblem(HttpStatusCode.BadRequest, "person.wrong-password");
        (await browser.Post("session/second-factor", new { code = Somebody.Totp(setup["setup.secret"]!), password = Password })).Is(HttpStatusCode.NoContent);
        using var other = Browser();
        (await other.Post("session", new { userName = name, password = Password })).IsProblem(HttpStatusCode.Unauthorized, "session.code-required");
        Assert.Null((await browser.Get("session/second-factor")).Json["setup"]);

        (await browser.Post("session/second-factor/removal", new { password = "wrong" })).IsProblem(HttpStatusCode.BadRequest, "person.wrong-password");
        (await browser.Post("session/second-factor/removal", new { password = Password })).Is(HttpStatusCode.NoContent);
        (await other.Post("session", new { userName = name, password = Password })).Is(HttpStatusCode.OK);
        Assert.NotEqual(setup["setup.secret"], (await browser.Get("session/second-factor"))["setup.secret"]);
    }

    [Fact]
    public async Task A_new_password_ends_every_other_session_within_seconds_and_looking_at_a_set_up_ends_none()
    {
        var name = await NewPerson(Role.Company, Town.NewCode());
        using var here = await Somebody.SignedIn(server, name);
        using var elsewhere = await Somebody.SignedIn(server, name);
        (await elsewhere.Get("session/second-factor")).Is(HttpStatusCode.OK);
        (await here.Post("session/password", new { currentPassword = Password, newPassword = "Another-horse-9" })).Is(HttpStatusCode.NoContent);
        var since = TimeProvider.System.GetTimestamp();
        while ((await elsewhere.Get("session")).Status == HttpStatusCode.OK)
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(30), "the other session goes on");
        (await elsewhere.Get("session")).IsProblem(HttpStatusCode.Unauthorized, "access.not-signed-in");
        (await here.Get("session")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_named_like_a_person_neither_signs_it_out_nor_changes_its_password()
    {
        var code = Town.NewCode();
        var name = await NewPerson(Role.Operator);
        var key = (await server.Api("demo-operator").Post("api-keys", new { name, role = "company", scope = code })).Is(HttpStatusCode.Created)["key"]!;
        (await server.Api(key).Post("session/password", new { currentPassword = Password, newPassword = "Another-horse-9" }))
            .IsProblem(HttpStatusCode.Forbidden, "person.needed");
        (await server.Api(key).Get("passkeys")).IsProblem(HttpStatusCode.Forbidden, "person.needed");
    }
}
