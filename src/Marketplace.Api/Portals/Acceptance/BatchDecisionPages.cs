using Marketplace.Api.Acceptance;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Acceptance;

/// <summary>Submitting, approving and returning a batch.</summary>
public static class BatchDecisionPages
{
    public static void MapBatchDecisions(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/acceptance/{month}/submission", Check).For(Role.Operator);
        pages.MapPost("/acceptance/{month}/submission", Submit).For(Role.Operator);
        pages.MapPost("/acceptance/{month}/approval", Approve).For(Role.ProvinceBureau);
        pages.MapPost("/acceptance/{month}/return", Return).For(Role.ProvinceBureau);
    }

    /// <summary>Check your answers: what will be submitted, once more.</summary>
    static async Task<IResult> Check(string month, HttpContext context, IGrains grains, LineNames names)
    {
        if (await AcceptancePages.Find(month, context, grains) is not { } state) return Problems.Result(BatchRefusal.Unknown);
        var adjusted = state.Parts.SelectMany(p => p.Part.InOrder.Where(l => l.Adjusted is not null).Select(l => (p.City, Line: l))).ToList();
        return Pages.Show<SubmissionPage>(new
        {
            Batch = BatchView.Of(state, context.Requester(), take: 0), Sums = LineSums.Of(state.Lines),
            Adjusted = await names.Of(adjusted, context.RequestAborted),
        });
    }

    static Task<IResult> Submit(string month, HttpContext context, IGrains grains, BatchLines lines, FactStreams streams, Freshness freshness) =>
        Change(month, "batchSubmitted", (_, _) => new SubmitBatch(month, context.Requester().Signatory), null, context, grains, lines, streams, freshness);

    static Task<IResult> Approve(string month, HttpContext context, IGrains grains, BatchLines lines, FactStreams streams, Freshness freshness, AcceptanceRuns runs) =>
        Change(month, "batchApproved", (form, check) =>
            new ApproveBatch(month, context.Requester().Signatory, check.OptionalText("opinion", form["opinion"], BatchReading.ReasonMax),
                check.OptionalText("linesHash", form["linesHash"], BatchReading.HashMax)),
        // From now on it is approved, whoever waits: so is what follows.
        key => runs.Start(month, key, context.Requester(), CancellationToken.None), context, grains, lines, streams, freshness);

    static Task<IResult> Return(string month, HttpContext context, IGrains grains, BatchLines lines, FactStreams streams, Freshness freshness) =>
        Change(month, "batchReturned", (form, check) => new ReturnBatch(month, check.Text("reason", form["reason"], BatchReading.ReasonMax)), null, context, grains, lines, streams, freshness);

    /// <summary>Reads the form, sends the turn and leads back to the batch; or shows it again with what is wrong and what was sent.</summary>
    /// <param name="afterwards">What is begun once the turn is on record, under the form's key, and where that is seen.</param>
    static async Task<IResult> Change(
        string month, string notice, Func<IFormCollection, Checked, ITurn> read, Func<Guid, Task<(string? Page, Refusal? Refusal)>>? afterwards, HttpContext context, IGrains grains,
        BatchLines lines, FactStreams streams, Freshness freshness)
    {
        if (await AcceptancePages.Find(month, context, grains) is null) return Problems.Result(BatchRefusal.Unknown);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var check = new Checked();
        var turn = read(form, check);
        var (page, refusal) = ((string?)$"/acceptance/{month}", check.Refusal);
        if (refusal is null)
        {
            var sent = await grains.Send(turn, context.Caller(FormKey.Of(form)), context.RequestAborted);
            refusal = sent.Refusal;
            if (refusal is null && afterwards is not null) (page, refusal) = await afterwards(FormKey.Of(form));
            await freshness.Reach(sent.Seq, context.RequestAborted);
        }
        return refusal is null
            ? Pages.SeeOther($"{page}?notice={notice}")
            : await AcceptancePages.Show(month, context, grains, lines, streams, refusal.At("opinion", "reason"), form);
    }
}
