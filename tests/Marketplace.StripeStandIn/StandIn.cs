using System.Net;
using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Control;
using Marketplace.StripeStandIn.Http;
using Marketplace.StripeStandIn.Objects;
using Marketplace.StripeStandIn.Pages;
using Marketplace.StripeStandIn.Webhooks;

namespace Marketplace.StripeStandIn;

/// <summary>A server on 127.0.0.1 that speaks Stripe's HTTP, so that what talks to Stripe runs as it is.</summary>
public sealed partial class StandIn : IAsyncDisposable
{
    /// <summary>The version of Stripe's API that is spoken here.</summary>
    public const string ApiVersion = "2025-12-15.clover";

    static readonly TimeSpan DueEvery = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource _stopping = new();
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly StripeClock _clock;
    readonly PlatformAccount _account;
    readonly WebApplication _app;
    Task _due = Task.CompletedTask;
    bool _disposed;

    StandIn(StandInOptions options)
    {
        _clock = new StripeClock(options.Time, options.Clock);
        _account = new PlatformAccount(options, _clock);
        Webhooks = new Dispatcher(_account);
        _account.Send = Webhooks.Send;
        _account.HasWebhooks = () => Webhooks.Url is not null;
        Plant = new Plant(_account);
        _app = Build(options.Port);
    }

    public Uri BaseAddress => _account.Address;

    public Faults Faults { get; } = new();

    public Requests Requests { get; } = new();

    public Dispatcher Webhooks { get; }

    public Plant Plant { get; }

    public static async Task<StandIn> Start(StandInOptions? options = null, CancellationToken cancellation = default)
    {
        var standIn = new StandIn(options ?? new StandInOptions());
        try
        {
            await standIn._app.StartAsync(cancellation);
            standIn._account.Address = new Uri(standIn._app.Urls.First());
            await standIn._clock.Refresh();
            standIn._account.Start();
            standIn._due = standIn.WatchTheClock();
            standIn._ready.SetResult();
            return standIn;
        }
        catch
        {
            await standIn.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends when the process is asked to end.</summary>
    internal static async Task Serve(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await _stopping.CancelAsync();
        await _due;
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Webhooks.DisposeAsync();
        _account.Dispose();
        _clock.Dispose();
        _stopping.Dispose();
    }

    WebApplication Build(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            k.Listen(IPAddress.Loopback, port);
            k.AddServerHeader = false;
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        app.Use(async (context, next) =>
        {
            await _ready.Task;
            await next(context);
        });
        app.UseRouting();
        var api = new Pipeline(_account, _clock, Faults, Requests, _stopping.Token);
        app.Map("/v1/{**rest}", api.Handle);
        new HostedPages(_account, _clock).Map(app);
        new ControlEndpoints(this, _clock).Map(app);
        app.UseEndpoints(_ => { });
        return app;
    }

    // What falls due happens although nobody asks.
    async Task WatchTheClock()
    {
        using var timer = new PeriodicTimer(DueEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                await _clock.Refresh();
                CatchUp();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
    }

    JsonObject Change(string kind, string id, Action<JsonObject> change) => _account.Do(() =>
    {
        var o = _account.Find(kind, id);
        change(o);
        return Expansion.Show(o);
    });
}
