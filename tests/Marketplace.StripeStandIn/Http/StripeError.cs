using System.Text.Json.Nodes;

namespace Marketplace.StripeStandIn.Http;

/// <summary>A refusal in Stripe's words.</summary>
sealed class StripeError(int status, string type, string? code, string message, string? param = null) : Exception(message)
{
    public const string InvalidRequest = "invalid_request_error", Api = "api_error", Idempotency = "idempotency_error", Card = "card_error";

    public int Status => status;

    /// <summary>Whether the endpoint had begun, so that the refusal is repeated to the same idempotency key.</summary>
    public bool Kept { get; init; }

    public JsonObject Body(string requestId)
    {
        var error = new JsonObject();
        if (code is not null)
        {
            error["code"] = code;
            error["doc_url"] = "https://stripe.com/docs/error-codes/" + code.Replace('_', '-');
        }
        error["message"] = Message;
        if (param is not null) error["param"] = param;
        error["request_log_url"] = "https://dashboard.stripe.com/test/logs/" + requestId;
        error["type"] = type;
        return new JsonObject { ["error"] = error };
    }

    public static StripeError Unknown(string param) => new(400, InvalidRequest, "parameter_unknown", $"Received unknown parameter: {param}", param);

    public static StripeError Missing(string param) => new(400, InvalidRequest, "parameter_missing", $"Missing required param: {param}.", param);

    public static StripeError Malformed(string code, string message, string param) => new(400, InvalidRequest, code, message, param);

    public static StripeError Refused(string? code, string message, string? param = null) =>
        new(400, InvalidRequest, code, message, param) { Kept = true };

    public static StripeError NoSuch(string what, string id, string param = "id", int status = 404) =>
        new(status, InvalidRequest, "resource_missing", $"No such {what}: '{id}'", param) { Kept = true };

    public static StripeError KeyInUse(string key) => new(409, Idempotency, "idempotency_key_in_use",
        $"There is currently another in-progress request using this Idempotent Key: {key}. Please try again later.");

    public static StripeError KeyOfOther(string key) => new(400, Idempotency, null,
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        + $"Try using a key other than '{key}' if you meant to execute a different request.");

    public static StripeError RateLimit() => new(429, InvalidRequest, "rate_limit",
        "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.");

    public static StripeError LockTimeout(int status) => new(status, InvalidRequest, "lock_timeout",
        "This object cannot be accessed right now because another API request or Stripe process is currently accessing it. Please retry.");

    public static StripeError Broken(int status) => new(status, Api, null, "An unknown error occurred on our side. We have been notified.");
}
