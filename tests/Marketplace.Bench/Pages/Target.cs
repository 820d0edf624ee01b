using System.Net;

namespace Marketplace.Bench.Pages;

/// <summary>A page as somebody asks for it, again and again.</summary>
/// <param name="Who">As whom it is asked for.</param>
/// <param name="Cookies">Of a session; null for the public.</param>
/// <param name="AcceptEncoding">What the reader can unpack; null for nothing.</param>
sealed record Target(Uri Server, string Path, string Who, string? Cookies = null, string? AcceptEncoding = null)
{
    /// <summary>Only people who are signed in are offered to sign out.</summary>
    const string MarkOfSession = "action=\"/sign-out\"";

    public Uri Address => new(Server, Path);

    /// <summary>As they stand in a request.</summary>
    public IEnumerable<string> Headers
    {
        get
        {
            yield return "Accept: text/html";
            if (Cookies is not null) yield return $"Cookie: {Cookies}";
            if (AcceptEncoding is not null) yield return $"Accept-Encoding: {AcceptEncoding}";
        }
    }

    /// <summary>Bytes of the page as it is sent. Anything but the page itself, as it was asked for, is refused: a redirect would be fast, but no page.</summary>
    public async Task<int> Bytes()
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None });
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        foreach (var header in Headers.Select(h => h.Split(": ", 2))) request.Headers.TryAddWithoutValidation(header[0], header[1]);
        using var answer = await client.SendAsync(request);
        var body = await answer.Content.ReadAsByteArrayAsync();
        if (answer.StatusCode != HttpStatusCode.OK)
            throw Refused($"answers {(int)answer.StatusCode}{(answer.Headers.Location is { } elsewhere ? $" and leads to {elsewhere}" : "")}; only pages that answer 200 are measured");
        if (answer.Content.Headers.ContentEncoding.Count > 0 != AcceptEncoding is not null)
            throw Refused($"comes {(AcceptEncoding is null ? "compressed, though nobody asked for that" : "uncompressed")}");
        if (AcceptEncoding is null && System.Text.Encoding.UTF8.GetString(body).Contains(MarkOfSession, StringComparison.Ordinal) != Cookies is not null)
            throw Refused(Cookies is null ? "knows a session where there is none" : "does not know the session");
        return body.Length;
    }

    NotMeasurableException Refused(string why) => new($"GET {Path} ({Who}) {why}.");
}
