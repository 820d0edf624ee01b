using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Portals.Layout;
using Marketplace.Api.Portals.SignIn;
using Microsoft.AspNetCore.DataProtection;

namespace Marketplace.Api.Portals;

/// <summary>Problems as people read them; programs get problem details.</summary>
public static class ErrorPages
{
    static readonly PathString[] ForPrograms = ["/api", "/openapi", "/health"];

    /// <summary>True when a browser asked for a page, or sent a page's form.</summary>
    public static bool Apply(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<PortalPage>() is not null
        || (context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            && !ForPrograms.Any(p => context.Request.Path.StartsWithSegments(p, StringComparison.Ordinal)));

    public static async Task Write(HttpContext context, Problem problem)
    {
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        var answer = problem.Code == AccessRefusal.NotSignedIn.Code
            ? isRead && ComesFromElsewhere(context) ? Pages.Show<ComeInPage>() : isRead ? Pages.SeeOther($"/sign-in?back={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}") : await AskToSignIn(context)
            : Pages.Show<ErrorPage>(new { Problem = problem }, problem.Status);
        await answer.ExecuteAsync(context);
    }

    /// <summary>Of who follows a link from another site, or is sent back by one, the browser keeps the session to itself.</summary>
    static bool ComesFromElsewhere(HttpContext context) =>
        context.Request.Headers["Sec-Fetch-Site"] == "cross-site" && context.Request.Headers["Sec-Fetch-Mode"] == "navigate";

    /// <summary>With the form that was sent, which waits until somebody has signed in.</summary>
    static async Task<IResult> AskToSignIn(HttpContext context)
    {
        var held = await HeldForm.Of(context);
        return Pages.Show<SignInPage>(
            new { Back = "/", Held = held?.Seal(context.RequestServices.GetRequiredService<IDataProtectionProvider>()) }, StatusCodes.Status401Unauthorized);
    }
}
