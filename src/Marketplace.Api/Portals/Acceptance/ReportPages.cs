using Marketplace.Api.Acceptance;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Acceptance;

/// <summary>The acceptance report as a document, and where the code on its paper leads.</summary>
public static class ReportPages
{
    public static void MapReports(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/acceptance/{month}/report", Show).For(AcceptancePages.Readers);
        pages.MapGet("/verify/acceptance/{month}/{of}/{code}", Verify).ForThePublic();
    }

    static async Task<IResult> Show(string month, HttpContext context, IGrains grains, FactStreams streams)
    {
        var of = BatchEndpoints.ReportOf(context);
        if (await AcceptancePages.Find(month, context, grains) is not { } state) return Problems.Result(BatchRefusal.Unknown);
        if (PrintedReport.Of(state, of) is not { } report) return Problems.Result(BatchRefusal.CityUnknown);
        var verification = report.Code is { } code ? $"{context.Request.Scheme}://{context.Request.Host}/verify/acceptance/{month}/{of}/{code}" : null;
        var history = await streams.Stream(Batch.Grain.StreamId(month), context.RequestAborted);
        return Pages.Show<ReportPage>(new
        {
            Printed = report, Verification = verification, Decided = history!.Facts.LastOrDefault(f => f.Type == "batch_approved")?.At,
        });
    }

    /// <summary>Shows figures only to who has the code of exactly these; everything else is as unknown as a month without a batch.</summary>
    static async Task<IResult> Verify(string month, string of, string code, HttpContext context, IGrains grains)
    {
        var isKnown = of == Province.Owner || Province.Cities.ContainsKey(of);
        // Anybody may ask: whole reports are put together only for who has a code that an approval has fixed.
        var isFixed = isKnown && ChinaMonth.IsOne(month) && PrintedReport.IsCode(await grains.Read(turn => turn.Read(Batch.Grain[month]), context.RequestAborted), of, code);
        var state = isFixed ? await AcceptancePages.Find(month, context, grains) : null;
        return state is not null && PrintedReport.Find(state, of, code) is { } printed
            ? Pages.Show<VerifyReportPage>(new { Printed = printed })
            : Pages.Show<VerifyReportPage>(null, StatusCodes.Status404NotFound);
    }
}
