using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Http;
using Marketplace.StripeStandIn.Objects;

namespace Marketplace.StripeStandIn.Webhooks;

/// <summary>What happened, with the object as it was then.</summary>
sealed class Events(PlatformAccount account)
{
    const long Listed = 30L * 24 * 60 * 60;

    readonly List<JsonObject> _new = [];

    /// <summary>The request that is being done, for the events it makes.</summary>
    public (string? Id, string? IdempotencyKey) Request { get; set; }

    /// <summary>Set while something happens that nobody is told of.</summary>
    public bool Silent { get; set; }

    public IEnumerable<Operation> Operations =>
    [
        Operation.List("/v1/events", "type types[#] delivery_success", List),
        Operation.Get("/v1/events/{id}", call => account.Show(call, "event")),
    ];

    /// <param name="previous">The members that changed, as they were before.</param>
    /// <param name="connected">The connected account whose event it is; null for the platform's own.</param>
    public void Record(string type, JsonObject o, JsonObject? previous = null, string? connected = null)
    {
        if (Silent) return;
        var data = new JsonObject { ["object"] = Expansion.Show(o) };
        if (previous is not null) data["previous_attributes"] = previous;
        var made = new JsonObject
        {
            ["id"] = Ids.New("evt"), ["object"] = "event", ["api_version"] = StandIn.ApiVersion, ["created"] = account.Now, ["data"] = data,
            ["livemode"] = false, ["pending_webhooks"] = account.HasWebhooks() ? 1 : 0, ["request"] = new JsonObject { ["id"] = Request.Id, ["idempotency_key"] = Request.IdempotencyKey },
            ["type"] = type,
        };
        if (connected is not null) made["account"] = connected;
        _new.Add(account.Store.Put(made));
    }

    public List<JsonObject> TakeNew()
    {
        List<JsonObject> taken = [.. _new];
        _new.Clear();
        return taken;
    }

    /// <summary>Lets go of what was delivered and is listed no longer.</summary>
    public void Forget()
    {
        var old = account.Store.All("event").Where(e => e.Number("created") <= account.Now - Listed && e.Number("pending_webhooks") == 0).ToList();
        foreach (var e in old) account.Store.Remove(e.Id());
    }

    JsonNode List(Call call)
    {
        var types = call.Form.List("types");
        if (call.Form.Text("type") is { } type)
        {
            if (types.Count > 0)
                throw StripeError.Malformed("parameters_exclusive", "You may only specify one of these parameters: type, types.", "types");
            types = [type];
        }
        var delivered = call.Form.Text("delivery_success") is { } asked ? (bool?)(asked == "true") : null;
        return Lists.Page(call, account.Store.All("event").Where(e => e.Number("created") > account.Now - Listed && (types.Count == 0 || types.Any(t => Fits(e.Text("type")!, t)))
            && (delivered is null || delivered == (e.Number("pending_webhooks") == 0))), account.Store, "event");
    }

    static bool Fits(string type, string asked) =>
        asked.EndsWith('*') ? type.StartsWith(asked[..^1], StringComparison.Ordinal) : type == asked;
}
