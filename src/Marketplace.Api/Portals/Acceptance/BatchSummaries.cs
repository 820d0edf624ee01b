using Marketplace.Api.Acceptance;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Acceptance;

/// <summary>A batch in the list of them, within what the requester may see.</summary>
public sealed record BatchSummary(BatchView Batch, LineSums Sums);

/// <summary>A page of the list, the latest month first.</summary>
public sealed record BatchSummaries(IReadOnlyList<BatchSummary> Batches, Page Page, long Total)
{
    /// <summary>A year.</summary>
    const int MonthsOnPage = 12;

    /// <summary>Which page, the query of the request says.</summary>
    public static async Task<(BatchSummaries? Found, Refusal? Refusal)> Read(HttpContext context, ListReader reader, IGrains grains)
    {
        var (requester, cancel) = (context.Requester(), context.RequestAborted);
        if (Page.Read(context.Request.Query, out var asked) is { } malformed) return (null, malformed);
        var page = new Page(asked.Number, MonthsOnPage);
        BatchLists.Read(requester, new QueryCollection(), out var list);
        var batches = new List<BatchSummary>();
        foreach (var month in Records.RecordsPages.Parse(await reader.Page(list, page, cancel)).Select(row => Cells.Text(row, "month")!))
        {
            var state = await grains.Read(turn => BatchState.Of(turn, month), cancel);
            batches.Add(new BatchSummary(BatchView.Of(state, requester, take: 0), LineSums.Of(BatchView.LinesOf(state, requester).Select(l => l.Line))));
        }
        return (new BatchSummaries(batches, page, (await reader.Totals(list, cancel)).Count), null);
    }
}
