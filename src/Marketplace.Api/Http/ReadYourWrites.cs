using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Http;

/// <summary>
/// A GET with <c>?after=&lt;seq&gt;</c> waits until the read tables have what that position wrote, 2 seconds at most.
/// </summary>
public sealed class ReadYourWrites(Projector projector, TimeProvider clock) : IEndpointFilter
{
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(2);

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

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
        var since = clock.GetTimestamp();
        while (!await projector.HasReached(seq, context.HttpContext.RequestAborted))
        {
            if (clock.GetElapsedTime(since) > WaitMax) return Problems.Result(NotYet);
            await Task.Delay(Pause, context.HttpContext.RequestAborted);
        }
        return await next(context);
    }
}
