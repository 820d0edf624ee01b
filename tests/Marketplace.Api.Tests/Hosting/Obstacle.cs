using Npgsql;

namespace Marketplace.Api.Tests.Hosting;

/// <summary>
/// A stream that nobody can write while this is there: whoever wants to stands still in the middle of its commit, at a moment that
/// the test has chosen. No part of it stays behind.
/// </summary>
public sealed class Obstacle : IAsyncDisposable
{
    readonly NpgsqlConnection _connection;
    readonly string _connectionString;

    Obstacle(NpgsqlConnection connection, string connectionString) => (_connection, _connectionString) = (connection, connectionString);

    /// <param name="stream">There already, or still to be made.</param>
    public static async Task<Obstacle> At(string connectionString, string stream)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            begin;
            insert into es.mt_streams (id) values ($1) on conflict do nothing;
            select 1 from es.mt_streams where id = $1 for update
            """.Replace("$1", $"'{stream}'", StringComparison.Ordinal), connection);
        await command.ExecuteNonQueryAsync();
        return new Obstacle(connection, connectionString);
    }

    /// <summary>Until somebody stands still at it.</summary>
    public Task IsReached() => Patience.Until(async () => await Books.Count(_connectionString,
        $"select count(*) from pg_stat_activity where {_connection.ProcessID} = any(pg_blocking_pids(pid))") > 0);

    /// <summary>It ends with its connection, and so does its transaction; a server that is down has ended both.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
