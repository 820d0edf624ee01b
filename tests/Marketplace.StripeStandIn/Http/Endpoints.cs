using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Objects;

namespace Marketplace.StripeStandIn.Http;

/// <summary>All endpoints, and what most of them do.</summary>
static class Endpoints
{
    public static IReadOnlyList<Operation> Of(PlatformAccount account) =>
    [
        .. account.Sessions.Operations, .. account.Intents.Operations, .. account.Charges.Operations, .. account.Refunds.Operations,
        .. account.Disputes.Operations, .. account.Transactions.Operations, .. account.Accounts.Operations, .. account.Transfers.Operations,
        .. account.Payouts.Operations, .. account.Events.Operations,
    ];

    /// <summary>The object in the path, or a refusal in Stripe's words.</summary>
    public static JsonObject Find(this PlatformAccount account, string kind, string id, string param = "id", int status = 404) =>
        account.Store.Find(kind, id) ?? throw StripeError.NoSuch(kind, id, param, status);

    public static JsonNode Show(this PlatformAccount account, Call call, string kind) => account.Shown(call, account.Find(kind, call.Id));

    public static JsonNode Shown(this PlatformAccount account, Call call, JsonObject o) =>
        Expansion.Expand(account.Store, Expansion.Show(o), call.Expand);

    /// <summary>Changes metadata, and a description where there is one.</summary>
    public static JsonNode Update(this PlatformAccount account, Call call, string kind, string type)
    {
        var o = account.Find(kind, call.Id);
        var previous = new JsonObject { ["metadata"] = o["metadata"]?.DeepClone() };
        call.Form.Merge(o["metadata"]!.AsObject());
        if (call.Form.Text("description") is { } description) o["description"] = description;
        account.Store.Touch(o);
        account.Events.Record(type, o, previous);
        return account.Shown(call, o);
    }
}
