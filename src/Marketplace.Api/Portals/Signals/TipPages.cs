using System.Globalization;
using Marketplace.Api.Access;
using Marketplace.Api.Companies;
using Marketplace.Api.Http;
using Marketplace.Api.People;
using Marketplace.Api.Portals.Records;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Api.Signals;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Signals;

/// <summary>The tip box, and a tip for those who look into it.</summary>
public static class TipPages
{
    public static void MapTipBox(this IEndpointRouteBuilder portals)
    {
        portals.MapGet("/tips", () => Pages.Show<TipFormPage>()).ForThePublic();
        portals.MapPost("/tips", Take).IsForNewcomers();
        portals.MapGet("/tips/received", () => Pages.Show<TipTakenPage>()).ForThePublic();
    }

    public static void MapTipRecords(this IEndpointRouteBuilder records)
    {
        records.MapGet("/records/tips/{id:long}", (long id, HttpContext context, TipReader tips) => Show(id, context, tips, null, null)).For(RecordsPages.Readers);
        records.MapPost("/records/tips/{id:long}", Dispose).For(TipEndpoints.Deciders);
    }

    static async Task<IResult> Take(HttpContext context, Tips tips)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var key = FormKey.Of(form);
        var input = new TipInput(form["what"], form["about"], form["named"], new ContactInput(form["contact.name"], form["contact.phone"], form["contact.email"]));
        var (_, refusal) = await tips.Take(input, key, context.RequestAborted);
        return refusal is null ? Pages.SeeOther("/tips/received") : Pages.ShowAgain<TipFormPage>(new { Input = input, Key = key, Problem = refusal }, refusal);
    }

    static async Task<IResult> Show(long id, HttpContext context, TipReader tips, (DispositionInput Input, Guid Key)? sent, Refusal? problem)
    {
        var requester = context.Requester();
        if (await tips.Find(id, requester, context.RequestAborted) is not { } tip) return Problems.Result(SignalRefusal.TipUnknown);
        var parameters = new { Tip = tip, MayDecide = TipEndpoints.Deciders.Includes(requester.Role), sent?.Input, sent?.Key, Problem = problem };
        return problem is null ? Pages.Show<TipPage>(parameters) : Pages.ShowAgain<TipPage>(parameters, problem);
    }

    static async Task<IResult> Dispose(long id, HttpContext context, TipReader tips, Dispositions dispositions)
    {
        if (await tips.Find(id, context.Requester(), context.RequestAborted) is null) return Problems.Result(SignalRefusal.TipUnknown);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (input, key) = (new DispositionInput(form["finding"], form["reason"]), FormKey.Of(form));
        var refusal = await dispositions.Enter(Dispositions.Tips, "number", id, input, context.Requester().Actor, key, context.RequestAborted);
        return refusal is null
            ? Pages.SeeOther(string.Create(CultureInfo.InvariantCulture, $"/records/tips/{id}?notice=findingEntered"))
            : await Show(id, context, tips, (input, key), refusal);
    }
}
