using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Marketplace.Testing;

namespace Marketplace.Api.Tests.Hosting;

/// <summary>The server as a process of its own, to be killed or to share a database with another.</summary>
public sealed class ApiProcess : IAsyncDisposable
{
    readonly string _connectionString;
    readonly string[] _settings;
    readonly int _port;
    readonly System.Collections.Concurrent.ConcurrentQueue<string?> _output = new();
    Process? _process;

    ApiProcess(string connectionString, string[] settings, int port) => (_connectionString, _settings, _port) = (connectionString, settings, port);

    /// <summary>What it has said so far, on both streams, over all its lives.</summary>
    public string Output => string.Join('\n', _output);

    public Uri Address => new($"http://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}");

    public ApiClient Api(string key) => new(Address, key);

    /// <param name="settings">Configuration, as on a command line.</param>
    public static async Task<ApiProcess> Start(string connectionString, params string[] settings)
    {
        var process = new ApiProcess(connectionString, settings, FreePort());
        await process.Start();
        return process;
    }

    /// <summary>On the same port as before.</summary>
    public async Task Start()
    {
        var folder = Path.Combine(RepositoryRoot.Path, "src", "Marketplace.Api");
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(Program).Assembly.Location, "serve", "--demo-keys" },
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_URLS"] = Address.ToString(), ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ConnectionStrings__Marketplace"] = _connectionString,
            },
        };
        foreach (var setting in _settings) start.ArgumentList.Add(setting);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data);
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = Address };
        for (var i = 0; i < 1200; i++)
        {
            if (_process.HasExited) throw new InvalidOperationException($"The server ended: {Output}");
            try
            {
                using var response = await client.GetAsync("/health/ready");
                if (response.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(50);
        }
        throw new InvalidOperationException($"The server did not get ready: {Output}");
    }

    /// <summary>SIGKILL: nothing is flushed, nobody is answered.</summary>
    public async Task Kill()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync() => await Kill();

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
