namespace Marketplace.Api.Demo;

/// <summary>
/// A clock that the loader of the demo data sets. Each reading is a little later than the one before, so that what is
/// sent together does not all happen in one instant.
/// </summary>
sealed class WalkingClock(DateTimeOffset start) : TimeProvider
{
    long _ticks = start.UtcTicks;
    long _stride = TimeSpan.TicksPerMillisecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Add(ref _ticks, Interlocked.Read(ref _stride)), TimeSpan.Zero);

    /// <summary>Sets the clock, unless it is there already; it never goes back.</summary>
    public void WalkTo(DateTimeOffset moment, TimeSpan stride)
    {
        Interlocked.Exchange(ref _stride, Math.Max(1, stride.Ticks));
        Interlocked.Exchange(ref _ticks, Math.Max(Interlocked.Read(ref _ticks), moment.UtcTicks));
    }
}
