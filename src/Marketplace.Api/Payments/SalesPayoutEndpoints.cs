using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.People;
using Marketplace.Api.Settlements;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;

namespace Marketplace.Api.Payments;

/// <param name="Month">Such as <c>2026-12</c>; in which it is drawn.</param>
public sealed record PayoutRunInput(string? Month);

/// <param name="Code">What the operator's authenticator app shows now; keys for machines have none.</param>
public sealed record PayoutApprovalInput(string? Code);

/// <summary>Shares of what companies paid, for vendors without a connected account: drawn, approved by a second operator, paid by file.</summary>
public static class SalesPayoutEndpoints
{
    const int RowsMax = 500;

    public static void MapSalesPayouts(this IEndpointRouteBuilder api)
    {
        api.MapPost("/sales-payouts", Draw).For(Role.Operator)
            .WithSummary("Draw what waits for vendors without a connected account (a job does on the 5th); safe to repeat. Who cannot be paid is parked alone.").Produces<PayoutRun>();
        api.MapGet("/sales-payouts", (HttpContext context, ListAnswers lists) =>
                lists.Answer(context, SalesPayoutLists.Read(context.Requester(), context.Request.Query, out var list), list))
            .For(Roles.Overseers | Role.Vendor).IsPaged("month", "status", "vendor").WithSummary("Payouts by file of the own scope, the latest first.");
        api.MapGet("/sales-payouts/{id}", Get).For(Roles.Overseers | Role.Vendor).WithSummary("A payout with its orders.").Produces<VendorPayoutRow>();
        api.MapPost("/sales-payouts/{id}/approval", Approve).For(Role.Operator).NeedsKey()
            .WithSummary("Approve a payout; not who drew it. People give a fresh one-time code.").Produces<PayoutAnswer>();
        api.MapGet("/sales-payout-files/{month}", File).For(Role.Operator)
            .WithSummary("The list for the bank of what is approved and in no file yet; else the last file of the month again.").Produces<string>(StatusCodes.Status200OK, "text/csv");
        api.MapPost("/sales-payout-results", TakeResults).For(Role.Operator).NeedsKey()
            .WithSummary("What the bank has paid, or not and why: JSON, or text/csv with the header reference,result,on,reason,bankReference. What failed is drawn again.")
            .Accepts<PayoutResultsInput>("application/json", "text/csv").Produces<IReadOnlyList<PayoutAnswer>>();
    }

    static async Task<IResult> Draw(PayoutRunInput input, HttpContext context, SalesPayouts payouts, Freshness freshness)
    {
        var check = new Checked();
        var month = check.Month("month", input.Month);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        await freshness.ReachAll(Freshness.WaitMax, context.RequestAborted);
        return Results.Json(await payouts.Draw(month, context.Requester().Signatory, context.Caller(key: null), context.RequestAborted), ApiJson.Options);
    }

    static async Task<IResult> Get(string id, HttpContext context, FactStreams streams) =>
        await streams.Row<VendorPayoutRow>(VendorPayoutRow.Table, id, context.RequestAborted) is { } payout
        && StatementLists.MaySee(context.Requester(), payout.Vendor.Value) ? Results.Json(payout, ApiJson.Options) : Problems.Result(PayoutRefusal.Unknown);

    static async Task<IResult> Approve(string id, PayoutApprovalInput? input, HttpContext context, IGrains grains, FreshCode fresh)
    {
        if (await fresh.Prove(context, input?.Code) is { } refusal) return Problems.Result(refusal);
        return await grains.Send(context, new ApprovePayout(new PayoutId(id), context.Requester().Signatory));
    }

    static async Task<IResult> File(string month, HttpContext context, SalesPayouts payouts, Freshness freshness)
    {
        if (!ChinaMonth.IsOne(month)) return Problems.Result(PayoutRefusal.NothingToPay);
        await freshness.ReachAll(Freshness.WaitMax, context.RequestAborted);
        var (content, refusal) = await payouts.File(month, context.Requester().Signatory, context.Caller(key: null), context.RequestAborted);
        return refusal is null ? Results.Bytes(content!, "text/csv; charset=utf-8", $"sales-payout-{month}.csv") : Problems.Result(refusal);
    }

