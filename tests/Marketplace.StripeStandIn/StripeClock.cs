using System.Text.Json;

namespace Marketplace.StripeStandIn;

/// <summary>The time Stripe lives in: a <see cref="TimeProvider"/>'s, moved to what an address says.</summary>
sealed class StripeClock(TimeProvider time, Uri? address) : IDisposable
{
    static readonly TimeSpan AskedEvery = TimeSpan.FromSeconds(1);

    sealed record Said(DateTimeOffset Now);

    readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMilliseconds(500) };
    long _askedAt = long.MinValue;
    TimeSpan _ahead;

    public DateTimeOffset Now => time.GetUtcNow() + _ahead;

    /// <summary>Asks again, at most once a second unless at once. No answer: the clocks stay as far apart as they were.</summary>
    public async Task Refresh(bool atOnce = false)
    {
        var now = Environment.TickCount64;
        var last = Volatile.Read(ref _askedAt);
        if (address is null || (!atOnce && last != long.MinValue && now - last < AskedEvery.TotalMilliseconds)) return;
        if (Interlocked.CompareExchange(ref _askedAt, now, last) != last && !atOnce) return;
        try
        {
            var answer = await _client.GetFromJsonAsync<Said>(address);
            if (answer is not null) _ahead = answer.Now - time.GetUtcNow();
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException)
        {
        }
    }

    public void Dispose() => _client.Dispose();
}
