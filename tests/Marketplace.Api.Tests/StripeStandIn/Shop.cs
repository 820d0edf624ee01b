using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.StripeStandIn;

/// <summary>Whoever is told of events, and may refuse them.</summary>
public sealed class Shop : IAsyncDisposable
{
    readonly WebApplication _app;
    int _refusals;

    Shop(WebApplication app) => _app = app;

    public ConcurrentQueue<(string Signature, string Body)> Received { get; } = new();

    /// <summary>What everybody is answered.</summary>
    public string Answer { get; set; } = "";

    public Uri Address => new(new Uri(_app.Urls.First()), "webhooks");

    public IEnumerable<string> Types => Received.Select(r => (string)JsonNode.Parse(r.Body)!["type"]!);

    public static async Task<Shop> Open()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        var shop = new Shop(builder.Build());
        shop._app.Run(shop.Take);
        await shop._app.StartAsync();
        return shop;
    }

    public void RefuseNext(int times) => Interlocked.Exchange(ref _refusals, times);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    async Task Take(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        Received.Enqueue((context.Request.Headers["Stripe-Signature"].ToString(), await reader.ReadToEndAsync()));
        if (Interlocked.Decrement(ref _refusals) >= 0) context.Response.StatusCode = 500;
        await context.Response.WriteAsync(Answer);
    }
}
