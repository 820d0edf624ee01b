using Microsoft.Net.Http.Headers;

namespace Marketplace.Api.Portals;

/// <summary>What browsers are told about every answer: nothing runs or is shown here that is not ours.</summary>
public static class SecurityHeaders
{
    const string ContentSecurityPolicy =
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    static readonly IReadOnlyDictionary<string, string> Headers = new Dictionary<string, string>
    {
        [HeaderNames.ContentSecurityPolicy] = ContentSecurityPolicy,
        [HeaderNames.XContentTypeOptions] = "nosniff",
        ["Referrer-Policy"] = "same-origin",
        ["Cross-Origin-Opener-Policy"] = "same-origin",
        ["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()",
        ["Accept-CH"] = "Sec-CH-Prefers-Color-Scheme",
    };

    /// <summary>Written last: the page of an exception begins with no headers, whatever was written before it.</summary>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(Complete, context.Response.Headers);
        return next(context);
    });

    /// <summary>Of this page, that what its forms lead to may be at another site: of browsers that follow an answer there, some hold it against the form.</summary>
    public static void LetFormsLeadTo(Uri site, HttpResponse response) =>
        response.Headers.ContentSecurityPolicy = $"{ContentSecurityPolicy} {site.GetLeftPart(UriPartial.Authority)}";

    /// <summary>What an endpoint says for itself stays.</summary>
    static Task Complete(object headers)
    {
        foreach (var (name, value) in Headers) ((IHeaderDictionary)headers).TryAdd(name, value);
        return Task.CompletedTask;
    }
}
