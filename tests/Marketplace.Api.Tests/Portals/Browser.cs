using Marketplace.Api.Tests.Portals;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Browser))]

namespace Marketplace.Api.Tests.Portals;

/// <summary>The real browser that all tests of pages share: the system's Chromium, which <c>ops/test</c> brings.</summary>
public sealed class Browser : IAsyncLifetime
{
    static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

    readonly SemaphoreSlim _starting = new(1, 1);
    IPlaywright? _playwright;
    IBrowser? _chromium;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Started when the first test wants it.</summary>
    public async Task<IBrowser> Chromium()
    {
        await _starting.WaitAsync();
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            return _chromium ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = Environment.GetEnvironmentVariable("MARKETPLACE_TEST_CHROMIUM") ?? "/usr/bin/chromium",
                Args = Arguments,
            });
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null) await _chromium.DisposeAsync();
        _playwright?.Dispose();
        _starting.Dispose();
    }
}
