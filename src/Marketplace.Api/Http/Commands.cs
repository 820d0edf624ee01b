using System.Globalization;
using Marketplace.Api.Access;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Http;

/// <summary>From a request to a turn and back: idempotency key, actor, answer, position.</summary>
public static class Commands
{
    public const string SeqHeader = "X-Marketplace-Seq";
    public const string KeyHeader = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotency-Replayed";

    static readonly Refusal KeyRequired = Refusal.Invalid(KeyHeader,
        "Send an Idempotency-Key header with a UUID, so that the command can be sent twice without being done twice.",
        "请在 Idempotency-Key 请求头中提供 UUID，以便安全重试。");

    static readonly Refusal KeyMalformed = Refusal.Invalid(KeyHeader,
        "An Idempotency-Key is a UUID, such as 7c5f1a52-6a0e-4d0b-9c53-0d6f2b1f4e11.", "Idempotency-Key 应为 UUID。");

    public static Caller Caller(this HttpContext context, Guid? key)
    {
        var requester = context.Requester();
        return new Caller(requester.Actor, key, requester.Tenant);
    }

    /// <summary>For whatever moves money or rights: without an idempotency key it is refused.</summary>
    public static RouteHandlerBuilder NeedsKey(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new IdempotencyRequired());

    /// <summary>For lists with <c>?page=&amp;size=</c>.</summary>
    /// <param name="filters">The query parameters that it is filtered by.</param>
    public static RouteHandlerBuilder IsPaged(this RouteHandlerBuilder endpoint, params string[] filters) =>
        endpoint.WithMetadata(new PagedList(filters));

    /// <summary>Sends a turn in the name of the requester and answers with its JSON as it is.</summary>
    public static async Task<IResult> Send(this IGrains grains, HttpContext context, ITurn turn, int status = StatusCodes.Status200OK)
    {
        if (ReadKey(context, out var key) is { } refusal) return Problems.Result(refusal);
        var sent = await grains.Send(turn, context.Caller(key), context.RequestAborted);
        return sent.Refusal is { } refused ? Problems.Result(refused) : new AnswerResult(sent, status, sent.Answer!);
    }

    /// <summary>The key of the request, if it has one; a refusal when it must have one or has a wrong one.</summary>
    public static Refusal? ReadKey(HttpContext context, out Guid? key)
    {
        key = null;
        var header = context.Request.Headers[KeyHeader];
        if (header.Count == 0) return context.GetEndpoint()?.Metadata.GetMetadata<IdempotencyRequired>() is null ? null : KeyRequired;
        if (header.Count > 1 || !Guid.TryParseExact(header[0], "D", out var parsed)) return KeyMalformed;
        key = parsed;
        return null;
    }

    public static IResult Answer(Sent sent, int status, string json) => new AnswerResult(sent, status, json);

    sealed class AnswerResult(Sent sent, int status, string json) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = status;
            response.ContentType = "application/json; charset=utf-8";
            response.Headers[SeqHeader] = sent.Seq.ToString(CultureInfo.InvariantCulture);
            if (sent.Repeated) response.Headers[ReplayedHeader] = "true";
            return response.WriteAsync(json, httpContext.RequestAborted);
        }
    }
}
