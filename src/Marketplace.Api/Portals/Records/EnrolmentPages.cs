using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Marketplace.Api.Access;
using Marketplace.Api.Enrolments;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.People;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.Mvc;

namespace Marketplace.Api.Portals.Records;

/// <summary>How far a list is, as <c>ProgressBar</c> takes it.</summary>
public sealed record EnrolmentProgress(int Done, int Of, string Text);

/// <summary>Uploading lists of companies, and finding them again.</summary>
public static class EnrolmentPages
{
    static readonly TimeSpan ProgressPause = TimeSpan.FromMilliseconds(500);

    public static void MapEnrolmentPages(this IEndpointRouteBuilder records)
    {
        records.MapGet("/records/enrolments", (HttpContext context, ListReader reader) => Show(context, reader, null, null)).For(Role.Operator);
        records.MapPost("/records/enrolments", Take).For(Role.Operator).WithMetadata(new RequestSizeLimitAttribute(EnrolmentFile.BytesMax));
        records.MapGet("/records/enrolments/{id:guid}", One).For(Role.Operator);
        records.MapGet("/records/enrolments/{id:guid}/progress", Progress).For(Role.Operator);
    }

    static async Task<IResult> Show(HttpContext context, ListReader reader, Refusal? problem, Guid? key)
    {
        if (Page.Read(context.Request.Query, out var page) is { } malformed) return Problems.Result(malformed);
        EnrolmentLists.Read(new QueryCollection(), out var list);
        var parameters = new
        {
            Lists = RecordsPages.Parse(await reader.Page(list, page, context.RequestAborted)), Page = page,
            Total = (await reader.Totals(list, context.RequestAborted)).Count, Problem = problem, Key = key,
        };
        return problem is null ? Pages.Show<EnrolmentsPage>(parameters) : Pages.ShowAgain<EnrolmentsPage>(parameters, problem);
    }

    static async Task<IResult> Take(HttpContext context, EnrolmentLists lists, ListReader reader)
    {
        var cancel = context.RequestAborted;
        var key = FormKey.Of(await context.Request.ReadFormAsync(cancel));
        var (rows, fileName, refusal) = await EnrolmentFile.Read(context.Request, cancel);
        if (rows is { Count: 0 }) refusal = EnrolmentFile.NoFile;
        if (refusal is null) (_, refusal) = await lists.Take(key, fileName, rows!, context.Requester(), cancel);
        return refusal is null
            ? Pages.SeeOther($"/records/enrolments/{key}")
            : await Show(context, reader, refusal with { Field = "file" }, null); // another file is another list
    }

    static async Task<IResult> One(Guid id, HttpContext context, EnrolmentLists lists, ClaimCodes codes, ListReader reader)
    {
        var cancel = context.RequestAborted;
        if (await lists.Find(id, cancel) is not { } list) return Problems.Result(EnrolmentEndpoints.ListUnknown);
        var refusal = EnrolmentLists.ReadVerdicts(id, context.Request.Query, codes, out var verdicts);
        if ((Page.Read(context.Request.Query, out var page) ?? refusal) is { } malformed) return Problems.Result(malformed);
        return Pages.Show<EnrolmentPage>(new
        {
            List = list, Verdicts = RecordsPages.Parse(await reader.Page(verdicts, page, cancel)), Page = page,
            Total = (await reader.Totals(verdicts, cancel)).Count, Facets = await reader.Facet(verdicts, "verdict", cancel),
        });
    }

    static async Task<IResult> Progress(Guid id, HttpContext context, EnrolmentLists lists, Portal portal)
    {
        if (await lists.Find(id, context.RequestAborted) is null) return Problems.Result(EnrolmentEndpoints.ListUnknown);
        context.Response.Headers["X-Accel-Buffering"] = "no"; // or a proxy keeps the news to itself
        return TypedResults.ServerSentEvents(Follow(id, lists, portal, context.RequestAborted));
    }

    static async IAsyncEnumerable<SseItem<EnrolmentProgress>> Follow(
        Guid id, EnrolmentLists lists, Portal portal, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (await lists.Find(id, cancel) is { } list)
        {
            yield return new SseItem<EnrolmentProgress>(Of(list, portal), list.IsOver ? "finished" : "progress");
            if (list.IsOver) yield break;
            await Task.Delay(ProgressPause, cancel);
        }
    }

    public static EnrolmentProgress Of(EnrolmentList list, Portal portal) =>
        new(list.Done, list.Rows, portal.Text("enrolment.progress", list.Done, list.Rows, list.Accepted, list.Rejected));
}
