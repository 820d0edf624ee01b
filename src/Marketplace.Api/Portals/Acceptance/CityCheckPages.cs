using Billing;
using Marketplace.Api.Acceptance;
using Marketplace.Api.Access;
using Marketplace.Api.Files;
using Marketplace.Api.Http;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.Mvc;
using CityPart = Marketplace.Grains.Acceptance.Verification;

namespace Marketplace.Api.Portals.Acceptance;

/// <summary>A city's sample of a month.</summary>
/// <param name="Lines">Those that the city looks at, in the order of their numbers.</param>
public sealed record CitySample(string Month, string City, Batch Batch, CityPart Part, IReadOnlyList<NamedLine> Lines)
{
    public int Done => Lines.Count(l => l.Line.State != ReviewState.Selected);

    public bool IsOpen => Batch.Status == BatchStatus.Submitted && Part.Status == VerificationStatus.Submitted;

    /// <summary>The next that has no result yet, after this one and round again; null when all have.</summary>
    public NamedLine? NextAfter(OrderId? order)
    {
        var here = Lines.TakeWhile(l => l.Proposed.Order != order).Count() + 1;
        return Lines.Skip(here).Concat(Lines.Take(here)).FirstOrDefault(l => l.Line.State == ReviewState.Selected && l.Proposed.Order != order);
    }
}

/// <summary>A city verifies its sample: one person card by card, a second one all at once.</summary>
public static class CityCheckPages
{
    public static void MapCityChecks(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/acceptance/{month}/checks", ShowSample<ChecksPage>).For(Role.CityBureau);
        pages.MapGet("/acceptance/{month}/form", ShowSample<CheckFormPage>).For(Role.CityBureau);
        pages.MapGet("/acceptance/{month}/results", ShowSample<ResultsPage>).For(Role.CityBureau);
        pages.MapPost("/acceptance/{month}/confirmation", Confirm).For(Role.CityBureau);
        pages.MapGet("/acceptance/{month}/checks/{order}", (string month, string order, HttpContext context, IGrains grains, LineNames names, LineLooks looks) =>
            ShowOne(month, order, context, grains, names, looks, null, null)).For(Role.CityBureau);
        pages.MapPost("/acceptance/{month}/checks/{order}", Save).For(Role.CityBureau).WithMetadata(new RequestSizeLimitAttribute(EvidenceForm.BytesMax));
    }

    /// <summary>Null where there is no batch, or nothing in it for the city.</summary>
    static async Task<CitySample?> Find(string month, HttpContext context, IGrains grains, LineNames names)
    {
        var city = context.Requester().Scope!;
        if (await AcceptancePages.Find(month, context, grains) is not { } state || state.Part(city) is not { } part) return null;
        var lines = part.InOrder.Where(l => l.State != ReviewState.NotSelected).Select(l => (city, l)).ToList();
        return new CitySample(month, city, state.Batch, part, await names.Of(lines, context.RequestAborted));
    }

    static async Task<IResult> ShowSample<TPage>(string month, HttpContext context, IGrains grains, LineNames names)
        where TPage : Microsoft.AspNetCore.Components.IComponent =>
        await Find(month, context, grains, names) is { } sample ? Pages.Show<TPage>(new { Sample = sample }) : Problems.Result(BatchRefusal.CityUnknown);

    static async Task<IResult> ShowOne(
        string month, string order, HttpContext context, IGrains grains, LineNames names, LineLooks looks, Refusal? problem, CheckSent? sent)
    {
        if (await Find(month, context, grains, names) is not { } sample) return Problems.Result(BatchRefusal.CityUnknown);
        if (sample.Lines.FirstOrDefault(l => l.Proposed.Order.Value == order) is not { } line || await looks.Find(month, order, context) is not { } look)
            return Problems.Result(BatchRefusal.LineUnknown);
        var parameters = new { Sample = sample, Look = look, Sent = sent ?? CheckSent.Of(line.Line.Check), Problem = problem };
        return problem is null ? Pages.Show<CheckPage>(parameters) : Pages.ShowAgain<CheckPage>(parameters, problem);
    }

