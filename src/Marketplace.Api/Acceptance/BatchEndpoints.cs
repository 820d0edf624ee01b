using Marketplace.Api.Access;
using Marketplace.Api.Files;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Acceptance;

public static class BatchEndpoints
{
    const Role Readers = Roles.Overseers | Role.CityBureau | Role.Vendor;

    public static void MapAcceptanceBatches(this IEndpointRouteBuilder api)
    {
        api.MapPost("/acceptance-batches", Prepare).For(Role.Operator)
            .WithSummary("Close a month's usage and put the month's batch together (S003 art.19); one that there is already is answered.")
            .Produces<BatchView>(StatusCodes.Status201Created);
        api.MapGet("/acceptance-batches", List).For(Readers).IsPaged("status").WithSummary("Batches, the latest first.");
        api.MapGet("/acceptance-batches/{id}", Get).For(Readers).IsPaged()
            .WithSummary("A batch with the lines of the own scope: asked, adjusted, verified and approved side by side.").Produces<BatchView>();
        api.MapGet("/acceptance-batches/{id}/lines", Lines).For(Readers).IsPaged(LineFilter.Parameters)
            .WithSummary("The lines of a batch by filter, also as CSV or .xlsx.").Produces<Listed<LineDocument>>();
        api.MapGet("/acceptance-batches/{id}/report", Report).For(Roles.Overseers | Role.CityBureau)
            .WithSummary("The acceptance report, whole or the own city's part (?city= for one part); its hash is fixed by the approval. Also as .xlsx.")
            .Produces<AcceptanceReport>();
        api.MapPost("/acceptance-batches/{id}/adjustments", Adjust).For(Role.Operator).NeedsKey()
            .WithSummary("Take back some of what was proposed, before the batch is submitted.").Produces<BatchView>();
        api.MapPost("/acceptance-batches/{id}/submission", Submit).For(Role.Operator).NeedsKey()
            .WithSummary("Submit the batch to the cities; every city's sample is drawn.").Produces<BatchView>();
        api.MapPost("/acceptance-batches/{id}/cities/{city}/verification", Verify).For(Role.CityBureau).NeedsKey()
            .WithSummary("The city enters what it found at orders of its sample.").Produces<BatchView>();
        api.MapPost("/acceptance-batches/{id}/cities/{city}/confirmation", Confirm).For(Role.CityBureau).NeedsKey()
            .WithSummary("A second person of the city confirms its results.").Produces<BatchView>();
        api.MapPost("/acceptance-batches/{id}/approval", Approve).For(Role.ProvinceBureau).NeedsKey()
            .WithSummary("The province approves the batch: what is granted is consumed and payable, the rest released (S003 art.16).").Produces<BatchView>();
        api.MapPost("/acceptance-batches/{id}/return", Return).For(Role.ProvinceBureau).NeedsKey()
            .WithSummary("The province returns the batch to be put right.").Produces<BatchView>();
        api.MapPost("/acceptance-batches/{id}/lines/{order}/appeal", Appeal).For(Role.Vendor | Role.Company, Right.Order).NeedsKey()
            .WithSummary("Submit an order again that was rejected or deducted, once, with new evidence.").Produces<OrderRow>();
    }

    static async Task<IResult> Prepare(BatchInput input, HttpContext context, BatchWork work, IGrains grains)
    {
        var check = new Checked();
        var month = check.Month("month", input.Month);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        if (await work.Prepare(month, context.Caller(null), context.RequestAborted) is { } refusal) return Problems.Result(refusal);
        return await View(month, context, grains, StatusCodes.Status201Created);
    }

    static Task<IResult> List(HttpContext context, ListAnswers lists) =>
        lists.Answer(context, BatchLists.Read(context.Requester(), context.Request.Query, out var list), list);

    static async Task<IResult> Get(string id, HttpContext context, IGrains grains)
    {
        if (Page.Read(context.Request.Query, out var page) is { } refusal) return Problems.Result(refusal);
        var isPaged = context.Request.Query.ContainsKey("page") || context.Request.Query.ContainsKey("size");
        return isPaged ? await View(id, context, grains, skip: (int)page.Offset, take: page.Size) : await View(id, context, grains);
    }

