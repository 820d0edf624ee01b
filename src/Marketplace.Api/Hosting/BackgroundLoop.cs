using Npgsql;

namespace Marketplace.Api.Hosting;

/// <summary>
/// Work that goes on while the server runs: a step, a pause when there was nothing to do, again. A failing step is said
/// and tried again, not died of.
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
#pragma warning disable CA1031 // whatever a step throws is said and tried again; the server goes on
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (e is NpgsqlException or TimeoutException or IOException) LogWaiting(name, e.Message);
                else LogFailure(e, name);
                await Task.Delay(AfterFailure, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "{Name} failed and is tried again")]
    partial void LogFailure(Exception exception, string name);

    [LoggerMessage(LogLevel.Warning, "{Name} waits for the store: {Reason}")]
    partial void LogWaiting(string name, string reason);
}
