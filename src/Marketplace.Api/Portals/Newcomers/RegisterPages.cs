using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.People;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Newcomers;

/// <summary>
/// A company registers itself: the form, the answers to be checked, the receipt. The form may be asked for with answers in
/// the address; that is how it judges them while one types.
/// </summary>
public static class RegisterPages
{
    const string CompanyField = "company.";

    public static void MapRegister(this IEndpointRouteBuilder portals)
    {
        portals.MapGet("/register", (HttpContext context) => Pages.Show<RegisterPage>(new { Answers = new RegistrationAnswers(context.Request.Query) })).ForThePublic();
        portals.MapPost("/register", Proceed).IsForNewcomers();
    }

    static async Task<IResult> Proceed(
        HttpContext context, PasswordSeal seal, Accounts accounts, People.Newcomers newcomers, People.SignIn signIn, Freshness freshness, TimeProvider clock)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (key, answers) = (FormKey.Of(form), new RegistrationAnswers(form));
        var password = form["password"].ToString() is { Length: > 0 } typed ? typed : seal.Open(key, form["sealedPassword"]);
        var refusal = form["step"].ToString() switch
        {
            "confirm" => await Register(answers, password, key),
            "change" => null,
            _ => await Check(answers, password, key, accounts, newcomers, ChinaTime.DayOf(clock.GetUtcNow()), context.RequestAborted),
        };
        var sealedPassword = password is null || refusal?.Field == "password" ? null : seal.Seal(key, password);
        if (refusal is not null) return Pages.ShowAgain<RegisterPage>(new { Answers = answers, Key = key, SealedPassword = sealedPassword, Problem = refusal }, refusal);
        return form["step"].ToString() switch
        {
            "confirm" => Pages.SeeOther("/company/welcome"),
            "change" => Pages.Show<RegisterPage>(new { Answers = answers, Key = key, SealedPassword = sealedPassword }),
            _ => Pages.Show<AnswersPage>(new { Answers = answers, Key = key, SealedPassword = sealedPassword }),
        };

        async Task<Refusal?> Register(RegistrationAnswers given, string? secret, Guid commandId)
        {
            var (input, unreadable) = given.ToInput();
            var check = new Checked();
            var (name, word) = (check.UserName(given["userName"]), check.Password(secret));
            if ((unreadable ?? check.Refusal) is { } malformed) return malformed;
            var (registered, refused) = await newcomers.Register(input, name, word, commandId, context.Connection.RemoteIpAddress, context.RequestAborted);
            if (refused is not null) return InForm(refused);
            await freshness.Reach(registered!.Sent.Seq, context.RequestAborted);
            await signIn.Enter(name, word, null);
            return null;
        }
    }

    /// <summary>All that can be refused, before anything is done.</summary>
    static async Task<Refusal?> Check(
        RegistrationAnswers answers, string? password, Guid key, Accounts accounts, People.Newcomers newcomers, DateOnly today, CancellationToken cancel)
    {
        var (input, unreadable) = answers.ToInput();
        var malformed = input.Check(out var code, out _, out var profile);
        if ((unreadable ?? malformed) is { } wrong) return wrong;
        if (Grains.Companies.Company.Decide(Grains.Companies.Company.Initial, new CompanyCommand.Enrol(profile, today)).Refusal is { } rule) return rule;
        var check = new Checked();
        var account = new NewAccount(key, check.UserName(answers["userName"]), check.Password(password), Role.Company, code.Value, Rights.All, "");
        return check.Refusal ?? await accounts.Check(account) ?? (await newcomers.IsEnrolled(code, cancel) ? PeopleRefusal.CompanyExists : null);
    }

    /// <summary>The field as the form names it.</summary>
    static Refusal InForm(Refusal refusal) => refusal.Field?.StartsWith(CompanyField, StringComparison.Ordinal) == true
        ? refusal with { Field = refusal.Field[CompanyField.Length..] }
        : refusal;
}
