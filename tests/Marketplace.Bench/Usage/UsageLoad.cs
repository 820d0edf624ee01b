using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Unicode;

namespace Marketplace.Bench.Usage;

/// <summary>
/// Posts events to a server in a process of its own, closed-loop, each caller for a vendor of its own with the next events of that
/// vendor. A body is made while the one before is answered: a caller does not wait for it, though it takes of the same cores.
/// </summary>
sealed class UsageLoad : IDisposable
{
    const int EventBytesMax = 200;

    readonly HttpClient _client;
    readonly long[] _next = new long[UsageWorld.Vendors];

    public UsageLoad(Uri address)
    {
        _client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = UsageWorld.Vendors }) { BaseAddress = address };
    }

    public long Sent => _next.Sum();

    public void Dispose() => _client.Dispose();

    /// <summary>Until the time is over or so many events are there.</summary>
    /// <returns>Events a second, and the 99th percentile of a call in milliseconds.</returns>
    public async Task<(double PerSecond, double P99Ms)> Run(int callers, TimeSpan time, long eventsMax = long.MaxValue)
    {
        var before = Sent;
        var latencies = new ConcurrentBag<double>();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(vendor => Task.Run(async () =>
        {
            var body = Body(vendor, _next[vendor]);
            while (clock.Elapsed < time && Sent < eventsMax)
            {
                var started = clock.Elapsed;
                var sending = Send(vendor, body);
                body = Body(vendor, _next[vendor] + UsageBench.Batch);
                await sending;
                latencies.Add((clock.Elapsed - started).TotalMilliseconds);
                _next[vendor] += UsageBench.Batch;
            }
        })));
        var sorted = latencies.Order().ToArray();
        return ((Sent - before) / clock.Elapsed.TotalSeconds, sorted.Length == 0 ? 0 : sorted[(int)(sorted.Length * 0.99)]);
    }

    async Task Send(int vendor, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/usage-events");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", UsageWorld.Secret(vendor));
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsByteArrayAsync();
        if (!response.IsSuccessStatusCode || !text.AsSpan().StartsWith(Accepted))
            throw new InvalidOperationException($"{(int)response.StatusCode}: {Encoding.UTF8.GetString(text.AsSpan(0, Math.Min(500, text.Length)))}");
    }

    static readonly byte[] Accepted = Encoding.ASCII.GetBytes($$"""{"accepted":{{UsageBench.Batch.ToString(CultureInfo.InvariantCulture)}},""");

    static byte[] Body(int vendor, long first)
    {
        var json = new byte[EventBytesMax * UsageBench.Batch];
        var length = 0;
        for (var n = first; n < first + UsageBench.Batch; n++)
        {
            var (id, order, user, count, at) = UsageWorld.Event(vendor, n);
            Utf8.TryWrite(json.AsSpan(length), CultureInfo.InvariantCulture,
                $"{(n == first ? "{\"events\":[" : ",")}{{\"id\":\"{id}\",\"order\":\"{order}\",\"user\":\"{user}\",\"kind\":\"report\",\"count\":{count},\"at\":\"{at:O}\"}}", out var written);
            length += written;
        }
        "]}"u8.CopyTo(json.AsSpan(length));
        return json[..(length + 2)];
    }
}
