namespace Marketplace.Api.Demo;

/// <summary>Something of the demo's year that is done alone, at an hour at which nobody orders.</summary>
sealed record DemoStep(DateTimeOffset At, Func<CancellationToken, Task> Do)
{
    /// <summary>Hours of Asia/Shanghai between two <see cref="DemoDay.Windows"/>.</summary>
    public static readonly TimeSpan Noon = new(11, 30, 0), Evening = new(18, 5, 0), LateEvening = new(18, 35, 0);
}
