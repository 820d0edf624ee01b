using Npgsql;

namespace Marketplace.Api.Jobs;

/// <summary>Runs of days are kept for a year and a month; those of months, of which there are few, for ever.</summary>
public sealed class RunRetention(NpgsqlDataSource database, TimeProvider clock) : IRetention
{
    static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    public async Task Purge(CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "delete from jobs.runs where scheduled_at < $1 and state in ('succeeded', 'failed', 'brokenOff') and period !~ '^[0-9]{4}-[0-9]{2}$'");
        command.Parameters.AddWithValue(clock.GetUtcNow() - Kept);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
