using System.Globalization;
using Marketplace.Api.Access;
using Marketplace.Api.Companies;
using Marketplace.Api.Funds;
using Marketplace.Api.Listings;
using Marketplace.Api.Lists;
using Marketplace.Api.Orders;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Portals.Records;

/// <summary>A figure of the board: always the size or the sum of a list, to which it leads.</summary>
public sealed record BoardFigure(string Label, string Url, ListTotals Totals, string? Sum = null);

/// <summary>Orders placed in a month, by status.</summary>
public sealed record BoardMonth(DateOnly First, IReadOnlyDictionary<string, long> ByStatus)
{
    public long Count => ByStatus.Values.Sum();

    public DateOnly Last => First.AddMonths(1).AddDays(-1);
}

/// <summary>What the programme has come to, within what the requester may see.</summary>
public sealed record BoardView(IReadOnlyList<BoardFigure> Figures, IReadOnlyList<BoardMonth> Months, long PlacedThisMonth, long PlacedLastMonth);

public static class Board
{
    public const int MonthsShown = 12;

    /// <summary>The columns of the chart, in the order of an order's life.</summary>
    public static readonly IReadOnlyList<string> Statuses = ["awaitingPayment", "confirmed", "provisioned", "ended", "cancelled", "lapsed"];

    static readonly string[] Running = ["confirmed", "provisioned"];

    public static void MapBoard(this IEndpointRouteBuilder records) => records.MapGet("/records", Show).For(RecordsPages.Readers);

    static async Task<IResult> Show(HttpContext context, ListReader reader, TimeProvider clock)
    {
        var (requester, cancel) = (context.Requester(), context.RequestAborted);
        var today = ChinaTime.DayOf(clock.GetUtcNow());
        var thisMonth = new DateOnly(today.Year, today.Month, 1);
        var months = await Months(requester, thisMonth.AddMonths(1 - MonthsShown), reader, cancel);
        return Pages.Show<BoardPage>(new
        {
            View = new BoardView(await Figures(requester, reader, cancel), months, CountOf(months, thisMonth), CountOf(months, thisMonth.AddMonths(-1))),
        });
    }

    static async Task<IReadOnlyList<BoardFigure>> Figures(Requester requester, ListReader reader, CancellationToken cancel)
    {
        var none = new QueryCollection();
        CompanyLists.Read(requester, none, out var companies);
        ListingLists.Read(none, out var listings);
        OrderLists.Read(requester, RecordDetails.Query("status", Running), out var running);
        OrderLists.Read(requester, RecordDetails.Query("status", "confirmed"), out var waiting);
        FundLists.Read(requester, none, out var funds);
        var (runningTotals, fundTotals) = (await reader.Totals(running, cancel), await reader.Totals(funds, cancel));
        const string runningUrl = "/records/orders?status=confirmed&status=provisioned";
        return
        [
            new("companies", "/records/companies", await reader.Totals(companies, cancel)),
            new("listings", "/records/listings", await reader.Totals(listings, cancel)),
            new("running", runningUrl, runningTotals),
            new("waiting", "/records/orders?status=confirmed&sort=placedAt&order=asc", await reader.Totals(waiting, cancel)),
            new("province", runningUrl, runningTotals, "split.province"),
            new("available", "/records/funds", fundTotals, "available"),
            new("encumbered", "/records/funds", fundTotals, "encumbered"),
            new("withdrawn", "/records/funds", fundTotals, "withdrawn"),
        ];
    }

    /// <summary>Every month from the first on, also those without orders.</summary>
    static async Task<IReadOnlyList<BoardMonth>> Months(Requester requester, DateOnly first, ListReader reader, CancellationToken cancel)
    {
        OrderLists.Read(requester, RecordDetails.Query("placedFrom", first.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), out var orders);
        var counts = await reader.Cross(orders, "to_char(o.placed_at at time zone 'Asia/Shanghai', 'YYYY-MM')", "o.status", cancel);
        return
        [
            .. from number in Enumerable.Range(0, MonthsShown)
               let month = first.AddMonths(number)
               let name = month.ToString("yyyy-MM", CultureInfo.InvariantCulture)
               select new BoardMonth(month, counts.Where(c => c.First == name).ToDictionary(c => c.Second, c => c.Count)),
        ];
    }

    static long CountOf(IEnumerable<BoardMonth> months, DateOnly first) => months.FirstOrDefault(m => m.First == first)?.Count ?? 0;
}
