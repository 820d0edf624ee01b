using System.Text.Json;

namespace Billing.Stripe;

/// <summary>An answer lacks what it has to have; the client says so as <see cref="StripeFault.Unreadable"/>.</summary>
sealed class UnreadableAnswerException(string message) : Exception(message);

/// <summary>How answers are read: what is not known is passed over, what is missing and needed is said by its name.</summary>
static class StripeJson
{
    public const string Yuan = "cny";

    /// <summary>The text of a field; null if it is not there, not a text, or empty.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.String } field && field.GetString() is { Length: > 0 } text ? text : null;

    public static string Needed(this JsonElement element, string name) => element.Text(name) ?? throw Lacking(name);

    public static bool Flag(this JsonElement element, string name) => element.Field(name)?.ValueKind == JsonValueKind.True;

    public static long? Number(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } field && field.TryGetInt64(out var number) ? number : null;

    /// <summary>Whole units of whatever the currency of the object is.</summary>
    public static Money Amount(this JsonElement element, string name) => new(element.Number(name) ?? throw Lacking(name));

    /// <summary>An amount of an object that has to be in yuan.</summary>
    public static Money YuanAmount(this JsonElement element, string name) =>
        element.Text("currency") is Yuan
            ? element.Amount(name)
            : throw new UnreadableAnswerException($"its {name} is in {StripeException.Word(element.Text("currency")) ?? "no currency"} instead of {Yuan}");

    public static DateTimeOffset Moment(this JsonElement element, string name) => element.MomentOrNone(name) ?? throw Lacking(name);

    public static DateTimeOffset? MomentOrNone(this JsonElement element, string name) =>
        element.Number(name) is { } seconds && seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds()
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>An address that a browser may be sent to; null for any other.</summary>
    public static Uri? Address(this JsonElement element, string name) =>
        Uri.TryCreate(element.Text(name), UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : null;

    public static JsonElement? Object(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Object } field ? field : null;

    /// <summary>The id of an object that stands there as its id, or whole.</summary>
    public static string? Id(this JsonElement element, string name) => element.Text(name) ?? element.Object(name)?.Text("id");

    public static string? Metadata(this JsonElement element, string key) => element.Object("metadata")?.Text(key);

    public static IReadOnlyList<T> List<T>(this JsonElement element, string name, Func<JsonElement, T> read) =>
        element.Field(name) is { ValueKind: JsonValueKind.Array } rows ? [.. rows.EnumerateArray().Select(read)] : [];

    static JsonElement? Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var field) ? field : null;

    static UnreadableAnswerException Lacking(string name) => new($"it has no usable '{name}'");
}
