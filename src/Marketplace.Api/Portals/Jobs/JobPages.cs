using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Jobs;
using Marketplace.Api.Lists;
using Marketplace.Api.Portals.Records;
using Marketplace.Api.Portals.Vocabulary;

namespace Marketplace.Api.Portals.Jobs;

/// <summary>How far a run is, as <c>ProgressBar</c> takes it.</summary>
public sealed record RunProgress(int Done, int Of, string Text);

/// <summary>What comes back by the calendar: how it went, when it comes next, and having it run.</summary>
public static class JobPages
{
    static readonly TimeSpan ProgressPause = TimeSpan.FromMilliseconds(500);

    public static void MapJobPages(this IEndpointRouteBuilder portals)
    {
        portals.MapGet("/jobs", async (HttpContext context, JobLists lists) => Pages.Show<JobsPage>(new { Jobs = await lists.All(context.RequestAborted) }))
            .For(Roles.Overseers);
        portals.MapGet("/jobs/{name}", One).For(Roles.Overseers);
        portals.MapPost("/jobs/{name}/runs", Ask).For(Role.Operator);
        portals.MapGet("/jobs/runs/{id:guid}", Run).For(Roles.Overseers);
        portals.MapGet("/jobs/runs/{id:guid}/progress", Progress).For(Roles.Overseers);
    }

    static async Task<IResult> One(string name, HttpContext context, JobRunner runner, JobLists lists, ListReader reader)
    {
        var cancel = context.RequestAborted;
        if (runner.Find(name) is not { } job) return Problems.Result(JobRefusal.Unknown);
        var refusal = JobLists.ReadRuns(job, context.Request.Query, out var list);
        if ((Page.Read(context.Request.Query, out var page) ?? refusal) is { } malformed) return Problems.Result(malformed);
        return Pages.Show<JobPage>(new
        {
            Job = (await lists.All(cancel)).Single(j => j.Name == name), Page = page, Total = (await reader.Totals(list, cancel)).Count,
            Runs = (await reader.Page(list, page, cancel)).Select(JobLists.Read).ToArray(),
        });
    }

    static async Task<IResult> Ask(string name, HttpContext context, JobRunner runner, JobLists lists, JobScheduler scheduler)
    {
        var cancel = context.RequestAborted;
        if (runner.Find(name) is not { } job) return Problems.Result(JobRefusal.Unknown);
        var form = await context.Request.ReadFormAsync(cancel);
        var (run, refusal) = await lists.Ask(FormKey.Of(form), job, form["month"].ToString() is { Length: > 0 } month ? month : null, context.Requester(), cancel);
        if (refusal is not null) return Problems.Result(refusal);
        await scheduler.Start(job, cancel);
        return Pages.SeeOther($"/jobs/runs/{run!.Id}");
    }

    static async Task<IResult> Run(Guid id, HttpContext context, JobLists lists) => await lists.Find(id, context.RequestAborted) is { } report
        ? Pages.Show<JobRunPage>(new { Report = report })
        : Problems.Result(JobRefusal.RunUnknown);

    static async Task<IResult> Progress(Guid id, HttpContext context, JobLists lists, Portal portal)
    {
        if (await lists.FindRun(id, context.RequestAborted) is null) return Problems.Result(JobRefusal.RunUnknown);
        context.Response.Headers["X-Accel-Buffering"] = "no"; // or a proxy keeps the news to itself
        return TypedResults.ServerSentEvents(Follow(id, lists, portal, context.RequestAborted));
    }

    static async IAsyncEnumerable<SseItem<RunProgress>> Follow(Guid id, JobLists lists, Portal portal, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (await lists.FindRun(id, cancel) is { } run)
        {
            yield return new SseItem<RunProgress>(Of(run, portal), run.IsOver ? "finished" : "progress");
            if (run.IsOver) yield break;
            await Task.Delay(ProgressPause, cancel);
        }
    }

    public static RunProgress Of(JobRunView run, Portal portal) => new(
        run.Done, run.Total, run.Total == 0 ? portal.Text($"words.runState.{run.State}") : portal.Text("jobs.progress", run.Done, run.Total));
}
