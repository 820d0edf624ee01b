using System.Net;
using Marketplace.Api.People;
using Marketplace.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.People;

/// <summary>Companies that come by themselves: by registering, or by claiming the record that a list made.</summary>
public sealed class NewcomerTests(NewcomerTests.Unlimited server) : IClassFixture<NewcomerTests.Unlimited>
{
    /// <summary>A server on which one address may try as often as these tests need.</summary>
    public sealed class Unlimited : IAsyncLifetime
    {
        public ApiServer Server { get; } = new();

        public ValueTask InitializeAsync() => Server.Start(["--Newcomers:TriesPerMinute=10000"]);

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }

    ApiClient Browser() => Somebody.Browser(server.Server);

    ApiClient Operator => server.Server.Api("demo-operator");

    static object Registration(string code, string userName, string password = Somebody.Password, int employees = 60) =>
        new { company = Town.Company(code, employees: employees), userName, password };

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    public void Whoever_has_many_addresses_is_limited_as_one(string one, string other, bool isSame) =>
        Assert.Equal(isSame, NewcomerLimit.SourceOf(IPAddress.Parse(one)) == NewcomerLimit.SourceOf(IPAddress.Parse(other)));

    [Fact]
    public async Task A_company_registers_itself_signs_in_and_has_its_wallet()
    {
        var (code, name) = (Town.NewCode(), Somebody.NewName());
        using var browser = Browser();
        var made = (await browser.Post("registrations", Registration(code, name))).Is(HttpStatusCode.Created);

        Assert.Equal((code, "small", name), (made["company.creditCode"], made["company.size"], made["person.userName"]));
        using var person = await Somebody.SignedIn(server.Server, name);
        Assert.Equal("10000.00", (await person.Get($"companies/{code}/wallet"))["available"]);
        Assert.Equal("[\"order\",\"manage\"]", (await person.Get("session")).Json["rights"]!.ToJsonString());
        var fact = (await server.Server.Api("demo-auditor").Get($"audit/streams/company-{code}")).Json["facts"]![0]!;
        Assert.Equal($"company:{code}:{made["person.id"]}", (string)fact["actor"]!);
    }

