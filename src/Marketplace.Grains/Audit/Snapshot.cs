using Npgsql;

namespace Marketplace.Grains.Audit;

/// <summary>One moment of the database, seen through as many connections as are needed, whatever is written meanwhile.</summary>
sealed class Snapshot : IAsyncDisposable
{
    readonly NpgsqlDataSource _database;
    readonly List<NpgsqlConnection> _connections = [];
    string? _id;

    Snapshot(NpgsqlDataSource database) => _database = database;

    public static async Task<Snapshot> Take(NpgsqlDataSource database, CancellationToken cancel)
    {
        var snapshot = new Snapshot(database);
        await using var export = await snapshot.Command("select pg_export_snapshot()", cancel);
        snapshot._id = (string)(await export.ExecuteScalarAsync(cancel))!;
        return snapshot;
    }

    /// <summary>A command on a connection of its own, so that several results can be read side by side.</summary>
    public async Task<NpgsqlCommand> Command(string sql, CancellationToken cancel)
    {
        var connection = await _database.OpenConnectionAsync(cancel);
        _connections.Add(connection);
        await using var begin = new NpgsqlCommand(
            "begin isolation level repeatable read read only" + (_id is null ? "" : $"; set transaction snapshot '{_id}'"), connection);
        await begin.ExecuteNonQueryAsync(cancel);
        return new NpgsqlCommand(sql, connection);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.AsEnumerable().Reverse())
        {
            await using (var end = new NpgsqlCommand("rollback", connection)) await end.ExecuteNonQueryAsync();
            await connection.DisposeAsync();
        }
    }
}
