using Marketplace.Api.Hosting;
using Marketplace.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.Hosting;

/// <summary>The real server on a free port, with a database of its own and demo keys but no demo data.</summary>
public sealed class ApiServer : IAsyncLifetime
{
    TestDatabase? _database;
    WebApplication? _app;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public IServiceProvider Services => _app!.Services;

    public bool IsStarted => _app is not null;

    public string ConnectionString { get; private set; } = "";

    public ApiClient Api(string key) => new(Address, key);

    public ValueTask InitializeAsync() => Start([]);

    /// <param name="settings">Configuration; <c>--demo</c> loads demo data, <c>--production</c> leaves the demo keys out.</param>
    public async ValueTask Start(string[] settings)
    {
        _database = await TestDatabase.CreateAsync();
        await StartOn(_database.ConnectionString, settings);
    }

    /// <summary>On a database that belongs to somebody else.</summary>
    public async ValueTask StartOn(string connectionString, string[] settings)
    {
        ConnectionString = connectionString;
        _app = await Serve.Build(
        [
            "serve", .. settings.Contains("--production") ? Array.Empty<string>() : ["--demo-keys"],
            "--urls", "http://127.0.0.1:0", $"--ConnectionStrings:Marketplace={connectionString}", "--environment", "Production",
            "--Logging:LogLevel:Default=Warning", $"--PersonalData:MasterKey={Convert.ToBase64String(new byte[32])}", .. settings.Where(s => s != "--production"),
        ]);
        await _app.StartAsync();
        var addresses = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Address = new Uri(addresses.Addresses.Single());
    }

    public async ValueTask DisposeAsync()
    {
        var app = _app;
        _app = null;
        if (app is not null) await app.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }
}
