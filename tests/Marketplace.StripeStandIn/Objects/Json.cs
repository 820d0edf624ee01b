using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Marketplace.StripeStandIn.Objects;

/// <summary>Reads the members of Stripe's objects.</summary>
static class Json
{
    static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string? Text(this JsonObject o, string name) => (string?)o[name];

    public static string Id(this JsonObject o) => (string)o["id"]!;

    public static string Kind(this JsonObject o) => (string)o["object"]!;

    public static bool Flag(this JsonObject o, string name) => o[name] is { } value && (bool)value;

    public static long Number(this JsonObject o, string name) => o.NumberOrNull(name) ?? 0;

    // A node made from an int says no when asked for a long.
    public static long? NumberOrNull(this JsonObject o, string name) => o[name] switch
    {
        null => null,
        JsonValue value => value.TryGetValue<long>(out var number) ? number : value.GetValue<int>(),
        _ => null,
    };

    public static string Write(this JsonNode node) => node.ToJsonString(Plain);

    public static JsonObject Copy(this JsonObject o) => (JsonObject)o.DeepClone();

    public static JsonObject List(IEnumerable<JsonNode?> data, string url, bool more = false) => new()
    {
        ["object"] = "list", ["data"] = new JsonArray([.. data]), ["has_more"] = more, ["url"] = url,
    };
}
