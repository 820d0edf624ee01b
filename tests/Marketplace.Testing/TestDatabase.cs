using Npgsql;

namespace Marketplace.Testing;

/// <summary>A fresh, empty database on the server that <c>ops/test</c> and <c>ops/bench</c> start; dropped when disposed.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    public const string Variable = "MARKETPLACE_TEST_POSTGRES";

    readonly string _name;
    readonly string _server;

    TestDatabase(string server, string name)
    {
        _server = server;
        _name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    public string ConnectionString { get; }

    public static async Task<TestDatabase> CreateAsync()
    {
        var server = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(server))
            throw new InvalidOperationException(
                $"{Variable} is not set. Run the tests with ops/test, which starts a PostgreSQL for them, "
                + "or set it to the connection string of a superuser on a server that may be littered.");

        var database = new TestDatabase(server, $"test_{Guid.NewGuid():N}");
        await database.ExecuteOnServer($"create database {database._name}");
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        await using (var pooled = new NpgsqlConnection(ConnectionString))
            NpgsqlConnection.ClearPool(pooled);

        // By force: a test may have left connections open, or a process that holds some.
        await ExecuteOnServer($"drop database if exists {_name} with (force)");
    }

    async Task ExecuteOnServer(string sql)
    {
        await using var connection = new NpgsqlConnection(_server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
