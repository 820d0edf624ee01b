using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;

namespace Marketplace.Api.Settlements;

/// <param name="Month">Such as <c>2026-10</c>; its acceptance batch is carried out.</param>
public sealed record SettlementRunInput(string? Month);

public static class SettlementRunEndpoints
{
    public static void MapSettlementRuns(this IEndpointRouteBuilder api) =>
        api.MapPost("/settlement-runs", Run).For(Role.Operator)
            .WithSummary("Draw the statements of a month for every vendor with accepted orders; who cannot be paid is parked. Running it again changes nothing that is there.")
            .Produces<SettlementResult>();

    static async Task<IResult> Run(SettlementRunInput input, HttpContext context, SettlementRun runs)
    {
        if (Commands.ReadKey(context, out _) is { } keyRefusal) return Problems.Result(keyRefusal);
        var check = new Checked();
        var month = check.Month("month", input.Month);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        var (result, refusal) = await runs.Run(month, context.Caller(key: null), progress: null, context.RequestAborted);
        return refusal is null ? Results.Json(result, ApiJson.Options) : Problems.Result(refusal);
    }
}