    static async Task<IResult> Lines(string id, HttpContext context, IGrains grains, BatchLines lines)
    {
        var wrong = ListAnswers.ReadFormat(context.Request, out var format);
        if ((Page.Read(context.Request.Query, out var page) ?? wrong) is { } malformed) return Problems.Result(malformed);
        if (await Find(id, context, grains) is not { Batch.Terms: not null } state) return Problems.Result(BatchRefusal.Unknown);
        if (format != ListFormat.Json) return await lines.File(context, state, format);
        var requester = context.Requester();
        var found = await lines.Page(state, requester, context.Request.Query, page, context.RequestAborted);
        return Results.Json(new Listed<LineDocument>(
            [.. found.Rows.Select(l => LineDocument.Of(l, requester.Role == Role.Vendor))], page.Number, page.Size, found.Sums.Lines,
            new Dictionary<string, string>
            {
                ["asked"] = found.Sums.Asked.ToString(), ["adjusted"] = found.Sums.Adjusted.ToString(), ["verified"] = found.Sums.Verified.ToString(),
            }), ApiJson.Options);
    }

    static async Task<IResult> Report(string id, HttpContext context, IGrains grains, ReportSheet sheet)
    {
        if (ListAnswers.ReadFormat(context.Request, out var format) is { } malformed) return Problems.Result(malformed);
        if (await Find(id, context, grains) is not { Batch.Terms: not null } state) return Problems.Result(BatchRefusal.Unknown);
        var of = ReportOf(context);
        if (PrintedReport.Of(state, of) is not { } report) return Problems.Result(BatchRefusal.CityUnknown);
        if (format == ListFormat.Xlsx)
        {
            var language = Portals.Languages.Parse(context.Request.Query["lang"]) ?? Portals.Language.Chinese;
            return Results.File(sheet.Make(report, language), SheetFile.MediaType, $"acceptance-report-{id}-{of}.xlsx");
        }
        return Results.Json(report.IsWhole ? report.Report : report.Part, ApiJson.Options);
    }

    /// <summary>Which report is meant: a city has its own part only, the others may ask for one.</summary>
    internal static string ReportOf(HttpContext context) => context.Requester() is { Role: Role.CityBureau, Scope: { } own } ? own
        : context.Request.Query["city"].ToString() is { Length: > 0 } city ? city : Province.Owner;

    static async Task<IResult> Adjust(string id, AdjustmentsInput input, HttpContext context, IGrains grains)
    {
        if (await Find(id, context, grains) is not { } state) return Problems.Result(BatchRefusal.Unknown);
        var check = new Checked();
        var adjustments = check.Adjustments(input.Lines, OrdersIn(state));
        return await Change(id, check.Refusal, () => new AdjustBatch(id, adjustments), context, grains);
    }

    static Task<IResult> Submit(string id, HttpContext context, IGrains grains) =>
        Change(id, null, () => new SubmitBatch(id, context.Requester().Signatory), context, grains);

    static async Task<IResult> Verify(string id, string city, VerificationInput input, HttpContext context, IGrains grains, Evidence evidence)
    {
        if (!context.Requester().Is(Role.CityBureau, city)) return Problems.Result(BatchRefusal.CityUnknown);
        if (await Find(id, context, grains) is not { } state) return Problems.Result(BatchRefusal.Unknown);
        var check = new Checked();
        var checks = check.Checks(input.Lines, OrdersIn(state));
        if (check.Refusal is null && await evidence.FirstMissing(checks.SelectMany(c => c.Photos), context.Requester(), context.RequestAborted) is { } missing)
            return Problems.Result(FileRefusal.EvidenceNotStored(missing));
        return await Change(id, check.Refusal, () => new VerifyLines(id, city, context.Requester().Signatory, checks), context, grains);
    }

    static async Task<IResult> Confirm(string id, string city, OpinionInput? input, HttpContext context, IGrains grains)
    {
        if (!context.Requester().Is(Role.CityBureau, city)) return Problems.Result(BatchRefusal.CityUnknown);
        var check = new Checked();
        var opinion = check.OptionalText("opinion", input?.Opinion, BatchReading.ReasonMax);
        var seen = check.OptionalText("linesHash", input?.LinesHash, BatchReading.HashMax);
        return await Change(id, check.Refusal, () => new ConfirmVerification(id, city, context.Requester().Signatory, opinion, seen), context, grains);
    }

