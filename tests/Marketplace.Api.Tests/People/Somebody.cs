using System.Net;
using System.Security.Cryptography;
using Marketplace.Api.Access;
using Marketplace.Api.People;
using Marketplace.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.People;

/// <summary>People who sign in, each with a browser that keeps cookies.</summary>
static class Somebody
{
    public const string Password = "Correct-horse-9";

    public static string NewName() => $"person-{Guid.NewGuid():N}";

    public static async Task<string> New(ApiServer server, Role role, string? scope = null, Right rights = Rights.All)
    {
        var name = NewName();
        await using var services = server.Services.CreateAsyncScope();
        var (_, refusal) = await services.ServiceProvider.GetRequiredService<Accounts>()
            .Create(new NewAccount(Guid.NewGuid(), name, Password, role, scope, rights, "test"));
        Assert.Null(refusal);
        return name;
    }

    public static ApiClient Browser(ApiServer server) =>
        new(server.Address, null, new FromOwnPage { InnerHandler = new SocketsHttpHandler { CookieContainer = new CookieContainer() } });

    /// <summary>What a browser says of where a request comes from.</summary>
    sealed class FromOwnPage : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("Origin", request.RequestUri!.GetLeftPart(UriPartial.Authority));
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            return base.SendAsync(request, cancellationToken);
        }
    }

    public static async Task<ApiClient> SignedIn(ApiServer server, string name, string password = Password)
    {
        var browser = Browser(server);
        (await browser.Post("session", new { userName = name, password })).Is(HttpStatusCode.OK);
        return browser;
    }

    /// <summary>A new person of a company, signed in, with its id.</summary>
    public static async Task<(ApiClient Browser, string Id, string Name)> Member(ApiServer server, string company, Right rights = Rights.All)
    {
        var name = await New(server, Role.Company, company, rights);
        var browser = await SignedIn(server, name);
        return (browser, (await browser.Get("session"))["id"]!, name);
    }

    /// <summary>RFC 6238 with SHA-1, 6 digits, 30 seconds.</summary>
    public static string Totp(string base32, int stepsFromNow = 0)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(base32.TrimEnd('=').Select(c => Convert.ToString(alphabet.IndexOf(char.ToUpperInvariant(c), StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var key = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        var step = BitConverter.GetBytes(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30 + stepsFromNow).Reverse().ToArray();
#pragma warning disable CA5350 // RFC 6238 as authenticator apps have it
        var hash = HMACSHA1.HashData(key, step);
#pragma warning restore CA5350
        var offset = hash[^1] & 0xF;
        var number = ((hash[offset] & 0x7F) << 24) | (hash[offset + 1] << 16) | (hash[offset + 2] << 8) | hash[offset + 3];
        return (number % 1_000_000).ToString("000000", null);
    }
}
