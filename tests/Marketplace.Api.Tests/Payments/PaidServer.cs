using System.Text.Json.Nodes;
using Marketplace.Api.Tests.Hosting;
using Marketplace.StripeStandIn;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.Payments;

/// <summary>The real server, which companies pay at: beside it stands a Stripe that tells it of everything by webhooks.</summary>
public sealed class PaidServer : IAsyncLifetime
{
    readonly ApiServer _server = new();
    StandIn? _stripe;

    public ApiServer Server => _server;

    public Uri Address => _server.Address;

    public StandIn Stripe => _stripe ?? throw new InvalidOperationException("It has not been started.");

    public ValueTask InitializeAsync() => Start([]);

    /// <param name="settings">As of <see cref="ApiServer.Start"/>, besides those about Stripe.</param>
    public async ValueTask Start(string[] settings)
    {
        var options = new StandInOptions { Time = new ServersClock(_server), WebhookBackoffFirst = TimeSpan.FromMilliseconds(50), Accounts = ["acct_one"] };
        _stripe = await StandIn.Start(options);
        await _server.Start([.. SettingsFor(_stripe, options), .. settings]);
        _stripe.Webhooks.Url = new Uri(_server.Address, "/api/v1/stripe/webhooks");
    }

    /// <summary>What a server is told of a stand-in.</summary>
    public static string[] SettingsFor(StandIn stripe, StandInOptions options) =>
    [
        $"--Stripe:ApiKey={options.Key}", $"--Stripe:WebhookSecrets={options.Secret}", $"--Stripe:ApiBase={stripe.BaseAddress}",
        $"--Stripe:CheckoutOrigin={stripe.BaseAddress}",
    ];

    /// <summary>A vendor with software and a fund with money.</summary>
    public Task<Town> Town() => new Town(_server.Api).Build();

    /// <summary>Opens the payment page of an order; its session at the stand-in.</summary>
    public async Task<string> OpenPage(string company, string order, string? method = null)
    {
        var opened = await _server.Api($"demo-company-{company}").Post($"orders/{order}/payment", new { method });
        return SessionOf(opened.Is(System.Net.HttpStatusCode.OK)["url"]!);
    }

    /// <summary>Pays an order on its page, and waits until that has arrived here.</summary>
    public async Task<JsonObject> Pay(string company, string order)
    {
        var session = Stripe.Pay(await OpenPage(company, order));
        await Patience.Until(async () => (await _server.Api($"demo-company-{company}").Get($"orders/{order}"))["status"] != "awaitingPayment");
        return session;
    }

    /// <summary>Stripe lives in the time of the server, which may be moved.</summary>
    sealed class ServersClock(ApiServer server) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => (server.IsStarted ? server.Services.GetRequiredService<TimeProvider>() : System).GetUtcNow();
    }

    static string SessionOf(string url) => new Uri(url).Segments[^1];

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        if (_stripe is not null) await _stripe.DisposeAsync();
    }
}
