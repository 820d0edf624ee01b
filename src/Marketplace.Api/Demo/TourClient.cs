using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Billing;
using Marketplace.Api.Http;

namespace Marketplace.Api.Demo;

/// <summary>What the server answered: the bytes as text, and any of its fields by path.</summary>
sealed record TourAnswer(int Status, string Body, string? Seq, bool Replayed)
{
    JsonElement Root { get; } = Body.Length > 0 && Body[0] is '{' or '[' ? JsonDocument.Parse(Body).RootElement : default;

    public IReadOnlyList<TourAnswer> Items(string path = "") =>
        [.. Find(path).EnumerateArray().Select(e => new TourAnswer(Status, e.GetRawText(), Seq, Replayed))];

    /// <summary>The text of a field such as <c>split.province</c>; "null" where it is absent or null.</summary>
    public string Text(string path) => Find(path) is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } found ? found.ToString() : "null";

    public Money Money(string path) => Billing.Money.TryParse(Text(path), out var money)
        ? money : throw new TourDifference($"{path} should be an amount; the answer {Status} is {Body}");

    public DateTimeOffset Time(string path) => Find(path).TryGetDateTimeOffset(out var time)
        ? time : throw new TourDifference($"{path} should be a time; the answer {Status} is {Body}");

    JsonElement Find(string path)
    {
        var element = Root;
        foreach (var name in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return default;
        return element;
    }
}

/// <summary>Speaks to the server as any client would: HTTP, JSON and the demo keys.</summary>
sealed class TourClient(Uri server) : IDisposable
{
    /// <summary>The demo's clock may move a year in one request.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    const int TriesMax = 100;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly HttpClient _http = new() { BaseAddress = server, Timeout = Patience };

    /// <param name="key">Empty for the public.</param>
    public Task<TourAnswer> Get(string key, string path) => Send(() => new HttpRequestMessage(HttpMethod.Get, path), key);

    /// <param name="command">The idempotency key; a new one when none is given.</param>
    public Task<TourAnswer> Post(string key, string path, object body, Guid? command = null) =>
        Post(key, path, JsonSerializer.Serialize(body, Json), "application/json", command ?? Guid.NewGuid());

    public Task<TourAnswer> Post(string key, string path, string body, string mediaType, Guid command) => Send(() =>
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, mediaType) };
        request.Headers.Add(Commands.KeyHeader, command.ToString());
        return request;
    }, key);

    /// <summary>A server that is busy says so (503), and is asked again: the same key makes that safe.</summary>
    async Task<TourAnswer> Send(Func<HttpRequestMessage> make, string key)
    {
        for (var tries = 1; ; tries++)
        {
            using var request = make();
            if (key.Length > 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var response = await _http.SendAsync(request);
            if ((int)response.StatusCode != StatusCodes.Status503ServiceUnavailable || tries == TriesMax)
                return new TourAnswer(
                    (int)response.StatusCode, await response.Content.ReadAsStringAsync(), Header(response, Commands.SeqHeader),
                    Header(response, Commands.ReplayedHeader) == "true");
            await Task.Delay(Pause);
        }
    }

    static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    public void Dispose() => _http.Dispose();
}

/// <summary>A figure is not what it should be.</summary>
sealed class TourDifference(string message) : Exception(message);

/// <summary>The tour cannot be played against this server.</summary>
sealed class TourUnplayable(string message) : Exception(message);
