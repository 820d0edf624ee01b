using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Marketplace.Api.Tests.Hosting;

/// <summary>What the server answered.</summary>
public sealed record Answer(HttpStatusCode Status, string Text, HttpResponseHeaders Headers, string? MediaType)
{
    public JsonNode Json => JsonNode.Parse(Text) ?? throw new InvalidOperationException("null");

    /// <summary>A text member, by path: <c>split.province</c>.</summary>
    public string? this[string path] =>
        path.Split('.').Aggregate((JsonNode?)Json, (node, name) => node?[name])?.ToString();

    public Answer Is(HttpStatusCode status)
    {
        Assert.True(Status == status, $"expected {status}, got {Status}: {Text}");
        return this;
    }

    /// <summary>A problem document with this code and the fields that every problem has.</summary>
    public Answer IsProblem(HttpStatusCode status, string code)
    {
        Is(status);
        Assert.Equal("application/problem+json", MediaType);
        Assert.Equal(code, this["code"]);
        Assert.Equal((int)status, (int)Json["status"]!);
        Assert.False(string.IsNullOrEmpty(this["title"]));
        Assert.False(string.IsNullOrEmpty(this["traceId"]));
        return this;
    }
}

/// <summary>A caller with one key.</summary>
public sealed class ApiClient(Uri address, string? key, HttpMessageHandler? handler = null) : IDisposable
{
    readonly HttpClient _client = new(handler ?? new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(100) };

    public void Dispose() => _client.Dispose();

    /// <summary>Lists that have not caught up yet say "ask again", and so it does.</summary>
    public async Task<Answer> Get(string path, string? accept = null)
    {
        Answer? answer = null;
        await Patience.Until(async () => !(answer = await Send(HttpMethod.Get, path, null, null, accept)).Text.Contains("\"read.not-yet\"", StringComparison.Ordinal));
        return answer!;
    }

    public Task<Answer> Post(string path, object body, Guid? idempotencyKey = null) =>
        Send(HttpMethod.Post, path, new StringContent(body as string ?? System.Text.Json.JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
            (idempotencyKey ?? Guid.NewGuid()).ToString());

    public Task<Answer> Delete(string path) => Send(HttpMethod.Delete, path, null, null);

    public async Task<Answer> Send(HttpMethod method, string path, HttpContent? content, string? idempotencyKey, string? accept = null)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : $"/api/v1/{path}") { Content = content };
        if (key is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        if (idempotencyKey is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        if (accept is not null) request.Headers.Accept.ParseAdd(accept);
        using var response = await _client.SendAsync(request);
        return new Answer(
            response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers.ContentType?.MediaType);
    }
}