    static async Task<IResult> Save(
        string month, string order, HttpContext context, IGrains grains, LineNames names, LineLooks looks, Evidence evidence, Freshness freshness)
    {
        if (await Find(month, context, grains, names) is not { } sample) return Problems.Result(BatchRefusal.CityUnknown);
        if (sample.Lines.FirstOrDefault(l => l.Proposed.Order.Value == order) is not { } line) return Problems.Result(BatchRefusal.LineUnknown);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var check = new Checked();
        var photos = await evidence.Read(form, check, context);
        var sent = CheckSent.Of(form, photos);
        var found = sent.Read(line.Proposed.Order, check);
        var refusal = check.Refusal;
        if (refusal is null)
        {
            var answer = await grains.Send(
                new VerifyLines(month, sample.City, context.Requester().Signatory, [found]), context.Caller(FormKey.Of(form)), context.RequestAborted);
            refusal = answer.Refusal;
            await freshness.Reach(answer.Seq, context.RequestAborted);
        }
        if (refusal is not null)
            return await ShowOne(month, order, context, grains, names, looks, refusal.At("result", "amount", "code", "reason", "notes", "photos"), sent);
        return Pages.SeeOther(sample.NextAfter(line.Proposed.Order) is { } next
            ? $"/acceptance/{month}/checks/{next.Proposed.Order}?notice=lineChecked" : $"/acceptance/{month}/results?notice=allChecked");
    }

    static async Task<IResult> Confirm(string month, HttpContext context, IGrains grains, LineNames names, Freshness freshness)
    {
        if (await Find(month, context, grains, names) is not { } sample) return Problems.Result(BatchRefusal.CityUnknown);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var check = new Checked();
        var opinion = check.OptionalText("opinion", form["opinion"], BatchReading.ReasonMax);
        var seen = check.OptionalText("linesHash", form["linesHash"], BatchReading.HashMax);
        var refusal = check.Refusal;
        if (refusal is null)
        {
            var sent = await grains.Send(
                new ConfirmVerification(month, sample.City, context.Requester().Signatory, opinion, seen), context.Caller(FormKey.Of(form)), context.RequestAborted);
            refusal = sent.Refusal;
            await freshness.Reach(sent.Seq, context.RequestAborted);
        }
        return refusal is null
            ? Pages.SeeOther($"/acceptance/{month}?notice=cityConfirmed")
            : Pages.ShowAgain<ResultsPage>(new { Sample = sample, Problem = refusal.At("opinion"), Opinion = form["opinion"].ToString() }, refusal);
    }
}

/// <summary>What a card is filled with: as it was found before, or as it was sent and refused.</summary>
public sealed record CheckSent(string? Result, string? Amount, string? Code, string? Reason, string? Notes, IReadOnlyList<string> Photos)
{
    public static CheckSent Of(Check? check) => check is null
        ? new CheckSent(null, null, null, null, null, [])
        : new CheckSent(LineFilter.CodeOf(check.Result), check.Amount?.ToString(), check.Code, check.Reason, check.Notes, check.Photos);

    public static CheckSent Of(IFormCollection form, IReadOnlyList<string> photos) =>
        new(form["result"], form["amount"], form["code"], form["reason"], form["notes"], photos);

    /// <summary>The check that was meant; what only the batch can judge is left to it.</summary>
    public Check Read(OrderId order, Checked check)
    {
        CheckResult? result = Result switch
        {
            "pass" => CheckResult.Pass,
            "deduct" => CheckResult.Deduct,
            "reject" => CheckResult.Reject,
            "bypass" => CheckResult.Bypass,
            _ => null,
        };
        check.That(result is not null, "result", "Choose what you found.", "请选择核验结果。");
        Money? amount = null;
        if (result == CheckResult.Deduct)
        {
            check.That(Money.TryParse(Amount?.Trim() ?? "", out var right), "amount", BatchRefusal.DeductionWrong.Reason, BatchRefusal.DeductionWrong.ReasonZh);
            amount = right;
        }
        var code = result is CheckResult.Deduct or CheckResult.Reject ? check.Choice("code", Code, AcceptanceWords.CheckCodes) : null;
        return new Check(
            order, result ?? CheckResult.Pass, amount, code, result == CheckResult.Pass ? null : check.OptionalText("reason", Reason, BatchReading.ReasonMax),
            check.OptionalText("notes", Notes, BatchReading.NotesMax), [.. Photos]);
    }
}
