using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Http;

/// <summary>
/// A GET with <c>?after=&lt;seq&gt;</c> waits until the read tables have what that position wrote, 2 seconds at most.
/// </summary>
public sealed class ReadYourWrites(Freshness freshness) : IEndpointFilter
{
    static readonly Refusal Malformed = Refusal.Invalid("after",
        $"after is the number that a change answered in {Commands.SeqHeader}.", $"after 应为变更响应头 {Commands.SeqHeader} 中的数字。");

    static readonly Refusal NotYet = new(RefusalKind.Overloaded, "read.not-yet",
        "The lists have not caught up with this change yet. Ask again.", "列表尚未更新至该变更，请重试。", "after");

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var after = request.Query["after"].ToString();
        if (after.Length == 0 || !HttpMethods.IsGet(request.Method)) return await next(context);
        if (!long.TryParse(after, System.Globalization.NumberStyles.None, null, out var seq)) return Problems.Result(Malformed);
        return await freshness.Reach(seq, context.HttpContext.RequestAborted) ? await next(context) : Problems.Result(NotYet);
    }
}
