using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Http;

/// <summary>Refuses query values that no database text can hold.</summary>
public sealed class PlainQueries : IEndpointFilter
{
    const int ValueMax = 500;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        foreach (var (name, values) in context.HttpContext.Request.Query)
            foreach (var value in values)
                if (value is { Length: > ValueMax } || value?.Any(char.IsControl) == true)
                    return Problems.Result(Refusal.Invalid(name,
                        $"{name} has at most 500 characters and no control characters.", $"{name} 最多 500 个字符，且不得包含控制字符。"));
        return await next(context);
    }
}
