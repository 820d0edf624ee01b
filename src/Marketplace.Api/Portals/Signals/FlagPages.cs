using System.Globalization;
using System.Text.Json;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.Portals.Records;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Api.Signals;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Signals;

/// <summary>A flag with its evidence and what came of it; what each source found.</summary>
public static class FlagPages
{
    const Role Deciders = Role.Operator | Role.CityBureau;

    /// <summary>Other flags of the same order that are shown.</summary>
    const int OthersMax = 20;

    public static void MapFlagPages(this IEndpointRouteBuilder records)
    {
        records.MapGet("/records/flags/{id:long}", (long id, HttpContext context, ListReader reader) => Show(id, context, reader, null, null)).For(RecordsPages.Readers);
        records.MapPost("/records/flags/{id:long}", Dispose).For(Deciders);
        records.MapGet("/records/signals", Sources).For(RecordsPages.Readers);
    }

    static async Task<IResult> Show(long id, HttpContext context, ListReader reader, (DispositionInput Input, Guid Key)? sent, Refusal? problem)
    {
        if (await FlagEndpoints.Find(id, context, reader) is not { } flag) return Problems.Result(SignalRefusal.FlagUnknown);
        FlagLists.Read(context.Requester(), RecordDetails.Query("number", flag.Number), out var ofOrder);
        var others = (await reader.Page(ofOrder, new Page(1, OthersMax + 1), context.RequestAborted))
            .Select(d => JsonSerializer.Deserialize<FlagView>(d, ApiJson.Options)!).Where(f => f.Id != flag.Id).Take(OthersMax).ToList();
        var parameters = new
        {
            Flag = flag, Others = others, MayDecide = Deciders.Includes(context.Requester().Role), sent?.Input, sent?.Key, Problem = problem,
        };
        return problem is null ? Pages.Show<FlagPage>(parameters) : Pages.ShowAgain<FlagPage>(parameters, problem);
    }

    static async Task<IResult> Dispose(long id, HttpContext context, ListReader reader, Dispositions dispositions)
    {
        if (await FlagEndpoints.Find(id, context, reader) is null) return Problems.Result(SignalRefusal.FlagUnknown);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (input, key) = (new DispositionInput(form["finding"], form["reason"]), FormKey.Of(form));
        var refusal = await dispositions.Enter(Dispositions.Flags, "id", id, input, context.Requester().Actor, key, context.RequestAborted);
        return refusal is null
            ? Pages.SeeOther(string.Create(CultureInfo.InvariantCulture, $"/records/flags/{id}?notice=findingEntered"))
            : await Show(id, context, reader, (input, key), refusal);
    }

    static async Task<IResult> Sources(HttpContext context, SignalSources sources)
    {
        var month = context.Request.Query["month"].ToString();
        if (month.Length > 0 && !ChinaMonth.IsOne(month)) return Problems.Result(SignalSources.WrongMonth);
        return Pages.Show<SourcesPage>(new { View = await sources.Of(context.Requester(), month.Length > 0 ? month : null, context.RequestAborted) });
    }
}