    static async Task<IResult> Approve(string id, OpinionInput? input, HttpContext context, IGrains grains, BatchWork work)
    {
        var check = new Checked();
        var opinion = check.OptionalText("opinion", input?.Opinion, BatchReading.ReasonMax);
        var seen = check.OptionalText("linesHash", input?.LinesHash, BatchReading.HashMax);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        if (Commands.ReadKey(context, out var key) is { } keyRefusal) return Problems.Result(keyRefusal);
        if (!ChinaMonth.IsOne(id)) return Problems.Result(BatchRefusal.Unknown);
        var sent = await grains.Send(new ApproveBatch(id, context.Requester().Signatory, opinion, seen), context.Caller(key), context.RequestAborted);
        if (sent.Refusal is { } refused) return Problems.Result(refused);
        // Carried out to the end even if nobody waits any more; if the server dies, the monthly job goes on with it.
        if (await work.Apply(id, context.Caller(null), null, CancellationToken.None) is { } refusal) return Problems.Result(refusal);
        return await View(id, context, grains);
    }

    static Task<IResult> Return(string id, ReturnInput input, HttpContext context, IGrains grains)
    {
        var check = new Checked();
        var reason = check.Text("reason", input.Reason, BatchReading.ReasonMax);
        return Change(id, check.Refusal, () => new ReturnBatch(id, reason), context, grains);
    }

    static async Task<IResult> Appeal(string id, string order, AppealInput input, HttpContext context, IGrains grains, Evidence evidence)
    {
        if (await Find(id, context, grains) is not { } state || OrdersIn(state)(order) is not { } found) return Problems.Result(BatchRefusal.LineUnknown);
        var check = new Checked();
        var reason = check.Text("reason", input.Reason, BatchReading.ReasonMax);
        var files = check.Files("evidence", input.Evidence);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        if (await evidence.FirstMissing(files, context.Requester(), context.RequestAborted) is { } missing) return Problems.Result(FileRefusal.EvidenceNotStored(missing));
        return await grains.Send(context, new ResubmitOrder(found, context.Requester().Scope!, reason, files));
    }

    /// <summary>Sends a turn about a batch and answers with the batch.</summary>
    static async Task<IResult> Change(string id, Refusal? malformed, Func<ITurn> turn, HttpContext context, IGrains grains)
    {
        if (malformed is not null) return Problems.Result(malformed);
        if (Commands.ReadKey(context, out var key) is { } keyRefusal) return Problems.Result(keyRefusal);
        if (!ChinaMonth.IsOne(id)) return Problems.Result(BatchRefusal.Unknown);
        var sent = await grains.Send(turn(), context.Caller(key), context.RequestAborted);
        return sent.Refusal is { } refused ? Problems.Result(refused) : await View(id, context, grains);
    }

    static async Task<IResult> View(
        string id, HttpContext context, IGrains grains, int status = StatusCodes.Status200OK, int skip = 0, int take = BatchView.LinesMax) =>
        await Find(id, context, grains) is { Batch.Status: not BatchStatus.None } state
            ? Results.Json(BatchView.Of(state, context.Requester(), skip, take), ApiJson.Options, statusCode: status)
            : Problems.Result(BatchRefusal.Unknown);

    static async Task<BatchState?> Find(string id, HttpContext context, IGrains grains) =>
        ChinaMonth.IsOne(id) ? await grains.Read(turn => BatchState.Of(turn, id), context.RequestAborted) : null;

    /// <summary>Orders are named by id or by number.</summary>
    static Func<string, OrderId?> OrdersIn(BatchState state)
    {
        var orders = new Dictionary<string, OrderId>(StringComparer.Ordinal);
        foreach (var line in state.Lines) orders[line.Proposed.Order.Value] = orders[line.Proposed.Number] = line.Proposed.Order;
        return name => orders.TryGetValue(name, out var order) ? order : null;
    }
}
