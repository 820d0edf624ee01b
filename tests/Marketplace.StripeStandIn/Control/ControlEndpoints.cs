using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Marketplace.StripeStandIn.Http;
using Marketplace.StripeStandIn.Objects;
using Marketplace.StripeStandIn.Webhooks;

namespace Marketplace.StripeStandIn.Control;

/// <summary>The same over HTTP, in JSON, below <c>/_control</c>.</summary>
sealed class ControlEndpoints(StandIn standIn, StripeClock clock)
{
    sealed record Work(Func<HttpContext, Task<object?>> Do)
    {
        public RequestDelegate In(ControlEndpoints endpoints) => context => endpoints.Write(context, Do);
    }

    static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) } };

    public void Map(WebApplication app)
    {
        Payments(app);
        Platform(app);
        Plants(app);
        WebhookRules(app);
        Faults(app);
        Get(app, "requests", _ => Task.FromResult<object?>(standIn.Requests.Seen));
        Get(app, "counts", r => Task.FromResult<object?>(standIn.Count(r.Query["by"] is [{ } key] ? key : "order")));
        Get(app, "objects/{kind}", r => Task.FromResult<object?>(standIn.All((string)r.RouteValues["kind"]!)));
    }

    void Payments(WebApplication app)
    {
        Post(app, "sessions/{id}/pay", (id, b) => standIn.Pay(id, b.Text("method") ?? "card", b.Text("card") ?? "4242424242424242",
            b.Flag("failFirst"), b.Flag("takesTime"), b.Flag("evenIfExpired")));
        Post(app, "sessions/{id}/settle", (id, b) => standIn.SettlePayment(id, Succeeded(b, "succeeded")));
        Post(app, "refunds/{id}/fail", (id, _) => standIn.FailRefund(id));
        Post(app, "refunds/{id}/succeed", (id, _) => standIn.SucceedRefund(id));
        Post(app, "charges/{id}/refunds", (id, b) => standIn.RefundsOf(id, b.Text("outcome")));
        Post(app, "charges/{id}/bounce", (id, _) => standIn.BouncePayment(id));
        Post(app, "charges/{id}/dispute", (id, b) => standIn.OpenDispute(id, b.Text("reason") ?? "fraudulent", b.NumberOrNull("amount")));
        Post(app, "disputes/{id}/win", (id, _) => standIn.DecideDispute(id, won: true));
        Post(app, "disputes/{id}/lose", (id, _) => standIn.DecideDispute(id, won: false));
    }

    void Platform(WebApplication app)
    {
        Post(app, "accounts", (_, b) => standIn.CreateAccount(b.Text("id")));
        Post(app, "accounts/{id}", (id, b) => standIn.SetAccount(id, Succeeded(b, "transfersActive"), Succeeded(b, "payoutsEnabled"), b.NumberOrNull("balance")));
        Post(app, "payouts", (_, _) => standIn.MakePayout());
        Post(app, "payouts/{id}/arrive", (id, _) => standIn.ArrivePayout(id));
        Post(app, "payouts/{id}/fail", (id, _) => standIn.FailPayout(id));
        Post(app, "catch-up", (_, _) => Done(standIn.CatchUp));
    }

    void Plants(WebApplication app)
    {
        Post(app, "plant/charge", (_, b) => standIn.Plant.Charge(b.Number("amount"), b.Text("currency") ?? "cny",
            b["metadata"]?.AsObject().ToDictionary(m => m.Key, m => (string)m.Value!)));
        Post(app, "plant/refund", (_, b) => standIn.Plant.Refund(b.Text("charge")!, b.Number("amount")));
        Post(app, "plant/transfer", (_, b) => standIn.Plant.Transfer(b.Text("destination")!, b.Number("amount"), group: b.Text("group")));
        Post(app, "plant/payout", (_, b) => standIn.Plant.Payout(b.Number("amount")));
        Post(app, "plant/dispute", (_, b) => standIn.Plant.Dispute(b.Text("charge")!, b.NumberOrNull("amount")));
        Post(app, "plant/balance-transactions/{id}", (id, b) => standIn.Plant.Change(id, b.NumberOrNull("amount"), b.NumberOrNull("fee")));
        Post(app, "plant/balance-transactions/{id}/remove", (id, _) => Done(() => standIn.Plant.Remove(id)));
    }

    void WebhookRules(WebApplication app)
    {
        var webhooks = standIn.Webhooks;
        Post(app, "webhooks/hold", (_, _) => Done(webhooks.Hold));
        Post(app, "webhooks/next", (_, b) => Done(() => webhooks.Next(
            Named<Mishap>(b, "mishap"), b.Text("type") ?? "*", (int)(b.NumberOrNull("times") ?? 1), TimeSpan.FromMilliseconds(b.Number("delayMilliseconds")))));
        Post(app, "webhooks/signing", (_, b) => Done(() => webhooks.Signing = Named<Signing>(b, "signing")));
        Post(app, "webhooks/roll", (_, b) => Done(() => webhooks.Roll(b.Text("secret")!)));
        Post(app, "webhooks/url", (_, b) => Done(() => webhooks.Url = b.Text("url") is { } url ? new Uri(url) : null));
        Answer(app, "webhooks/release", async (_, b) =>
        {
            await webhooks.Release([.. b["events"]!.AsArray().Select(e => (string)e!)]);
            return null;
        });
        Answer(app, "webhooks/resume", async (_, _) =>
        {
            await webhooks.Resume();
            return null;
        });
        Answer(app, "events/{id}/resend", async (id, b) =>
            await webhooks.Resend(id, (int)(b.NumberOrNull("times") ?? 1), (int)(b.NumberOrNull("callers") ?? 1)));
        Get(app, "webhooks/held", _ => Task.FromResult<object?>(webhooks.Held.Select(h => new { h.Event, h.Type })));
        Get(app, "webhooks/deliveries", _ => Task.FromResult<object?>(webhooks.Deliveries));
    }

    void Faults(WebApplication app)
    {
        Post(app, "faults", (_, b) => Done(() => standIn.Faults.Next(
            new Fault(Named<FaultKind>(b, "kind"), b.Text("method") ?? "*", b.Text("path") ?? "*", (int)(b.NumberOrNull("times") ?? 1))
            {
                Delay = TimeSpan.FromMilliseconds(b.Number("delayMilliseconds")), Kept = b.Flag("kept"),
                LockTimeoutStatus = (int)(b.NumberOrNull("status") ?? 409),
            })));
        Post(app, "faults/clear", (_, _) => Done(standIn.Faults.Clear));
    }

    static bool Succeeded(JsonObject body, string name) => body[name] is null || body.Flag(name);

    static T Named<T>(JsonObject body, string name) where T : struct, Enum =>
        Enum.TryParse<T>((body.Text(name) ?? "").Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value) ? value
        : throw StripeError.Malformed("parameter_invalid_enum", $"{name}: one of {string.Join(", ", Enum.GetNames<T>())}", name);

    static JsonObject? Done(Action act)
    {
        act();
        return null;
    }

    void Post(WebApplication app, string path, Func<string, JsonObject, JsonObject?> act) => Answer(app, path, (id, body) => Task.FromResult<object?>(act(id, body)));

    void Get(WebApplication app, string path, Func<HttpRequest, Task<object?>> ask) =>
        app.MapGet("/_control/" + path, new Work(c => ask(c.Request)).In(this));

    void Answer(WebApplication app, string path, Func<string, JsonObject, Task<object?>> act) =>
        app.MapPost("/_control/" + path, new Work(c => Read(c, act)).In(this));

    static async Task<object?> Read(HttpContext context, Func<string, JsonObject, Task<object?>> act)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        return await act((string?)context.Request.RouteValues["id"] ?? "", text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject());
    }

    async Task Write(HttpContext context, Func<HttpContext, Task<object?>> work)
    {
        object? answer;
        try
        {
            await clock.Refresh();
            answer = await work(context) ?? new { done = true };
        }
        catch (StripeError e)
        {
            context.Response.StatusCode = e.Status;
            answer = e.Body("req_control");
        }
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(answer, Written), context.RequestAborted);
    }
}
