using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Marketplace.Api.Access;
using Marketplace.Api.Companies;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.People;
using Marketplace.Api.Portals;
using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.Mvc;

namespace Marketplace.Api.Enrolments;

public static class EnrolmentEndpoints
{
    /// <summary>How often a reader of the progress is told; also keeps the connection alive.</summary>
    static readonly TimeSpan ProgressPause = TimeSpan.FromMilliseconds(500);

    public static readonly Refusal ListUnknown = new(RefusalKind.Unknown, "enrolment-list.unknown", "There is no such list.", "未找到该名单。", "id");

    public static void MapEnrolments(this IEndpointRouteBuilder api)
    {
        api.MapPost("/enrolments", EnrolAtOnce).For(Role.Operator).WithMetadata(new RequestSizeLimitAttribute(EnrolmentFile.BytesMax))
            .WithSummary("Enrol companies from a list of up to 10,000 rows, JSON array, text/csv or .xlsx; a verdict per row.")
            .Accepts<CompanyInput[]>("application/json", "text/csv", SheetFile.MediaType).Produces<EnrolmentReport>();
        api.MapPost("/enrolment-lists", Take).For(Role.Operator).NeedsKey().WithMetadata(new RequestSizeLimitAttribute(EnrolmentFile.BytesMax))
            .WithSummary("Leave a list to be enrolled: body or form file; its id is the Idempotency-Key.")
            .Accepts<CompanyInput[]>("application/json", "text/csv", SheetFile.MediaType, "multipart/form-data")
            .Produces<EnrolmentList>(StatusCodes.Status202Accepted);
        api.MapGet("/enrolment-lists", (HttpContext context, ListAnswers lists) =>
                lists.Answer(context, EnrolmentLists.Read(context.Request.Query, out var list), list))
            .For(Role.Operator).IsPaged().WithSummary("Uploaded lists, the latest first.").Produces<Listed<EnrolmentList>>();
        api.MapGet("/enrolment-lists/template", Template).For(Role.Operator)
            .WithSummary("An empty list to fill in, .xlsx or ?format=csv, with Chinese headings or ?lang=en.");
        api.MapGet("/enrolment-lists/{id:guid}", Get).For(Role.Operator).WithSummary("How far a list is.").Produces<EnrolmentList>();
        api.MapGet("/enrolment-lists/{id:guid}/progress", Progress).For(Role.Operator)
            .WithSummary("How far a list is, as server-sent events, until it is done.").Produces(StatusCodes.Status200OK, contentType: "text/event-stream");
        api.MapGet("/enrolment-lists/{id:guid}/verdicts", Verdicts).For(Role.Operator).IsPaged("verdict")
            .WithSummary("What became of each row so far.").Produces<Listed<EnrolmentVerdict>>();
    }

    static async Task<IResult> EnrolAtOnce(HttpContext context, Enroller enroller)
    {
        var cancel = context.RequestAborted;
        if (Commands.ReadKey(context, out var key) is { } keyRefusal) return Problems.Result(keyRefusal);
        var (rows, _, refusal) = await EnrolmentFile.Read(context.Request, cancel);
        if (rows is null) return Problems.Result(refusal!);
        var caller = context.Caller(key);
        if (key is not null && await enroller.Take(rows, caller, cancel) is { } conflict) return Problems.Result(conflict);
        var outcomes = await enroller.Enrol(rows, caller, cancel);
        var rejected = outcomes.Count(o => o.IsRejected);
        return Results.Json(new EnrolmentReport(outcomes.Count - rejected, rejected, [.. outcomes.Select(o => o.ToVerdict())]), ApiJson.Options);
    }

    static async Task<IResult> Take(HttpContext context, EnrolmentLists lists)
    {
        if (Commands.ReadKey(context, out var key) is { } keyRefusal) return Problems.Result(keyRefusal);
        var (rows, fileName, unreadable) = await EnrolmentFile.Read(context.Request, context.RequestAborted);
        if (rows is null) return Problems.Result(unreadable!);
        var (list, refusal) = await lists.Take(key!.Value, fileName, rows, context.Requester(), context.RequestAborted);
        if (refusal is not null) return Problems.Result(refusal);
        context.Response.Headers.Location = $"/api/v1/enrolment-lists/{key}";
        return Results.Json(list, ApiJson.Options, statusCode: StatusCodes.Status202Accepted);
    }

    static async Task<IResult> Get(Guid id, HttpContext context, EnrolmentLists lists) =>
        await lists.Find(id, context.RequestAborted) is { } list ? Results.Json(list, ApiJson.Options) : Problems.Result(ListUnknown);

    static async Task<IResult> Progress(Guid id, HttpContext context, EnrolmentLists lists)
    {
        if (await lists.Find(id, context.RequestAborted) is null) return Problems.Result(ListUnknown);
        context.Response.Headers["X-Accel-Buffering"] = "no"; // or a proxy keeps the news to itself
        return TypedResults.ServerSentEvents(Follow(id, lists, context.RequestAborted));
    }

    /// <summary>Read from the table, so that any node can tell what any other does.</summary>
    static async IAsyncEnumerable<SseItem<EnrolmentList>> Follow(Guid id, EnrolmentLists lists, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (await lists.Find(id, cancel) is { } list)
        {
            yield return new SseItem<EnrolmentList>(list, list.IsOver ? "done" : "progress");
            if (list.IsOver) yield break;
            await Task.Delay(ProgressPause, cancel);
        }
    }

    static async Task<IResult> Verdicts(Guid id, HttpContext context, EnrolmentLists lists, ClaimCodes codes, ListAnswers answers)
    {
        if (await lists.Find(id, context.RequestAborted) is null) return Problems.Result(ListUnknown);
        return await answers.Answer(context, EnrolmentLists.ReadVerdicts(id, context.Request.Query, codes, out var list), list);
    }

    static IResult Template(HttpContext context, Texts texts)
    {
        if (ListAnswers.ReadFormat(context.Request, out var format) is { } malformed) return Problems.Result(malformed);
        return EnrolmentTemplate.Make(format, Languages.Parse(context.Request.Query["lang"]) ?? Language.Chinese, texts);
    }
}