    [Fact]
    public async Task The_same_registration_again_answers_the_same_and_another_with_its_key_is_a_conflict()
    {
        var (code, name, key) = (Town.NewCode(), Somebody.NewName(), Guid.NewGuid());
        using var browser = Browser();
        var first = (await browser.Post("registrations", Registration(code, name), key)).Is(HttpStatusCode.Created);
        var again = (await browser.Post("registrations", Registration(code, name), key)).Is(HttpStatusCode.Created);
        Assert.Equal(first.Text, again.Text);
        (await browser.Post("registrations", Registration(code, Somebody.NewName()), key)).IsProblem(HttpStatusCode.Conflict, "idempotency.conflict");
        (await browser.Post("registrations", Registration(code, name, employees: 61), key)).IsProblem(HttpStatusCode.Conflict, "idempotency.conflict");
        (await browser.Send(HttpMethod.Post, "registrations", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"), null))
            .IsProblem(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task A_registration_that_broke_off_before_the_account_is_completed_by_sending_it_again()
    {
        var (code, name, key) = (Town.NewCode(), Somebody.NewName(), Guid.NewGuid());
        using var browser = Browser();
        var first = (await browser.Post("registrations", Registration(code, name), key)).Is(HttpStatusCode.Created);
        // As if the server had died after enrolling.
        await Books.Count(server.Server.ConnectionString,
            $"with c as (delete from people.changes where person_id = '{first["person.id"]}'), p as (delete from people.people where id = '{first["person.id"]}') select 0::bigint");

        var again = (await browser.Post("registrations", Registration(code, name), key)).Is(HttpStatusCode.Created);

        Assert.Equal(first.Text, again.Text);
        (await Somebody.SignedIn(server.Server, name)).Dispose();
    }

    [Fact]
    public async Task Nothing_is_enrolled_when_the_account_cannot_be_made()
    {
        var (code, name) = (Town.NewCode(), Somebody.NewName());
        using var browser = Browser();
        (await browser.Post("registrations", Registration(Town.NewCode(), name))).Is(HttpStatusCode.Created);
        Assert.Equal("password", (await browser.Post("registrations", Registration(code, Somebody.NewName(), "short"))).IsProblem(HttpStatusCode.BadRequest, "request.invalid")["field"]);
        Assert.Equal("userName", (await browser.Post("registrations", Registration(code, "有 空格"))).IsProblem(HttpStatusCode.BadRequest, "request.invalid")["field"]);
        (await browser.Post("registrations", Registration(code, name))).IsProblem(HttpStatusCode.Conflict, "person.name-taken");
        (await Operator.Get($"companies/{code}")).IsProblem(HttpStatusCode.NotFound, "company.unknown");
    }

    [Fact]
    public async Task Who_is_no_beneficiary_or_is_enrolled_already_is_told_what_to_do_and_gets_no_account()
    {
        using var browser = Browser();
        var (code, name) = (Town.NewCode(), Somebody.NewName());
        var large = new { company = Town.Company(code, employees: 2000, revenue: "900000000.00"), userName = name, password = Somebody.Password };
        Assert.Equal("company.employees", (await browser.Post("registrations", large)).IsProblem(HttpStatusCode.UnprocessableEntity, "company.too-large")["field"]);
        (await Operator.Post("companies", Town.Company(code))).Is(HttpStatusCode.Created);
        var exists = (await browser.Post("registrations", Registration(code, name))).IsProblem(HttpStatusCode.Conflict, "company.exists");
        Assert.Contains("claim code", exists["title"], StringComparison.Ordinal);
        (await browser.Post("session", new { userName = name, password = Somebody.Password })).IsProblem(HttpStatusCode.Unauthorized, "session.wrong-credentials");
    }

    [Fact]
    public async Task A_company_of_a_list_claims_its_record_once_with_the_code_of_its_notice()
    {
        var (code, name, key) = (Town.NewCode(), Somebody.NewName(), Guid.NewGuid());
        (await Operator.Get($"companies/{code}/claim-code")).IsProblem(HttpStatusCode.NotFound, "company.unknown");
        (await Operator.Post("companies", Town.Company(code))).Is(HttpStatusCode.Created);
        var claimCode = (await Operator.Get($"companies/{code}/claim-code")).Is(HttpStatusCode.OK)["claimCode"]!;
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$", claimCode);
        using var browser = Browser();

        (await browser.Post($"companies/{code}/claim", new { claimCode = "0000-0000-0000", userName = name, password = Somebody.Password }))
            .IsProblem(HttpStatusCode.Forbidden, "claim.wrong-code");
        var claim = new { claimCode = claimCode.Replace("-", " ", StringComparison.Ordinal).ToLowerInvariant(), userName = name, password = Somebody.Password };
        var claimed = (await browser.Post($"companies/{code}/claim", claim, key)).Is(HttpStatusCode.Created);
        Assert.Equal(claimed.Text, (await browser.Post($"companies/{code}/claim", claim, key)).Is(HttpStatusCode.Created).Text);
        (await browser.Post($"companies/{code}/claim", claim)).IsProblem(HttpStatusCode.Conflict, "claim.taken");
        Assert.Equal("true", (await Operator.Get($"companies/{code}/claim-code"))["isTaken"]);

        (await Operator.Delete($"people/{claimed["id"]}")).Is(HttpStatusCode.NoContent);
        (await browser.Post($"companies/{code}/claim", new { claimCode, userName = Somebody.NewName(), password = Somebody.Password }))
            .IsProblem(HttpStatusCode.Conflict, "claim.code-used");
        var next = (await Operator.Get($"companies/{code}/claim-code"))["claimCode"]!;
        Assert.NotEqual(claimCode, next);
        (await browser.Post($"companies/{code}/claim", new { claimCode = next, userName = Somebody.NewName(), password = Somebody.Password })).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Who_claimed_wrongly_comes_back_neither_by_the_code_nor_by_an_invitation_and_the_company_itself_comes_in()
    {
        var code = Town.NewCode();
        (await Operator.Post("companies", Town.Company(code))).Is(HttpStatusCode.Created);
        async Task<string> ClaimCode() => (await Operator.Get($"companies/{code}/claim-code"))["claimCode"]!;
        Task<Answer> Claim(string claimCode, string name) =>
            Browser().Post($"companies/{code}/claim", new { claimCode, userName = name, password = Somebody.Password });
        var (stolen, thief) = (await ClaimCode(), Somebody.NewName());
        var claimed = (await Claim(stolen, thief)).Is(HttpStatusCode.Created);
        using var inside = await Somebody.SignedIn(server.Server, thief);
        var token = (await inside.Post("invitations", new { rights = new[] { "order", "manage" } })).Is(HttpStatusCode.Created)["token"];

        (await Operator.Delete($"people/{claimed["id"]}")).Is(HttpStatusCode.NoContent);

        (await Browser().Post("invitations/acceptance", new { token, userName = Somebody.NewName(), password = Somebody.Password }))
            .IsProblem(HttpStatusCode.NotFound, "invitation.unknown");
        (await Claim(stolen, Somebody.NewName())).IsProblem(HttpStatusCode.Conflict, "claim.code-used");
        (await Claim(await ClaimCode(), Somebody.NewName())).Is(HttpStatusCode.Created);
        (await Claim(stolen, Somebody.NewName())).IsProblem(HttpStatusCode.Conflict, "claim.taken");
    }

    [Fact]
    public async Task A_company_that_is_not_enrolled_is_answered_like_one_with_another_code()
    {
        var code = Town.NewCode();
        var right = server.Server.Services.GetRequiredService<ClaimCodes>().Of(new(code), generation: 0);
        (await Browser().Post($"companies/{code}/claim", new { claimCode = right, userName = Somebody.NewName(), password = Somebody.Password }))
            .IsProblem(HttpStatusCode.Forbidden, "claim.wrong-code");
    }

    [Fact]
    public async Task Of_many_who_claim_at_once_one_gets_the_account()
    {
        var code = Town.NewCode();
        (await Operator.Post("companies", Town.Company(code))).Is(HttpStatusCode.Created);
        var claimCode = server.Server.Services.GetRequiredService<ClaimCodes>().Of(new(code), generation: 0);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Browser().Post($"companies/{code}/claim", new { claimCode, userName = Somebody.NewName(), password = Somebody.Password })));
        Assert.Equal(1, answers.Count(a => a.Status == HttpStatusCode.Created));
        Assert.Equal(7, answers.Count(a => a["code"] == "claim.taken"));
    }

    [Theory]
    [InlineData("91340000711771143J", true, null)]
    [InlineData("9134000071177114", false, "these are 16")]
    [InlineData("9134000071177114OJ", false, "Character 17")]
    [InlineData("91340000711771143j", false, "capitals")]
    [InlineData("91340000711771143K", false, "check character")]
    public async Task A_credit_code_is_judged_as_it_was_typed(string code, bool isValid, string? reason)
    {
        var answer = (await Browser().Get($"credit-codes/{code}")).Is(HttpStatusCode.OK);
        Assert.Equal(isValid, (bool)answer.Json["valid"]!);
        if (reason is null) Assert.Null(answer["reason"]);
        else Assert.Contains(reason, answer["reason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_address_may_not_try_without_end()
    {
        await using var limited = new ApiServer();
        await limited.Start(["--Newcomers:TriesPerMinute=3"]);
        using var browser = Somebody.Browser(limited);
        var answers = new List<Answer>();
        for (var i = 0; i < 4; i++) answers.Add(await browser.Post($"companies/{Town.NewCode()}/claim", new { claimCode = "x", userName = "a", password = "b" }));
        answers[3].IsProblem(HttpStatusCode.TooManyRequests, "request.too-many");
        Assert.All(answers.Take(3), a => Assert.Equal("claim.wrong-code", a["code"]));
        (await browser.Get("credit-codes/91340000711771143J")).Is(HttpStatusCode.OK);
    }
}
