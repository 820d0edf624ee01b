using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Marketplace.StripeStandIn.Shopping;

/// <summary>Speaks to a marketplace with its demo keys, and to the stand-in for those who pay.</summary>
sealed class Counter(Uri marketplace, Uri standIn) : IDisposable
{
    readonly HttpClient _marketplace = new() { BaseAddress = new Uri(marketplace, "/api/v1/") };
    readonly HttpClient _standIn = new() { BaseAddress = standIn };

    /// <summary>Null when there is no answer of success.</summary>
    public Task<JsonNode?> Get(string key, string path) => Send(_marketplace, HttpMethod.Get, path, key, null);

    public Task<JsonNode?> Post(string key, string path, object body) => Send(_marketplace, HttpMethod.Post, path, key, body);

    /// <summary>What payers and banks do.</summary>
    public Task<JsonNode?> Control(string path, object body) => Send(_standIn, HttpMethod.Post, $"/_control/{path}", null, body);

    static async Task<JsonNode?> Send(HttpClient client, HttpMethod method, string path, string? key, object? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        }
        using var response = await client.SendAsync(request);
        return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonNode>() : null;
    }

    public void Dispose()
    {
        _marketplace.Dispose();
        _standIn.Dispose();
    }
}
