namespace Marketplace.Bench.Settlement;

/// <summary>Begins at a moment and goes on as time does.</summary>
sealed class ClockFrom(DateTimeOffset start) : TimeProvider
{
    readonly DateTimeOffset _made = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => start.ToUniversalTime() + (System.GetUtcNow() - _made);
}
