using System.Net;
using System.Text.RegularExpressions;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Portals;

/// <summary>A signed-in person's requests without a browser, for tests that send what no page would.</summary>
public sealed partial class Session : IDisposable
{
    readonly HttpClient _client;
    readonly CookieContainer _cookies = new();

    Session(Uri address) =>
        _client = new HttpClient(new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false }) { BaseAddress = address };

    /// <summary>Every Set-Cookie that was seen.</summary>
    public List<string> SetCookies { get; } = [];

    public static async Task<Session> Of(Uri address, string userName)
    {
        var session = new Session(address);
        await session.SignIn(userName);
        return session;
    }

    public async Task SignIn(string userName)
    {
        var answer = await Post("/sign-in", new() { ["userName"] = userName, ["password"] = Visitor.Password }, withToken: true);
        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
    }

    /// <summary>As browsers say where a request comes from: <c>same-origin</c>, <c>cross-site</c>.</summary>
    public void From(string site) => _client.DefaultRequestHeaders.Add("Sec-Fetch-Site", site);

    public Task<Answer> Get(string path) => Send(new HttpRequestMessage(HttpMethod.Get, path));

    /// <param name="withToken">With a good antiforgery token, as our own pages would send it.</param>
    public async Task<Answer> Post(string path, Dictionary<string, string> fields, bool withToken)
    {
        if (withToken) fields = new(fields) { ["__RequestVerificationToken"] = await Token() };
        return await Send(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) });
    }

    async Task<string> Token()
    {
        foreach (var page in new[] { "/sign-in", "/company" }) // the first has a form for strangers, the second for those signed in
            if (TokenField().Match((await Get(page)).Text) is { Success: true } match)
                return WebUtility.HtmlDecode(match.Groups[1].Value);
        throw new InvalidOperationException("No page has a form.");
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();

    async Task<Answer> Send(HttpRequestMessage request)
    {
        using (request)
        {
            request.Headers.Accept.ParseAdd("text/html");
            using var response = await _client.SendAsync(request);
            if (response.Headers.TryGetValues("Set-Cookie", out var set)) SetCookies.AddRange(set);
            return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers.ContentType?.MediaType);
        }
    }

    public void Dispose() => _client.Dispose();
}
