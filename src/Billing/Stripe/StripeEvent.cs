using System.Text.Json;

namespace Billing.Stripe;

/// <summary>
/// What a message to the webhook says has changed. It is a hint to go and look, so only names are kept, nothing else of the body.
/// </summary>
/// <param name="ApiVersion">The version that the event was written in, which is the endpoint's, not ours.</param>
/// <param name="ObjectId">Empty for the few objects that have no id, such as the balance.</param>
/// <param name="Order">Metadata <c>order</c>, the client's reference, or the transfer group.</param>
public sealed record StripeEvent(
    string Id, string Type, DateTimeOffset CreatedAt, string? ApiVersion, bool LiveMode, string ObjectKind, string ObjectId, string? Order,
    string? PaymentIntent, string? Charge)
{
    public const int BodyMax = 1024 * 1024;
    public const int NameMax = 255;

    /// <summary>Null for anything that is not an event with its object.</summary>
    public static StripeEvent? TryRead(ReadOnlySpan<byte> body)
    {
        if (body.Length > BodyMax) return null;
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            // Something after the event means that it is not what was sent.
            return reader.Read() ? null : Read(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
        // Text that is no text: half a surrogate pair, say.
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    static StripeEvent? Read(JsonElement json)
    {
        if (json.Text("object") is not "event" || json.Object("data")?.Object("object") is not { } subject) return null;
        if (Name(json.Text("id")) is not { } id || Name(json.Text("type")) is not { } type) return null;
        if (json.MomentOrNone("created") is not { } createdAt || Name(subject.Text("object")) is not { } kind) return null;
        var subjectId = Name(subject.Text("id"));
        return new(
            id, type, createdAt, Name(json.Text("api_version")), json.Flag("livemode"), kind, subjectId ?? "",
            Name(subject.Metadata("order")) ?? Name(subject.Text("client_reference_id")) ?? Name(subject.Text("transfer_group")),
            kind is "payment_intent" ? subjectId : Name(subject.Id("payment_intent")),
            kind is "charge" ? subjectId : Name(subject.Id("charge")) ?? Name(subject.Id("latest_charge")) ?? Name(subject.Id("source_transaction")));
    }

    // What is too long is left out instead of being cut: half a name is another name.
    static string? Name(string? text) => text is null || text.Length > NameMax || text.Any(char.IsControl) ? null : text;
}
