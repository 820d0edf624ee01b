using Marketplace.Grains.Projections;

namespace Marketplace.Api.Http;

/// <summary>Waits until the read tables have what a commit wrote, so that one sees one's own change.</summary>
public sealed class Freshness(Projector projector, TimeProvider clock)
{
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(2);

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <returns>False when they have not after <see cref="WaitMax"/>.</returns>
    public Task<bool> Reach(long seq, CancellationToken cancel) => Reach(seq, WaitMax, cancel);

    /// <summary>Waits for everything that was committed before this call.</summary>
    public async Task<bool> ReachAll(TimeSpan waitMax, CancellationToken cancel) => await Reach(await projector.Last(cancel), waitMax, cancel);

    async Task<bool> Reach(long seq, TimeSpan waitMax, CancellationToken cancel)
    {
        var since = clock.GetTimestamp();
        while (!await projector.HasReached(seq, cancel))
        {
            if (clock.GetElapsedTime(since) > waitMax) return false;
            await Task.Delay(Pause, cancel);
        }
        return true;
    }
}
