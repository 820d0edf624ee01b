using System.Globalization;
using System.Text.Json;

namespace Billing.Stripe;

/// <summary>What came back, and what it means when it is not what was asked for.</summary>
/// <param name="ShouldRetry">What Stripe says about trying again; null if it says nothing.</param>
sealed record StripeAnswer(int Status, byte[] Body, string? RequestId, bool? ShouldRetry, TimeSpan? RetryAfter)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public static StripeAnswer Of(HttpResponseMessage response, byte[] body, DateTimeOffset now) => new(
        (int)response.StatusCode, body,
        StripeException.Word(Header(response, "Request-Id")),
        bool.TryParse(Header(response, "Stripe-Should-Retry"), out var retry) ? retry : null,
        response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - now : null);

    public StripeException Failure(StripeCall call)
    {
        var (type, code, param, declineCode) = Error();
        var fault = Fault(type, code);
        return new(fault, Reason(fault, type, code, param), MayHaveHappened(call, fault))
        {
            Status = Status,
            Type = type,
            Code = code,
            Param = param,
            DeclineCode = declineCode,
            RequestId = RequestId,
            RetryAfter = RetryAfter,
            // Stripe may say that another try is useless; what it refused stays refused whatever it says.
            IsWorthRepeating = ShouldRetry != false && (Status == 409 || fault is StripeFault.RateLimited or StripeFault.Server),
        };
    }

    const string InUse = "idempotency_key_in_use";

    StripeFault Fault(string? type, string? code) => Status switch
    {
        _ when code is InUse || type is "idempotency_error" => StripeFault.Idempotency,
        // A conflict: another request is changing the object (lock_timeout).
        409 or 429 => StripeFault.RateLimited,
        401 or 403 => StripeFault.Unauthorised,
        402 => StripeFault.Card,
        404 => StripeFault.UnknownObject,
        >= 500 => StripeFault.Server,
        >= 400 when type is "card_error" => StripeFault.Card,
        >= 400 when code is "resource_missing" => StripeFault.UnknownObject,
        >= 400 => StripeFault.Refused,
        // Neither an answer nor an error: somebody between us and Stripe.
        _ => StripeFault.Unreadable,
    };

    static bool MayHaveHappened(StripeCall call, StripeFault fault) => fault switch
    {
        StripeFault.Refused or StripeFault.Card or StripeFault.UnknownObject => call.Denied(),
        StripeFault.RateLimited or StripeFault.Unauthorised => call.Unheard(),
        _ => call.Uncertain(),
    };

    string Reason(StripeFault fault, string? type, string? code, string? param)
    {
        var words = string.Join(", ", new[]
        {
            Status.ToString(CultureInfo.InvariantCulture), type, code, param, RequestId is null ? null : $"request {RequestId}",
        }.Where(word => word is not null));
        return fault switch
        {
            StripeFault.RateLimited => $"Stripe wants this to be asked again later ({words}).",
            StripeFault.Card => $"The means of payment was declined ({words}).",
            StripeFault.UnknownObject => $"Stripe does not know what was named ({words}).",
            StripeFault.Idempotency when code is InUse => $"The same request is just being worked on ({words}).",
            StripeFault.Idempotency => $"The idempotency key was used for something else before ({words}).",
            StripeFault.Unauthorised => $"Stripe does not accept the API key for this ({words}).",
            StripeFault.Server => $"Stripe failed ({words}).",
            StripeFault.Unreadable => $"This is no answer of Stripe ({words}).",
            _ => $"Stripe refused what was asked ({words}).",
        };
    }

    // An error need not have a body that can be read: it may come from a proxy.
    (string? Type, string? Code, string? Param, string? DeclineCode) Error()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Object("error") is { } error
                ? (Word(error, "type"), Word(error, "code"), Word(error, "param"), Word(error, "decline_code"))
                : default;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    static string? Word(JsonElement error, string name) => StripeException.Word(error.Text(name));

    static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
