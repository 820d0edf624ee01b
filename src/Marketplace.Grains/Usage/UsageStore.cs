using Npgsql;

namespace Marketplace.Grains.Usage;

/// <summary>Stores calls, each in one transaction, so that nothing of it is lost or counted twice.</summary>
public sealed class UsageStore : IAsyncDisposable
{
    /// <summary>Calls of one node that are stored at the same time; more wait.</summary>
    const int AtOnceMax = 16;

    /// <summary>How often a call is stored anew after it was in another's way.</summary>
    const int TriesMax = 10;

    readonly NpgsqlDataSource _database;
    readonly UsagePartitions _partitions;

    public UsageStore(string connectionString)
    {
        _database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 32,
            AutoPrepareMinUsages = 1,
            MaxPoolSize = AtOnceMax,
            NoResetOnClose = true,
        });
        _partitions = new UsagePartitions(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <summary>Gives every item its verdict.</summary>
    public async Task Take(UsageCall call, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                if (await TakeOnce(call, cancel)) return;
            }
            catch (PostgresException e) when (tries < TriesMax && e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                // Nothing of it was stored; again, from the start.
            }
            catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "receipts" })
            {
                // Another caller was first with an event, whose receipt is found now. Tried without end: each time it is one event less.
            }
        }
    }

    /// <summary>False when a month was found closed: its events have that fault now, and the call begins anew.</summary>
    async Task<bool> TakeOnce(UsageCall call, CancellationToken cancel)
    {
        var plan = UsagePlan.Of(call);
        foreach (var month in plan.Months) await _partitions.Ensure(month, cancel);
        await using var connection = await _database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (!await new UsageTransaction(connection, call, plan).Run(cancel)) return false;
        await transaction.CommitAsync(cancel);
        return true;
    }
}
