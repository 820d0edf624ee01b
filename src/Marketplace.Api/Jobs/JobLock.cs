using System.Data;
using Npgsql;

namespace Marketplace.Api.Jobs;

/// <summary>
/// The right to run one job, or all of them: an advisory lock of PostgreSQL, held by a connection. It ends with the connection,
/// so a server that dies leaves nothing locked; and being no transaction, it holds up no projection.
/// </summary>
public sealed class JobLock : IAsyncDisposable
{
    JobLock(NpgsqlConnection connection) => Connection = connection;

    /// <summary>For the bookkeeping of what the lock is for: when it is lost, so is the lock.</summary>
    public NpgsqlConnection Connection { get; }

    public bool IsLost => Connection.State != ConnectionState.Open;

    /// <summary>Null when another server, or this one, is at that job.</summary>
    public static async Task<JobLock?> Try(NpgsqlDataSource database, IJob job, CancellationToken cancel)
    {
        var held = await Open(database, cancel);
        if (await held.Ask("select pg_try_advisory_lock(hashtextextended($1, 0))", job, cancel) is true) return held;
        await held.DisposeAsync();
        return null;
    }

    /// <summary>Waits until nobody is at any of these jobs, and keeps it so.</summary>
    public static async Task<JobLock> All(NpgsqlDataSource database, IEnumerable<IJob> jobs, CancellationToken cancel)
    {
        var held = await Open(database, cancel);
        try
        {
            foreach (var job in jobs) await held.Ask("select pg_advisory_lock(hashtextextended($1, 0))", job, cancel);
            return held;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the books lose when PostgreSQL dies is done again, so nobody waits for its disk.</summary>
    static async Task<JobLock> Open(NpgsqlDataSource database, CancellationToken cancel)
    {
        var connection = await database.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand("set synchronous_commit = off", connection);
        await command.ExecuteNonQueryAsync(cancel);
        return new JobLock(connection);
    }

    async Task<object?> Ask(string sql, IJob job, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, Connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue($"job {job.Name}");
        return await command.ExecuteScalarAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (!IsLost)
        {
            await using var command = new NpgsqlCommand("select pg_advisory_unlock_all()", Connection);
            try
            {
                await command.ExecuteNonQueryAsync();
            }
            catch (NpgsqlException)
            {
                // The connection is gone, and the lock with it.
            }
        }
        await Connection.DisposeAsync();
    }
}
