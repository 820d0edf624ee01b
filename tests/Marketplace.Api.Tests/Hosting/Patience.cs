namespace Marketplace.Api.Tests.Hosting;

/// <summary>Waits for something that comes by itself; never for a time.</summary>
public static class Patience
{
    static readonly TimeSpan Max = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static Task Until(Func<bool> isSo) => Until(() => Task.FromResult(isSo()));

    public static async Task Until(Func<Task<bool>> isSo)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Max, "It did not come to that.");
            await Task.Delay(Pause);
        }
    }
}
