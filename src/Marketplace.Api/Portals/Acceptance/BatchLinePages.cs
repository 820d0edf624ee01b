using Billing;
using Marketplace.Api.Acceptance;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Orders;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Acceptance;

/// <summary>A line with all that those who decide upon it may know.</summary>
public sealed record LineLook(
    string Month, BatchStatus Status, NamedLine Line, OrderRow Order, OrderUsage Usage, IReadOnlyList<LineFact> History, Resubmission? Appeal);

/// <summary>One line of a batch: amounts, usage, eligibility, flags, photos, appeal, and who did what.</summary>
public static class BatchLinePages
{
    public static void MapBatchLines(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/acceptance/{month}/lines/{order}", (string month, string order, HttpContext context, LineLooks looks) =>
            Show(month, order, context, looks, null, null)).For(AcceptancePages.Readers);
        pages.MapPost("/acceptance/{month}/lines/{order}/adjustment", Adjust).For(Role.Operator);
    }

    static async Task<IResult> Show(string month, string order, HttpContext context, LineLooks looks, Refusal? problem, IFormCollection? sent)
    {
        if (await looks.Find(month, order, context) is not { } look) return Problems.Result(BatchRefusal.LineUnknown);
        var parameters = new { Look = look, Problem = problem, Sent = sent };
        return problem is null ? Pages.Show<LinePage>(parameters) : Pages.ShowAgain<LinePage>(parameters, problem);
    }

    static async Task<IResult> Adjust(string month, string order, HttpContext context, LineLooks looks, IGrains grains, Freshness freshness)
    {
        if (await looks.Find(month, order, context) is not { } look) return Problems.Result(BatchRefusal.LineUnknown);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var check = new Checked();
        check.That(Money.TryParse(form["amount"].ToString().Trim(), out var amount), "amount", BatchRefusal.AboveAsked.Reason, BatchRefusal.AboveAsked.ReasonZh);
        var code = check.Choice("code", form["code"], AcceptanceWords.AdjustmentCodes);
        var reason = check.Text("reason", form["reason"], BatchReading.ReasonMax);
        var refusal = check.Refusal;
        if (refusal is null)
        {
            var sent = await grains.Send(
                new AdjustBatch(month, [new Adjustment(look.Line.Proposed.Order, amount, code, reason)]), context.Caller(FormKey.Of(form)), context.RequestAborted);
            refusal = sent.Refusal;
            await freshness.Reach(sent.Seq, context.RequestAborted);
        }
        return refusal is null
            ? Pages.SeeOther($"/acceptance/{month}/lines/{order}?notice=lineAdjusted")
            : await Show(month, order, context, looks, refusal.At("amount", "code", "reason"), form);
    }

    /// <summary>One of the codes that the page offers.</summary>
    internal static string Choice(this Checked check, string field, string? value, IReadOnlyCollection<string> codes)
    {
        check.That(value is not null && codes.Contains(value), field, "Choose one of the reasons.", "请选择原因。");
        return value ?? "";
    }
}

/// <summary>Puts together what the page of a line shows; the order is named by its id or its number.</summary>
public sealed class LineLooks(IGrains grains, FactStreams streams, LineNames names, OrderUsages usages)
{
    /// <summary>Null where the batch has no such line, or not for this requester.</summary>
    public async Task<LineLook?> Find(string month, string order, HttpContext context)
    {
        var (requester, cancel) = (context.Requester(), context.RequestAborted);
        if (await AcceptancePages.Find(month, context, grains) is not { } state) return null;
        var found = BatchView.LinesOf(state, requester).Where(l => l.Line.Proposed.Order.Value == order || l.Line.Proposed.Number == order).Take(1).ToList();
        if (found.Count == 0) return null;
        var line = (await names.Of(found, cancel))[0];
        var id = line.Proposed.Order;
        var row = (await streams.Row<OrderRow>(OrderRow.Table, id.Value, cancel))!;
        return new LineLook(
            month, state.Batch.Status, line, row, await usages.Of(row, cancel), await LineHistory.Of(streams, month, line.City, id, cancel),
            await AppealOf(line.Proposed, month, cancel));
    }

    /// <summary>The appeal that made a line, or that was lodged against what became of it.</summary>
    async Task<Resubmission?> AppealOf(ProposedLine line, string month, CancellationToken cancel)
    {
        var history = await streams.Stream(Order.Grain.StreamId(line.Order.Value), cancel);
        return history!.Facts.Select(f => Grains.Catalogue.Facts.TryRead(f.Type, f.Data.GetRawText())).OfType<OrderEvent.OrderResubmitted>()
            .Select(f => f.Resubmission).LastOrDefault(r => line.IsAppeal ? string.CompareOrdinal(r.Batch, month) < 0 : r.Batch == month);
    }
}
