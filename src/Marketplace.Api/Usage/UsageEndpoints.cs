using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Grains.Usage;
using Microsoft.AspNetCore.Mvc;

namespace Marketplace.Api.Usage;

public static class UsageEndpoints
{
    /// <summary>A thousand events with all they may carry are larger; they are sent in more calls.</summary>
    const int BodyBytesMax = 4 * 1024 * 1024;

    public static void MapUsage(this IEndpointRouteBuilder api)
    {
        api.MapPost("/usage-events", Take).For(Role.Vendor).WithMetadata(new RequestSizeLimitAttribute(BodyBytesMax))
            .WithSummary("Return usage of the own orders, up to 1,000 events; every event gets its own verdict. Safe to send again (S003 art.15).");
        api.MapGet("/usage-calls", (HttpContext context, ListAnswers lists) => List(UsageLists.Calls, context, lists)).For(UsageLists.Readers)
            .IsPaged("vendor", "from", "to").WithSummary("Calls that brought usage: how much of it counts, and how late it came.");
        api.MapGet("/usage-refusals", (HttpContext context, ListAnswers lists) => List(UsageLists.Refusals, context, lists)).For(UsageLists.Readers)
            .IsPaged("q", "vendor", "code", "from", "to").WithSummary("Events that did not count and why, each once; of a conflict, both contents.");
        api.MapGet("/usage-lateness", (HttpContext context, ListAnswers lists) => List(UsageLists.Lateness, context, lists)).For(UsageLists.Readers)
            .IsPaged("vendor", "from", "to").WithSummary("Per vendor, how long after its use usage arrives: average, worst, share later than a day.");
    }

    static Task<IResult> List(ListShape shape, HttpContext context, ListAnswers lists) =>
        lists.Answer(context, UsageLists.Read(shape, context.Requester(), context.Request.Query, out var list), list);

    static async Task<IResult> Take(
        HttpContext context, UsageOrders orders, UsageStore store, SubsidyPolicy policy, TimeProvider clock)
    {
        var (items, malformed) = await UsageEventReader.Read(context.Request.Body, context.RequestAborted);
        if (items is null) return Problems.Result(malformed!);
        var requester = context.Requester();
        // Not stopped when the caller hangs up: what it sends again is answered from what is stored now.
        return new UsageAnswer(await UsageCall.Take(
            requester.Scope!, requester.Actor, items, clock.GetUtcNow(), policy.UsageAgeDaysMax, orders, store, CancellationToken.None));
    }
}
