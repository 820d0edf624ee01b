using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;

namespace Marketplace.Api.Jobs;

/// <param name="Month">For jobs that run for a month, such as <c>2026-10</c>; left out, the last month that was over.</param>
public sealed record JobRunInput(string? Month);

public static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        api.MapGet("/jobs", async (HttpContext context, JobLists lists) =>
                Results.Json(new JobListView(await lists.All(context.RequestAborted)), ApiJson.Options))
            .For(Roles.Overseers).WithSummary("The jobs that come back by the calendar, with their last and next run.").Produces<JobListView>();
        api.MapGet("/jobs/{name}/runs", Runs).For(Roles.Overseers).IsPaged().WithSummary("A job's runs, the latest first.").Produces<Listed<JobRunView>>();
        api.MapPost("/jobs/{name}/runs", Ask).For(Role.Operator).NeedsKey()
            .WithSummary("Run a job now, or for a month; the run's id is the Idempotency-Key.").Produces<JobRunView>(StatusCodes.Status202Accepted);
        api.MapGet("/jobs/runs/{id:guid}", async (Guid id, HttpContext context, JobLists lists) =>
                await lists.Find(id, context.RequestAborted) is { } report ? Results.Json(report, ApiJson.Options) : Problems.Result(JobRefusal.RunUnknown))
            .For(Roles.Overseers).WithSummary("How far a run is, and what it found.").Produces<JobRunReport>();
    }

    static async Task<IResult> Runs(string name, HttpContext context, JobRunner runner, ListAnswers lists) => runner.Find(name) is { } job
        ? await lists.Answer(context, JobLists.ReadRuns(job, context.Request.Query, out var list), list)
        : Problems.Result(JobRefusal.Unknown);

    static async Task<IResult> Ask(string name, JobRunInput input, HttpContext context, JobRunner runner, JobLists lists, JobScheduler scheduler)
    {
        if (Commands.ReadKey(context, out var key) is { } keyRefusal) return Problems.Result(keyRefusal);
        if (runner.Find(name) is not { } job) return Problems.Result(JobRefusal.Unknown);
        var (run, refusal) = await lists.Ask(key!.Value, job, input.Month, context.Requester(), context.RequestAborted);
        if (refusal is not null) return Problems.Result(refusal);
        await scheduler.Start(job, context.RequestAborted);
        context.Response.Headers.Location = $"/api/v1/jobs/runs/{key}";
        return Results.Json(run, ApiJson.Options, statusCode: StatusCodes.Status202Accepted);
    }
}
