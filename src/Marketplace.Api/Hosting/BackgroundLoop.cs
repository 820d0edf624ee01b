using Npgsql;

namespace Marketplace.Api.Hosting;

/// <summary>
/// Work that goes on while the server runs: a step, a pause when there was nothing to do, again. A failing store is waited
/// for, not died of.
/// </summary>
public sealed partial class BackgroundLoop(string name, Func<CancellationToken, Task<bool>> step, TimeSpan pause, ILogger<BackgroundLoop> log)
    : BackgroundService
{
    static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await step(stoppingToken)) continue;
                await Task.Delay(pause, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                LogWaiting(name, e.Message);
                await Task.Delay(AfterFailure, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Name} waits for the store: {Reason}")]
    partial void LogWaiting(string name, string reason);
}
