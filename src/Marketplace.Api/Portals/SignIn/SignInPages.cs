using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Microsoft.AspNetCore.DataProtection;

namespace Marketplace.Api.Portals.SignIn;

/// <summary>Signing in and out, and how pages look for this reader.</summary>
public static class SignInPages
{
    public static void MapSignIn(this IEndpointRouteBuilder portals)
    {
        portals.MapGet("/sign-in", (HttpContext context, string? back) => Requester.From(context.User) is { } requester
            ? Pages.SeeOther(HomeOf(requester, Pages.LocalOr(back)))
            : Pages.Show<SignInPage>(new { Back = Pages.LocalOr(back) })).ForThePublic();
        portals.MapPost("/sign-in", Enter).ForThePublic();
        portals.MapPost("/sign-out", async (HttpContext context, People.SignIn signIn) =>
        {
            await signIn.Leave(Requester.From(context.User));
            return Pages.SeeOther("/?notice=signedOut");
        }).ForThePublic();
        portals.MapGet("/preferences", Prefer).ForThePublic();
    }

    static async Task<IResult> Enter(HttpContext context, People.SignIn signIn, IDataProtectionProvider protection)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var check = new Checked();
        var name = check.Text("userName", form["userName"], 256);
        var password = form["password"].ToString();
        check.That(password is { Length: > 0 and <= 256 }, "password", "password is required.", "请填写密码。");
        var code = check.OptionalText("code", form["code"], 10)?.Replace(" ", "", StringComparison.Ordinal);
        var back = Pages.LocalOr(form["back"]);
        var held = form["held"] is [{ Length: > 0 } text] ? text : null;
        if (check.Refusal is { } malformed) return Pages.ShowAgain<SignInPage>(new { Back = back, UserName = name, Problem = malformed, Held = held }, malformed);
        var (person, refusal, setup) = await signIn.Enter(name, password, code);
        if (refusal is not null) return Pages.ShowAgain<SignInPage>(new { Back = back, UserName = name, Problem = refusal, Setup = setup, Held = held }, refusal);
        return HeldForm.Open(held, protection) is { } waiting
            ? ResumeAs(person!.ToRequester(), waiting)
            : Pages.SeeOther(HomeOf(person!.ToRequester(), back));
    }

    /// <summary>The form that waited, if it is this person's own.</summary>
    public static IResult ResumeAs(Requester? requester, HeldForm held, int status = StatusCodes.Status200OK) =>
        held.Belongs(requester?.Id ?? "")
            ? Pages.Show<ResumePage>(new { Held = held }, status)
            : Pages.SeeOther("/?notice=heldByAnother");

    /// <summary>Where somebody begins who came from nowhere in particular.</summary>
    static string HomeOf(Requester requester, string back) => back != "/" ? back : requester.Role switch
    {
        Role.Company => "/company",
        Role.Vendor => "/vendor",
        _ => "/records",
    };

    static IResult Prefer(HttpContext context, string? language, string? theme, string? type, string? back)
    {
        var preferences = Preferences.Of(context.Request);
        (preferences with
        {
            Language = Languages.Parse(language) ?? preferences.Language,
            Theme = theme switch { "dark" => Theme.Dark, "light" => Theme.Light, _ => preferences.Theme },
            LargeType = type switch { "large" => true, "normal" => false, _ => preferences.LargeType },
        }).Keep(context);
        return Pages.SeeOther(Pages.LocalOr(back));
    }
}
