using System.Net;
using Marketplace.Api.Access;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Api.Tests.People;

namespace Marketplace.Api.Tests.Settlements;

/// <summary>A person who approves a withdrawal proves it with another one-time code.</summary>
public sealed class FreshCodeTests
{
    [Fact]
    public async Task Who_is_signed_in_approves_with_a_fresh_code_and_is_not_asked_again_when_the_answer_was_lost()
    {
        await using var town = await SettlementTown.Build();
        var statement = await Settled(town);
        var path = $"withdrawals/{(await town.Withdraw(statement))["id"]}/approval";
        using var browser = Somebody.Browser(town.Server);
        var secret = await SignIn(town, browser);

        (await browser.Post(path, new { })).IsProblem(HttpStatusCode.BadRequest, "second-factor.code-required");
        (await browser.Post(path, new { code = Somebody.Totp(secret, -1) })).IsProblem(HttpStatusCode.BadRequest, "second-factor.wrong-code");
        var (code, key) = (Somebody.Totp(secret), Guid.NewGuid());
        var approved = (await browser.Post(path, new { code }, key)).Is(HttpStatusCode.OK);
        Assert.Equal("approved", approved["status"]);
        Assert.Equal(approved.Text, (await browser.Post(path, new { code }, key)).Is(HttpStatusCode.OK).Text);
        (await browser.Post(path, new { code })).IsProblem(HttpStatusCode.BadRequest, "second-factor.wrong-code");
    }

    [Fact]
    public async Task Whoever_makes_a_key_is_no_second_person_by_it()
    {
        await using var town = await SettlementTown.Build();
        var statement = await Settled(town);
        using var browser = Somebody.Browser(town.Server);
        var secret = await SignIn(town, browser);
        object KeyFor(string? code) => new { name = "接口", role = "province", code };

        // A key is asked for no code later, so that making it takes one.
        (await browser.Post("api-keys", KeyFor(null))).IsProblem(HttpStatusCode.BadRequest, "second-factor.code-required");
        (await browser.Post("people", new { userName = Somebody.NewName(), password = Somebody.Password, role = "province" }))
            .IsProblem(HttpStatusCode.BadRequest, "second-factor.code-required");
        var own = town.Town.As((await browser.Post("api-keys", KeyFor(Somebody.Totp(secret)))).Is(HttpStatusCode.Created)["key"]!);
        var another = town.Town.As((await own.Post("api-keys", KeyFor(null))).Is(HttpStatusCode.Created)["key"]!);

        var path = $"withdrawals/{(await own.Post("withdrawals", new { statements = new[] { statement } })).Is(HttpStatusCode.Created)["id"]}/approval";
        (await own.Post(path, new { })).IsProblem(HttpStatusCode.Forbidden, "withdrawal.same-person");
        (await another.Post(path, new { })).IsProblem(HttpStatusCode.Forbidden, "withdrawal.same-person");
        (await browser.Post(path, new { code = Somebody.Totp(secret, 1) })).IsProblem(HttpStatusCode.Forbidden, "withdrawal.same-person");
        (await town.Province.Post(path, new { })).Is(HttpStatusCode.OK);

        // Whoever leaves takes the keys along.
        (await town.Province.Delete($"people/{(await browser.Get("session"))["id"]}")).Is(HttpStatusCode.NoContent);
        foreach (var key in new[] { own, another }) (await key.Get("withdrawals")).Is(HttpStatusCode.Unauthorized);
    }

    /// <summary>A statement whose money can be asked for.</summary>
    static async Task<string> Settled(SettlementTown town)
    {
        var month = $"{Town.Year}-10";
        await town.Attest(town.Town.Vendor);
        await town.NameAccount(town.Town.Vendor);
        await AcceptedMonth.Accept(town.Server, month, await town.Order(town.Town));
        await town.Run(month);
        await town.Invoice($"{month}-{town.Town.Vendor}", town.Town.Vendor);
        return $"{month}-{town.Town.Vendor}";
    }

    /// <summary>A person of the province signs in with the code before this one; the secret of the authenticator app is answered.</summary>
    static async Task<string> SignIn(SettlementTown town, ApiClient browser)
    {
        var userName = await Somebody.New(town.Server, Role.ProvinceBureau);
        var secret = (await browser.Post("session", new { userName, password = Somebody.Password }))["setup.secret"]!;
        (await browser.Post("session", new { userName, password = Somebody.Password, code = Somebody.Totp(secret, -1) })).Is(HttpStatusCode.OK);
        return secret;
    }
}
