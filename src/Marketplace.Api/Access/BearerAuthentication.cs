using System.Security.Claims;
using System.Text.Encodings.Web;
using Marketplace.Api.Demo;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Marketplace.Api.Access;

/// <summary>Signs in machines by <c>Authorization: Bearer &lt;key&gt;</c>.</summary>
public sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiKeys keys, DemoKeys demoKeys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Bearer";

    const string Prefix = "Bearer ";
    const int SecretMax = 200;

    public static bool Applies(HttpContext context) => context.Request.Headers.Authorization.Count > 0;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        var secret = header[Prefix.Length..].Trim();
        if (secret.Length is 0 or > SecretMax) return AuthenticateResult.Fail("Not a key.");
        var requester = demoKeys.Find(secret) ?? await keys.Find(secret, Context.RequestAborted);
        if (requester is null) return AuthenticateResult.Fail("No such key.");
        var principal = new ClaimsPrincipal(new ClaimsIdentity(requester.ToClaims(), SchemeName));
        return AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName));
    }
}
