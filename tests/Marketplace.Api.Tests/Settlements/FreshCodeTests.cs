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
        var month = $"{Town.Year}-10";
        await using var town = await SettlementTown.Build();
        await town.Attest(town.Town.Vendor);
        await town.NameAccount(town.Town.Vendor);
        await AcceptedMonth.Accept(town.Server, month, await town.Order(town.Town));
        await town.Run(month);
        await town.Invoice($"{month}-{town.Town.Vendor}", town.Town.Vendor);
        var path = $"withdrawals/{(await town.Withdraw($"{month}-{town.Town.Vendor}"))["id"]}/approval";
        var userName = await Somebody.New(town.Server, Role.ProvinceBureau);
        using var browser = Somebody.Browser(town.Server);
        var secret = (await browser.Post("session", new { userName, password = Somebody.Password }))["setup.secret"]!;
        var used = Somebody.Totp(secret, -1);
        (await browser.Post("session", new { userName, password = Somebody.Password, code = used })).Is(HttpStatusCode.OK);

        (await browser.Post(path, new { })).IsProblem(HttpStatusCode.BadRequest, "second-factor.code-required");
        (await browser.Post(path, new { code = used })).IsProblem(HttpStatusCode.BadRequest, "second-factor.wrong-code");
        var (code, key) = (Somebody.Totp(secret), Guid.NewGuid());
        var approved = (await browser.Post(path, new { code }, key)).Is(HttpStatusCode.OK);
        Assert.Equal("approved", approved["status"]);
        Assert.Equal(approved.Text, (await browser.Post(path, new { code }, key)).Is(HttpStatusCode.OK).Text);
        (await browser.Post(path, new { code })).IsProblem(HttpStatusCode.BadRequest, "second-factor.wrong-code");
    }
}
