using Marketplace.Api.Acceptance;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Usage;

namespace Marketplace.Api.Portals.Acceptance;

/// <summary>The monthly batches for those who prepare, verify, decide and check them; a city sees its own part.</summary>
public static class AcceptancePages
{
    public const Role Readers = Roles.Overseers | Role.CityBureau;

    public static void MapAcceptance(this IEndpointRouteBuilder portals)
    {
        var pages = portals.MapGroup("").AddEndpointFilter<RouteGroupBuilder, PlainQueries>();
        pages.MapGet("/acceptance", (HttpContext context, ListReader reader, IGrains grains, UsageMonths usage, TimeProvider clock) => List(context, reader, grains, usage, clock, null)).For(Readers);
        pages.MapPost("/acceptance", Prepare).For(Role.Operator);
        pages.MapGet("/acceptance/{month}", (string month, HttpContext context, IGrains grains, BatchLines lines, FactStreams streams) =>
            Show(month, context, grains, lines, streams, null, null)).For(Readers);
        pages.MapBatchDecisions();
        pages.MapBatchLines();
        pages.MapCityChecks();
        pages.MapReports();
        pages.MapVendorAcceptance();
    }

    /// <summary>Null where there is no batch of the month; a city without a part in it sees an empty one.</summary>
    public static async Task<BatchState?> Find(string month, HttpContext context, IGrains grains) =>
        ChinaMonth.IsOne(month) && await grains.Read(turn => BatchState.Of(turn, month), context.RequestAborted) is { Batch.Status: not BatchStatus.None } state
            ? state : null;

    static async Task<IResult> List(HttpContext context, ListReader reader, IGrains grains, UsageMonths usage, TimeProvider clock, Refusal? problem)
    {
        var (found, malformed) = await BatchSummaries.Read(context, reader, grains);
        if (found is null) return Problems.Result(malformed!);
        var last = ChinaMonth.Plus(ChinaMonth.Of(clock.GetUtcNow()), -1);
        var isPrepared = (await grains.Read(turn => turn.Read(Batch.Grain[last]), context.RequestAborted)).Status is not (BatchStatus.None or BatchStatus.Preparing);
        var parameters = new
        {
            found.Batches, found.Page, found.Total, Next = isPrepared ? null : last,
            Opens = usage.ClosesAt(last), Problem = problem,
        };
        return problem is null ? Pages.Show<BatchesPage>(parameters) : Pages.ShowAgain<BatchesPage>(parameters, problem);
    }

    static async Task<IResult> Prepare(HttpContext context, AcceptanceRuns runs, ListReader reader, IGrains grains, UsageMonths usage, TimeProvider clock)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var month = form["month"].ToString();
        if (!ChinaMonth.IsOne(month)) return Problems.Result(BatchRefusal.Unknown);
        var (page, refusal) = clock.GetUtcNow() is var now && now < usage.ClosesAt(month)
            ? (null, UsageRefusal.MonthOpen(usage.ClosesAt(month)))
            : await runs.Start(month, FormKey.Of(form), context.Requester(), context.RequestAborted);
        return refusal is null ? Pages.SeeOther(page!) : await List(context, reader, grains, usage, clock, refusal with { Field = null });
    }

    /// <param name="sent">What was sent and refused.</param>
    internal static async Task<IResult> Show(
        string month, HttpContext context, IGrains grains, BatchLines lines, FactStreams streams, Refusal? problem, IFormCollection? sent)
    {
        if (await Find(month, context, grains) is not { } state) return Problems.Result(BatchRefusal.Unknown);
        if (Page.Read(context.Request.Query, out var page) is { } malformed) return Problems.Result(malformed);
        var (requester, cancel) = (context.Requester(), context.RequestAborted);
        var parameters = new
        {
            Batch = BatchView.Of(state, requester, take: 0), State = state, Whole = LineSums.Of(BatchView.LinesOf(state, requester).Select(l => l.Line)),
            Lines = await lines.Page(state, requester, context.Request.Query, page, cancel),
            History = (await streams.Stream(Grains.Acceptance.Batch.Grain.StreamId(month), cancel))!, Problem = problem, Sent = sent,
        };
        return problem is null ? Pages.Show<BatchPage>(parameters) : Pages.ShowAgain<BatchPage>(parameters, problem);
    }
}
