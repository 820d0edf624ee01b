using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Marketplace.Testing;

/// <summary>A PostgreSQL of one's own, for tests that kill it: made by <c>ops/lib/postgres.sh</c> in a temporary folder.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    const string AnyFreePort = "free";

    readonly string _folder;

    PostgresServer(string folder) => _folder = folder;

    /// <summary>A superuser's, to the database <c>marketplace</c>. Stays the same over stops and starts.</summary>
    public string ConnectionString { get; set; } = "";

    string Port => new NpgsqlConnectionStringBuilder(ConnectionString).Port.ToString(CultureInfo.InvariantCulture);

    public static async Task<PostgresServer> StartAsync(CancellationToken cancellation = default)
    {
        var server = new PostgresServer(Path.Combine(Path.GetTempPath(), $"marketplace-postgres-{Guid.NewGuid():N}"));
        try
        {
            server.ConnectionString = await server.Control("start", AnyFreePort, cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>As a crash would: nothing is flushed, nobody is told; what was committed is there after the next start.</summary>
    public Task StopImmediatelyAsync(CancellationToken cancellation = default) => Control("stop", "immediate", cancellation);

    /// <summary>On the same port, with the same data, ready for connections on return.</summary>
    public async Task StartAgainAsync(CancellationToken cancellation = default)
    {
        await Control("start", Port, cancellation);
        await ForgetConnectionsAsync(); // the test's own, which are broken
    }

    public async ValueTask DisposeAsync()
    {
        if (ConnectionString.Length > 0) await ForgetConnectionsAsync();

        if (Directory.Exists(_folder))
            await Control("remove", null, CancellationToken.None);
    }

    async Task ForgetConnectionsAsync()
    {
        await using var pooled = new NpgsqlConnection(ConnectionString);
        NpgsqlConnection.ClearPool(pooled);
    }

    async Task<string> Control(string verb, string? argument, CancellationToken cancellation)
    {
        var script = new ProcessStartInfo("bash")
        {
            ArgumentList = { Path.Combine(RepositoryRoot.Path, "ops", "lib", "postgres.sh"), verb, _folder },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (argument is not null)
            script.ArgumentList.Add(argument);

        using var process = Process.Start(script) ?? throw new InvalidOperationException("bash could not be started.");
        // The script finishes what it began even if nobody waits for it, so that a cancelled start can be removed.
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0
            ? (await output).Trim()
            : throw new InvalidOperationException($"postgres.sh {verb} ended with {process.ExitCode}: {await errors}");
    }
}
