using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.Payments;
using Marketplace.Api.People;
using Marketplace.Api.Portals.Records;
using Marketplace.Api.Portals.Settlements;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Api.Settlements;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;

namespace Marketplace.Api.Portals.Payments;

/// <summary>Vendors' shares that are paid by file: drawn, approved by a second operator, sent to the bank, and what the bank said.</summary>
public static class SalesPayoutPages
{
    const int ResultsBytesMax = 1024 * 1024;

    const int ListedMax = Page.SizeMax;

    static readonly Refusal NoFile = Refusal.Invalid("file", "Choose the bank's file.", "请选择银行回执文件。");

    public static void MapSalesPayoutPages(this IEndpointRouteBuilder portals)
    {
        portals.MapGet("/vendor/sales-payouts", OfVendor).For(Role.Vendor);
        portals.MapGet("/vendor/sales-payouts/{id}", (string id, HttpContext context, FactStreams streams) => Show(id, context, streams, null)).For(Role.Vendor);
        portals.MapGet("/sales-payouts/{id}", (string id, HttpContext context, FactStreams streams) => Show(id, context, streams, null)).For(Roles.Overseers);
        portals.MapPost("/sales-payouts/{id}/approval", Approve).For(Role.Operator);
        portals.MapGet("/sales-payouts/bank", (HttpContext context, ListReader reader, TimeProvider clock) => Bank(context, reader, clock, null, null)).For(Role.Operator);
        portals.MapPost("/sales-payouts/runs", Draw).For(Role.Operator);
        portals.MapPost("/sales-payouts/results", TakeResults).For(Role.Operator).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(ResultsBytesMax));
    }

    /// <summary>Where the reader sees a payout.</summary>
    public static string UrlOf(Requester requester, PayoutId id) => $"{(requester.Role == Role.Vendor ? "/vendor" : "")}/sales-payouts/{id}";

    static async Task<IResult> OfVendor(HttpContext context, ListReader reader)
    {
        var wrong = SalesPayoutLists.Read(context.Requester(), context.Request.Query, out var list);
        if ((Page.Read(context.Request.Query, out var page) ?? wrong) is { } refusal) return Problems.Result(refusal);
        return Pages.Show<VendorSalesPayoutsPage>(new
        {
            Rows = RecordsPages.Parse(await reader.Page(list, page, context.RequestAborted)), Totals = await reader.Totals(list, context.RequestAborted), Page = page,
        });
    }

    static async Task<IResult> Show(string id, HttpContext context, FactStreams streams, RefusedForm? refused)
    {
        var cancel = context.RequestAborted;
        if (await streams.Row<VendorPayoutRow>(VendorPayoutRow.Table, id, cancel) is not { } row || !StatementLists.MaySee(context.Requester(), row.Vendor.Value))
            return Problems.Result(PayoutRefusal.Unknown);
        var vendor = await streams.Row<VendorRow>(VendorRow.Table, row.Vendor.Value, cancel);
        var facts = await streams.Stream(VendorPayout.Grain.StreamId(id), cancel);
        var parameters = new { Row = row, Vendor = vendor?.Name ?? row.Vendor.Value, History = facts?.Facts ?? [], Refused = refused };
        return refused is null ? Pages.Show<SalesPayoutPage>(parameters) : Pages.ShowAgain<SalesPayoutPage>(parameters, refused.Problem);
    }

    static async Task<IResult> Approve(string id, HttpContext context, FactStreams streams, IGrains grains, FreshCode fresh, Freshness freshness)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (await fresh.Prove(context, form["code"], FormKey.Of(form)) is { } unproved)
            return await Show(id, context, streams, new RefusedForm("approve", form, unproved with { Field = "code" }));
        return await grains.Send(new ApprovePayout(new PayoutId(id), context.Requester().Signatory), form, context, freshness) is { } refusal
            ? await Show(id, context, streams, new RefusedForm("approve", form, refusal))
            : Pages.SeeOther($"/sales-payouts/{id}?notice=payoutApproved");
    }

    /// <param name="run">What was just drawn.</param>
    static async Task<IResult> Bank(HttpContext context, ListReader reader, TimeProvider clock, RefusedForm? refused, PayoutRun? run)
    {
        SalesPayoutLists.Read(context.Requester(), RecordDetails.Query("status", "drawn", "approved", "listed"), out var list);
        var parameters = new
        {
            Open = RecordsPages.Parse(await reader.Page(list, new Page(1, ListedMax), context.RequestAborted)),
            Month = ChinaMonth.Of(clock.GetUtcNow()), Run = run, Refused = refused,
        };
        return refused is null ? Pages.Show<SalesBankPage>(parameters) : Pages.ShowAgain<SalesBankPage>(parameters, refused.Problem);
    }

    /// <summary>Safe to send again: what is drawn does not wait any more. Who could not be paid stands on the answer.</summary>
    static async Task<IResult> Draw(HttpContext context, SalesPayouts payouts, ListReader reader, Freshness freshness, TimeProvider clock)
    {
        var (form, cancel) = (await context.Request.ReadFormAsync(context.RequestAborted), context.RequestAborted);
        var check = new Checked();
        var month = check.Month("month", form["month"]);
        if (check.Refusal is { } malformed) return await Bank(context, reader, clock, new RefusedForm("draw", form, malformed), null);
        await freshness.ReachAll(Freshness.WaitMax, cancel);
        var run = await payouts.Draw(month, context.Requester().Signatory, context.Caller(key: null), cancel);
        await freshness.ReachAll(Freshness.WaitMax, cancel);
        return await Bank(context, reader, clock, null, run);
    }

    static async Task<IResult> TakeResults(HttpContext context, IGrains grains, SalesPayouts payouts, ListReader reader, Freshness freshness, TimeProvider clock)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form.Files["file"] is not { Length: > 0 } file) return await Again(NoFile);
        var (rows, unreadable) = await PayoutResults.ReadCsv(file.OpenReadStream(), context.RequestAborted);
        if (unreadable is not null) return await Again(unreadable);
        var (answers, refusal) = await SalesPayoutEndpoints.Report(rows, context, grains, payouts);
        await freshness.ReachAll(Freshness.WaitMax, context.RequestAborted);
        return refusal is not null ? await Again(refusal)
            : Pages.SeeOther($"/sales-payouts/bank?notice={(answers.Any(a => a.Status == VendorPayoutStatus.Failed) ? "salesReportedPartly" : "salesReported")}");

        Task<IResult> Again(Refusal wrong) => Bank(context, reader, clock, new RefusedForm("results", form, wrong with { Field = "file" }), null);
    }
}
