using System.Net;
using System.Security.Cryptography;
using Marketplace.Api.Access;
using Marketplace.Api.People;
using Marketplace.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.People;

/// <summary>People sign in by password and, where their role needs it, a second factor.</summary>
public sealed class SessionTests(ApiServer server) : IClassFixture<ApiServer>
{
    const string Password = "Correct-horse-9";

    async Task<string> NewPerson(Role role, string? scope = null)
    {
        var name = $"person-{Guid.NewGuid():N}";
        await using var services = server.Services.CreateAsyncScope();
        var (_, refusal) = await services.ServiceProvider.GetRequiredService<Accounts>().Create(name, Password, role, scope, "test");
        Assert.Null(refusal);
        return name;
    }

    ApiClient Browser() => new(server.Address, null, new SocketsHttpHandler { CookieContainer = new CookieContainer() });

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
        var code = Totp(setup["setup.secret"]!);

        (await browser.Post("session", new { userName = name, password = Password, code = "000000" })).IsProblem(HttpStatusCode.Unauthorized, "session.wrong-credentials");
        (await browser.Post("session", new { userName = name, password = Password, code })).Is(HttpStatusCode.OK);
        (await browser.Get("funds")).Is(HttpStatusCode.OK);
        using var other = Browser();
        (await other.Post("session", new { userName = name, password = Password, code })).IsProblem(HttpStatusCode.Unauthorized, "session.wrong-credentials");
        (await other.Post("session", new { userName = name, password = Password })).IsProblem(HttpStatusCode.Unauthorized, "session.code-required");
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

    /// <summary>RFC 6238 with SHA-1, 6 digits, 30 seconds.</summary>
    static string Totp(string base32)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(base32.TrimEnd('=').Select(c => Convert.ToString(alphabet.IndexOf(char.ToUpperInvariant(c), StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var key = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        var step = BitConverter.GetBytes(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30).Reverse().ToArray();
#pragma warning disable CA5350 // RFC 6238 as authenticator apps have it
        var hash = HMACSHA1.HashData(key, step);
#pragma warning restore CA5350
        var offset = hash[^1] & 0xF;
        var number = ((hash[offset] & 0x7F) << 24) | (hash[offset + 1] << 16) | (hash[offset + 2] << 8) | hash[offset + 3];
        return (number % 1_000_000).ToString("000000", null);
    }
}
