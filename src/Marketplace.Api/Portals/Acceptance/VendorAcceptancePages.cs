using Marketplace.Api.Acceptance;
using Marketplace.Api.Access;
using Marketplace.Api.Files;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.Mvc;

namespace Marketplace.Api.Portals.Acceptance;

/// <summary>What a vendor's page of one of its lines shows.</summary>
public sealed record VendorLine(string Month, BatchStatus Status, NamedLine Line, OrderAcceptance Acceptance);

/// <summary>A vendor's own lines with amounts and public reasons, and its appeals.</summary>
public static class VendorAcceptancePages
{
    public static void MapVendorAcceptance(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/vendor/acceptance", List).For(Role.Vendor);
        pages.MapGet("/vendor/acceptance/{month}", Show).For(Role.Vendor);
        pages.MapGet("/vendor/acceptance/{month}/lines/{order}", (string month, string order, HttpContext context, IGrains grains, LineNames names, OrderAcceptances acceptances) =>
            ShowLine(month, order, context, grains, names, acceptances, null, null)).For(Role.Vendor);
        pages.MapPost("/vendor/acceptance/{month}/lines/{order}/appeal", Appeal).For(Role.Vendor)
            .WithMetadata(new RequestSizeLimitAttribute(EvidenceForm.BytesMax));
    }

    static async Task<IResult> List(HttpContext context, ListReader reader, IGrains grains)
    {
        var (found, malformed) = await BatchSummaries.Read(context, reader, grains);
        return found is null ? Problems.Result(malformed!) : Pages.Show<VendorBatchesPage>(new { found.Batches, found.Page, found.Total });
    }

    static async Task<IResult> Show(string month, HttpContext context, IGrains grains, BatchLines lines)
    {
        if (await AcceptancePages.Find(month, context, grains) is not { } state) return Problems.Result(BatchRefusal.Unknown);
        if (Page.Read(context.Request.Query, out var page) is { } malformed) return Problems.Result(malformed);
        var requester = context.Requester();
        return Pages.Show<VendorBatchPage>(new
        {
            Batch = BatchView.Of(state, requester, take: 0), Whole = LineSums.Of(BatchView.LinesOf(state, requester).Select(l => l.Line)),
            Lines = await lines.Page(state, requester, context.Request.Query, page, context.RequestAborted),
        });
    }

    static async Task<IResult> ShowLine(
        string month, string order, HttpContext context, IGrains grains, LineNames names, OrderAcceptances acceptances, Refusal? problem, AppealSent? sent)
    {
        if (await Find(month, order, context, grains, names, acceptances) is not { } line) return Problems.Result(BatchRefusal.LineUnknown);
        var parameters = new { Look = line, Problem = problem, Sent = sent };
        return problem is null ? Pages.Show<VendorLinePage>(parameters) : Pages.ShowAgain<VendorLinePage>(parameters, problem);
    }

    /// <summary>Null where the batch has no such line of this vendor.</summary>
    static async Task<VendorLine?> Find(string month, string order, HttpContext context, IGrains grains, LineNames names, OrderAcceptances acceptances)
    {
        if (await AcceptancePages.Find(month, context, grains) is not { } state) return null;
        var found = BatchView.LinesOf(state, context.Requester()).Where(l => l.Line.Proposed.Order.Value == order).ToList();
        return found.Count == 0 ? null : new VendorLine(
            month, state.Batch.Status, (await names.Of(found, context.RequestAborted))[0], await acceptances.Of(new OrderId(order), context.RequestAborted));
    }

    static async Task<IResult> Appeal(
        string month, string order, HttpContext context, IGrains grains, LineNames names, OrderAcceptances acceptances, Evidence evidence, Freshness freshness)
    {
        if (await Find(month, order, context, grains, names, acceptances) is null) return Problems.Result(BatchRefusal.LineUnknown);
        var (sent, refusal) = await AppealSent.Send(new OrderId(order), context, grains, evidence, freshness);
        return refusal is null
            ? Pages.SeeOther($"/vendor/acceptance/{month}/lines/{order}?notice=appealed")
            : await ShowLine(month, order, context, grains, names, acceptances, refusal, sent);
    }
}

/// <summary>An appeal as it was filled in.</summary>
public sealed record AppealSent(string? Reason, IReadOnlyList<string> Files)
{
    /// <summary>Stores the evidence and appeals, in the name of the vendor or the company that asks.</summary>
    public static async Task<(AppealSent Sent, Refusal? Refusal)> Send(
        OrderId order, HttpContext context, IGrains grains, Evidence evidence, Freshness freshness)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var check = new Checked();
        var files = await evidence.Read(form, check, context);
        var reason = check.Text("reason", form["reason"], BatchReading.ReasonMax);
        var sent = new AppealSent(form["reason"], files);
        if (check.Refusal is { } malformed) return (sent, malformed.At("reason", "photos"));
        var answer = await grains.Send(
            new ResubmitOrder(order, context.Requester().Scope!, reason, files), context.Caller(FormKey.Of(form)), context.RequestAborted);
        await freshness.Reach(answer.Seq, context.RequestAborted);
        return (sent, answer.Refusal?.At("reason", "photos"));
    }
}
