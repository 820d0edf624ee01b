using System.Text;
using Marketplace.Api.Access;
using Marketplace.Api.Portals.SignIn;
using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketplace.Api.Portals;

/// <summary>Marks an endpoint that answers people with a page, also when it refuses them.</summary>
public sealed record PortalPage;

/// <summary>What endpoints of the portals answer with.</summary>
public static class Pages
{
    /// <summary>The group of all pages: changes carry an antiforgery token, nothing is kept by caches on the way.</summary>
    public static RouteGroupBuilder MapPortals(this IEndpointRouteBuilder app) => app.MapGroup("")
        .WithMetadata(new PortalPage(), new RequireAntiforgeryTokenAttribute())
        .AddEndpointFilter<RouteGroupBuilder, FormTokens>()
        .ExcludeFromDescription();

    /// <summary>A page with its parameters.</summary>
    public static IResult Show<TPage>(object? parameters = null, int status = StatusCodes.Status200OK) where TPage : IComponent =>
        new RazorComponentResult<TPage>(parameters ?? new { }) { StatusCode = status, PreventStreamingRendering = true };

    /// <summary>The same form again, filled as it was sent, with what is wrong with it.</summary>
    public static IResult ShowAgain<TPage>(object parameters, Refusal refusal) where TPage : IComponent =>
        Show<TPage>(parameters, Http.Problems.StatusOf(refusal.Kind));

    /// <summary>After a change: the browser asks for the page that shows it, so that reloading changes nothing.</summary>
    public static IResult SeeOther(string url) => new SeeOtherResult(url);

    /// <summary>An address of this site, or the front page: nobody is sent elsewhere by a link that names us.</summary>
    public static string LocalOr(string? url, string otherwise = "/") =>
        url is ['/', ..] && !url.StartsWith("//", StringComparison.Ordinal) && !url.StartsWith("/\\", StringComparison.Ordinal)
        && !url.Any(char.IsControl) ? url : otherwise;

    /// <summary>A header holds nothing but ASCII; what is encoded already stays as it is.</summary>
    static string Encoded(string url) => Ascii.IsValid(url) ? url
        : string.Concat(url.EnumerateRunes().Select(r => r.IsAscii ? r.ToString() : Uri.EscapeDataString(r.ToString())));

    sealed class SeeOtherResult(string url) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = Encoded(url);
            return Task.CompletedTask;
        }
    }

    /// <summary>A form without the token that our own page gave it does nothing; what can be kept of it is asked for once more.</summary>
    sealed class FormTokens : IEndpointFilter
    {
        public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        {
            if (context.HttpContext.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false }) return await next(context);
            return await HeldForm.Of(context.HttpContext) is { Fields.Count: > 0 } held
                ? SignInPages.ResumeAs(Requester.From(context.HttpContext.User), held, StatusCodes.Status400BadRequest)
                : Http.Problems.Result(PortalRefusal.FormExpired);
        }
    }
}
