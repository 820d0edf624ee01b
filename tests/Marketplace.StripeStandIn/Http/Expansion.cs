using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Objects;

namespace Marketplace.StripeStandIn.Http;

/// <summary>Shows an object without what is the stand-in's own, with ids replaced by objects where <c>expand[]</c> asks for it.</summary>
static class Expansion
{
    const int DepthMax = 4;

    static readonly HashSet<string> Expandable = new(StringComparer.Ordinal)
    {
        "balance_transaction", "charge", "payment_intent", "latest_charge", "source", "source_transaction", "destination", "destination_payment",
        "transfer", "source_refund", "failure_balance_transaction", "customer", "payment_method", "application", "transfer_reversal",
        "source_transfer_reversal", "on_behalf_of", "review", "destination_payment_refund", "invoice", "subscription", "setup_intent", "payment_link",
    };

    public static JsonObject Show(JsonObject o)
    {
        var shown = new JsonObject();
        foreach (var (name, value) in o)
            if (!name.StartsWith('_')) shown[name] = value?.DeepClone();
        return shown;
    }

    public static JsonNode Expand(Store store, JsonNode shown, IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            var steps = path.Split('.');
            if (steps.Length > DepthMax)
                throw StripeError.Malformed("property_expansion_max_depth", $"You cannot expand more than 4 levels of a property (in this case: {path}).", "expand");
            Expand(store, shown, steps);
        }
        return shown;
    }

    static void Expand(Store store, JsonNode node, ReadOnlySpan<string> steps)
    {
        if (steps.IsEmpty) return;
        if (node is JsonArray array)
        {
            foreach (var item in array)
                if (item is JsonObject) Expand(store, item, steps);
            return;
        }
        var o = node.AsObject();
        var name = steps[0];
        if (!o.ContainsKey(name)) o[name] = Include(store, o, name);
        if (o[name] is JsonValue value && value.TryGetValue<string>(out var id))
        {
            if (!Expandable.Contains(name)) throw Refused(name);
            if (store.Find(id) is not { } target) return;
            o[name] = Show(target);
        }
        if (o[name] is JsonObject or JsonArray) Expand(store, o[name]!, steps[1..]);
    }

    static JsonObject Include(Store store, JsonObject o, string name) => (o.Text("object"), name) switch
    {
        ("checkout.session", "line_items") =>
            Json.List(store.Find(o.Id())!["_line_items"]!.AsArray().Select(i => i!.DeepClone()), $"/v1/checkout/sessions/{o.Id()}/line_items"),
        ("charge", "refunds") =>
            Json.List(store.All("refund").Where(r => r.Text("charge") == o.Id()).Reverse().Select(Show), $"/v1/charges/{o.Id()}/refunds"),
        _ => throw Refused(name),
    };

    static StripeError Refused(string name) => StripeError.Malformed("parameter_invalid", $"This property cannot be expanded ({name}).", "expand");
}
