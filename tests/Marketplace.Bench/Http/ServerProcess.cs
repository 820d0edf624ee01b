using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Marketplace.Testing;

namespace Marketplace.Bench.Http;

/// <summary>A server in a process of its own, on a free port of 127.0.0.1, which answers.</summary>
sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>How much of what a server says is kept, to be shown if it does not start.</summary>
    const int LinesMax = 40;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    readonly Child _child;
    readonly ConcurrentQueue<string> _said = new();

    ServerProcess(Child child, Uri address)
    {
        _child = child;
        Address = address;
        child.Process.OutputDataReceived += (_, line) => Hear(line.Data);
        child.Process.ErrorDataReceived += (_, line) => Hear(line.Data);
        child.Process.BeginOutputReadLine();
        child.Process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    /// <summary>The marketplace, as <c>serve</c> starts it.</summary>
    /// <param name="patience">How long it may take until it is ready; loading demo data takes a while.</param>
    public static Task<ServerProcess> Api(string connectionString, TimeSpan patience, params string[] options)
    {
        var folder = Path.Combine(RepositoryRoot.Path, "src", "Marketplace.Api");
        return Start(new ProcessStartInfo("dotnet", [Path.Combine(folder, "bin", "Release", "net10.0", "Marketplace.Api.dll"), "serve", .. options])
        {
            WorkingDirectory = folder,
            Environment =
            {
                ["ConnectionStrings__Marketplace"] = connectionString,
                ["PersonalData__MasterKey"] = Convert.ToBase64String(new byte[32]),
            },
        }, "/health/ready", patience);
    }

    /// <summary>This program again, with a verb that serves.</summary>
    public static Task<ServerProcess> This(string verb, string readyPath, TimeSpan patience) =>
        Start(new ProcessStartInfo("dotnet", [typeof(ServerProcess).Assembly.Location, verb]), readyPath, patience);

    static async Task<ServerProcess> Start(ProcessStartInfo start, string readyPath, TimeSpan patience)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}");
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["DOTNET_TieredPGO"] = "0"; // as the marketplace has it; all servers run alike
        var server = new ServerProcess(Child.Start(start), address);
        try
        {
            await server.UntilReady(readyPath, patience);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    async Task UntilReady(string path, TimeSpan patience)
    {
        using var client = new HttpClient { BaseAddress = Address };
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < patience && !_child.Process.HasExited;)
        {
            try
            {
                using var response = await client.GetAsync(path);
                if (response.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }
            await Task.Delay(Pause);
        }
        throw new NotMeasurableException($"The server did not start:\n{string.Join('\n', _said)}");
    }

    void Hear(string? line)
    {
        if (line is null) return;
        _said.Enqueue(line);
        if (_said.Count > LinesMax) _said.TryDequeue(out _);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public ValueTask DisposeAsync() => _child.DisposeAsync();
}