    /// <summary>Each row is recorded by itself; the first that is refused is named, and the same file sent again goes on from there.</summary>
    static async Task<IResult> TakeResults(HttpContext context, IGrains grains, SalesPayouts payouts, Freshness freshness)
    {
        await freshness.ReachAll(Freshness.WaitMax, context.RequestAborted);
        var (rows, unreadable) = await PayoutResults.Read(context.Request, context.RequestAborted);
        var (answers, refusal) = unreadable is null ? await Report(rows, context, grains, payouts) : ([], unreadable);
        return refusal is null ? Results.Json(answers, ApiJson.Options) : Problems.Result(refusal);
    }

    internal static async Task<(IReadOnlyList<PayoutAnswer> Answers, Refusal? Refusal)> Report(
        PayoutResultInput[] rows, HttpContext context, IGrains grains, SalesPayouts payouts)
    {
        var check = new Checked();
        check.That(rows.Length is > 0 and <= RowsMax && rows.All(r => r is not null), "results", "results has 1 to 500 rows.", "results 应为 1 至 500 行。");
        if (check.Refusal is { } wrong) return ([], wrong);
        PayoutResult[] results = [.. rows.Select((row, i) => PayoutResults.Read(check, PayoutResults.Place(i), row, row.Reference))];
        if (check.Refusal is { } malformed) return ([], malformed);
        var answers = new List<PayoutAnswer>();
        for (var i = 0; i < results.Length; i++)
        {
            if (await payouts.Find(results[i].Reference, context.RequestAborted) is not { } id)
                return (answers, PayoutRefusal.NotListed with { Field = $"{PayoutResults.Place(i)}.reference" });
            var sent = await grains.Send(new ReportPayout(id, results[i], context.Requester().Signatory), context.Caller(key: null), context.RequestAborted);
            if (sent.Refusal is { } refused) return (answers, refused with { Field = $"{PayoutResults.Place(i)}.{refused.Field ?? "result"}" });
            answers.Add((PayoutAnswer)CanonicalJson.Read(sent.Answer!, typeof(PayoutAnswer)));
        }
        return (answers, null);
    }
}

/// <summary>Lists of payouts by file: a vendor's own, or all of them.</summary>
public static class SalesPayoutLists
{
    public static readonly ListShape Shape = new()
    {
        Name = "sales-payouts",
        From = "read.payouts o left join read.vendors v on v.id = o.vendor",
        Document = "(o.doc - 'lines') || jsonb_build_object('lines', jsonb_array_length(o.doc -> 'lines'), 'vendorName', v.name)",
        Key = "o.id",
        DefaultOrder = "o.drawn_at desc",
        Columns =
        [
            new("id", Sort: "o.id"), new("month", Sort: "o.month"), new("vendor", Sort: "o.vendor"), new("vendorName", Sort: "v.name"), new("payeeName"),
            new("lines", ColumnKind.Whole), new("gross", ColumnKind.Money, Sort: "o.gross", Sum: "o.gross"),
            new("taken", ColumnKind.Money, Sort: "o.taken", Sum: "o.taken"), new("total", ColumnKind.Money, Sort: "o.total", Sum: "o.total"),
            new("status", Sort: "o.status", Words: "payoutStatus"), new("reference"), new("drawnAt", ColumnKind.Instant, Sort: "o.drawn_at"),
        ],
        Facets = new Dictionary<string, Facet> { ["month"] = new("o.month"), ["status"] = new("o.status"), ["vendor"] = new("o.vendor", "v.name") },
    };

    public static Refusal? Read(Requester requester, IQueryCollection query, out ListRequest list) => ListRequest.Read(Shape,
        new ListFilter()
            .Only("o.vendor = ?", requester.Role == Role.Vendor ? requester.Scope : null)
            .AnyOf("month", "o.month", query["month"])
            .AnyOf("status", "o.status", query["status"])
            .AnyOf("vendor", "o.vendor", query["vendor"]),
        query, out list);
}
