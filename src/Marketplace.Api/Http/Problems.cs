using System.Diagnostics;
using System.Text.Json;
using Marketplace.Api.Portals;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Http;

/// <summary>The one place where refusals become HTTP: RFC 9457 problem details with a stable code, or a page where people ask.</summary>
public static class Problems
{
    public static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Invalid => StatusCodes.Status400BadRequest,
        RefusalKind.NotAllowed => StatusCodes.Status403Forbidden,
        RefusalKind.Unknown => StatusCodes.Status404NotFound,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.Rule => StatusCodes.Status422UnprocessableEntity,
        RefusalKind.Overloaded => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>Writes the problem; <paramref name="status"/> only where HTTP has a more precise word than the kind.</summary>
    public static Task Write(HttpContext context, Refusal refusal, int? status = null)
    {
        context.Response.StatusCode = status ?? StatusOf(refusal.Kind);
        if (refusal.Kind == RefusalKind.Overloaded) context.Response.Headers.RetryAfter = "1";
        var problem = Of(context, refusal, context.Response.StatusCode);
        return ErrorPages.Apply(context)
            ? ErrorPages.Write(context, problem)
            : context.Response.WriteAsJsonAsync(problem, ApiJson.Options, "application/problem+json");
    }

    public static IResult Result(Refusal refusal) => new ProblemResult(refusal);

    /// <summary>For answers that the framework gives without a body, such as 404 for a path that does not exist.</summary>
    public static Task WriteForStatus(HttpContext context)
    {
        var status = context.Response.StatusCode;
        var (code, reason, reasonZh) = status switch
        {
            StatusCodes.Status404NotFound => ("request.path-unknown", "There is nothing at this address.", "该地址不存在。"),
            StatusCodes.Status405MethodNotAllowed => ("request.method-not-allowed", "This address does not take this method.", "该地址不支持此请求方法。"),
            StatusCodes.Status413PayloadTooLarge => ("request.too-large", "The request body is too large.", "请求体过大。"),
            StatusCodes.Status415UnsupportedMediaType => ("request.media-type", "Send the body as application/json.", "请以 application/json 格式提交。"),
            _ => ("request.invalid", "The request cannot be served.", "无法处理该请求。"),
        };
        return Write(context, new Refusal(RefusalKind.Invalid, code, reason, reasonZh), status);
    }

    static Problem Of(HttpContext context, Refusal refusal, int status) => new(
        $"urn:problem:{refusal.Code}", refusal.Reason, refusal.ReasonZh, status, refusal.Code, refusal.Field, refusal.Article,
        Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier);

    sealed class ProblemResult(Refusal refusal) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Write(httpContext, refusal);
    }
}

/// <summary>Problem details (RFC 9457).</summary>
/// <param name="Title">What is wrong and what would be right, in English.</param>
/// <param name="TitleZh">The same in Chinese.</param>
/// <param name="Code">Stable, for programs: <c>wallet.insufficient</c>.</param>
/// <param name="Field">The field at fault, where there is one.</param>
/// <param name="Article">The article that the rule comes from, where there is one.</param>
public sealed record Problem(
    string Type, string Title, string TitleZh, int Status, string Code, string? Field, string? Article, string TraceId);
