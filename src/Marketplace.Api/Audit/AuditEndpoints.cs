using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Audit;

public static class AuditEndpoints
{
    static readonly Refusal StreamUnknown = new(RefusalKind.Unknown, "stream.unknown", "There is no such stream.", "未找到该事实流。", "streamId");

    public static void MapAudit(this IEndpointRouteBuilder api) =>
        api.MapGet("/audit/streams/{streamId}", async (string streamId, HttpContext context, FactStreams streams) =>
                streamId.Contains('\0', StringComparison.Ordinal) || await streams.Stream(streamId, context.RequestAborted) is not { } stream
                    ? Problems.Result(StreamUnknown) : Results.Json(stream, ApiJson.Options))
            .For(Roles.Overseers).WithSummary("A stream's facts with their hashes, checked.").Produces<StreamView>();
}
