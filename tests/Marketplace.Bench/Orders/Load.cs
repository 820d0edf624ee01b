using System.Collections.Concurrent;
using System.Diagnostics;

namespace Marketplace.Bench.Orders;

/// <summary>What a run measured.</summary>
/// <param name="PerSecond">Orders acknowledged per second of the measured time.</param>
/// <param name="P99Ms">99th percentile of the latency; open-loop from the moment at which the order was due.</param>
/// <param name="Dropped">Orders that were refused for overload or never sent because too many were under way.</param>
/// <param name="Acknowledged">Over the whole run, warm-up included.</param>
sealed record Measured(double PerSecond, double P50Ms, double P99Ms, long Dropped, long Acknowledged);

/// <summary>Offers load: closed-loop (each caller waits for its answer) or open-loop (at a fixed rate, whatever the answers).</summary>
static class Load
{
    const int OutstandingMax = 4096;

    /// <param name="send">Places the n-th order; true when it was acknowledged.</param>
    public static async Task<Measured> Closed(int callers, TimeSpan warmUp, TimeSpan time, Func<long, Task<bool>> send)
    {
        long next = 0, acknowledged = 0, dropped = 0, counted = 0;
        var latencies = new ConcurrentBag<List<double>>();
        var clock = Stopwatch.StartNew();
        var end = warmUp + time;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var own = new List<double>(100_000);
            while (clock.Elapsed < end)
            {
                var started = clock.Elapsed;
                var ok = await send(Interlocked.Increment(ref next) - 1);
                var finished = clock.Elapsed;
                if (ok) Interlocked.Increment(ref acknowledged);
                else Interlocked.Increment(ref dropped);
                if (!ok || started < warmUp || finished > end) continue;
                Interlocked.Increment(ref counted);
                own.Add((finished - started).TotalMilliseconds);
            }
            latencies.Add(own);
        })));
        return Result(latencies.SelectMany(l => l), counted, time, dropped, acknowledged);
    }

    public static async Task<Measured> Open(double perSecond, TimeSpan warmUp, TimeSpan time, Func<long, Task<bool>> send)
    {
        long acknowledged = 0, dropped = 0, counted = 0, outstanding = 0;
        var latencies = new ConcurrentBag<double>();
        var clock = Stopwatch.StartNew();
        var end = warmUp + time;
        long n = 0;
        while (clock.Elapsed < end)
        {
            var due = (long)(clock.Elapsed.TotalSeconds * perSecond);
            for (; n < due; n++)
            {
                if (Interlocked.Read(ref outstanding) >= OutstandingMax)
                {
                    dropped++;
                    continue;
                }
                Interlocked.Increment(ref outstanding);
                _ = One(n, TimeSpan.FromSeconds(n / perSecond));
            }
            await Task.Delay(1);
        }
        while (Interlocked.Read(ref outstanding) > 0) await Task.Delay(5);
        return Result(latencies, counted, time, dropped, acknowledged);

        async Task One(long order, TimeSpan dueAt)
        {
            await Task.Yield();
            var ok = await send(order);
            if (ok) Interlocked.Increment(ref acknowledged);
            else Interlocked.Increment(ref dropped);
            if (ok && dueAt >= warmUp)
            {
                Interlocked.Increment(ref counted);
                latencies.Add((clock.Elapsed - dueAt).TotalMilliseconds);
            }
            Interlocked.Decrement(ref outstanding);
        }
    }

    static Measured Result(IEnumerable<double> latencies, long counted, TimeSpan time, long dropped, long acknowledged)
    {
        var sorted = latencies.Order().ToArray();
        double At(double share) => sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
        return new Measured(counted / time.TotalSeconds, At(0.5), At(0.99), dropped, acknowledged);
    }
}
