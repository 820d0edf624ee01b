using System.Text.Json;
using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Marketplace.Api.Http;

/// <summary>Turns what ASP.NET Core, the JSON reader or the database throw into a clear problem; never a bare 500 for bad input.</summary>
public sealed partial class BadRequests(ILogger<BadRequests> log) : IExceptionHandler
{
    const int FieldMax = 100;
    const int ReasonMax = 500;

    static readonly Refusal TooLarge = new(RefusalKind.Invalid, "request.too-large", "The request body is too large.", "请求体过大。");

    static readonly Refusal MediaType = new(RefusalKind.Invalid, "request.media-type",
        "Send the body as application/json.", "请以 application/json 格式提交。", "Content-Type");

    static readonly Refusal NoForm = new(RefusalKind.Invalid, "request.invalid",
        "The form cannot be read: it is cut off, too large, or has no boundary.", "表单无法解析：内容不完整、过大或格式有误。");

    static readonly Refusal Unavailable = new(RefusalKind.Overloaded, "store.unavailable",
        "The store does not answer. Send it again a little later, a command with the same key.", "存储暂不可用，请稍后重试。");

    static readonly Refusal Unreadable = new(RefusalKind.Overloaded, UnreadableStreamException.Code,
        "The stored record makes no sense; it must be verified before it is used.", "存储的记录无法解读，须先核验。");

    static readonly Refusal Bug = new(RefusalKind.Overloaded, "server.error",
        "Something went wrong on our side; the trace id names it.", "系统内部错误，请提供 traceId 以便排查。");

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested) return true;
        var (refusal, status) = exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (TooLarge, StatusCodes.Status413PayloadTooLarge),
            BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => (MediaType, StatusCodes.Status415UnsupportedMediaType),
            BadHttpRequestException bad => (Of(bad), StatusCodes.Status400BadRequest),
            JsonException json => (Of(json), StatusCodes.Status400BadRequest),
            InvalidDataException => (NoForm, StatusCodes.Status400BadRequest),
            GrainsUnavailableException unavailable => (unavailable.Refusal, StatusCodes.Status503ServiceUnavailable),
            NpgsqlException { IsTransient: true } => (Unavailable, StatusCodes.Status503ServiceUnavailable),
            UnreadableStreamException => (Unreadable, StatusCodes.Status500InternalServerError),
            _ => (Bug, StatusCodes.Status500InternalServerError),
        };
        if (status >= StatusCodes.Status500InternalServerError) LogFailure(exception, httpContext.Request.Method, httpContext.Request.Path);
        await Problems.Write(httpContext, refusal, status);
        return true;
    }

    static Refusal Of(BadHttpRequestException bad) => bad.InnerException switch
    {
        JsonException json => Of(json),
        _ => new Refusal(RefusalKind.Invalid, "request.invalid", bad.Message, "请求格式不正确。"),
    };

    /// <summary>Names the field where the reader stopped; its own words say what it expected.</summary>
    public static Refusal Of(JsonException json)
    {
        var field = json.Path is { Length: > 0 } path ? PlainText.Of(path.TrimStart('$').TrimStart('.'), FieldMax) : null;
        if (json.Message.Contains("could not be mapped", StringComparison.Ordinal))
            return Refusal.Invalid(field ?? "$", $"The field {field} is not known here.", $"不支持字段 {field}。");
        var cut = json.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        return new Refusal(RefusalKind.Invalid, "request.invalid",
            $"The JSON cannot be read: {PlainText.Of(cut < 0 ? json.Message : json.Message[..cut], ReasonMax)}", "请求的 JSON 无法解析或字段类型不正确。",
            string.IsNullOrEmpty(field) ? null : field);
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    partial void LogFailure(Exception exception, string method, string path);
}
