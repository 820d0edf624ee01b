using System.Text.Json;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Signals;

/// <summary>A flag as it was raised, and what came of it.</summary>
/// <param name="State"><c>open</c>, <c>confirmed</c> or <c>dismissed</c>.</param>
public sealed record FlagView(
    string Id, string Month, string Order, string Number, string City, string Company, string? CompanyName, string Signal, string[] Evidence, string State,
    DateTimeOffset RaisedAt, string RaisedBy, string? Reason, DateTimeOffset? DecidedAt, string? DecidedBy);

public static class FlagEndpoints
{
    public static void MapFlags(this IEndpointRouteBuilder api)
    {
        api.MapGet("/flags", (HttpContext context, ListAnswers lists) =>
                lists.Answer(context, FlagLists.Read(context.Requester(), context.Request.Query, out var list), list))
            .For(Roles.Overseers | Role.CityBureau).IsPaged("q", "signal", "state", "month", "city", "number")
            .WithSummary("What signals of fraud raised, each with its evidence and what came of it.");
        api.MapGet("/flags/sources", Sources).For(Roles.Overseers | Role.CityBureau)
            .WithSummary("What each signal, the random sample and the tips raised, what of it was looked at, and what was confirmed.").Produces<SourcesView>();
        api.MapGet("/flags/{id:long}", async (long id, HttpContext context, ListReader reader) =>
                await Find(id, context, reader) is { } flag ? Results.Json(flag, ApiJson.Options) : Problems.Result(SignalRefusal.FlagUnknown))
            .For(Roles.Overseers | Role.CityBureau).WithSummary("One flag.").Produces<FlagView>();
        api.MapPost("/flags/{id:long}/disposition", Dispose).For(Role.Operator | Role.CityBureau)
            .WithSummary("Enter what was found, once: confirmed or dismissed, with the reason.").Produces<FlagView>();
    }

    static async Task<IResult> Sources(HttpContext context, SignalSources sources)
    {
        var month = context.Request.Query["month"].ToString();
        if (month.Length > 0 && !ChinaMonth.IsOne(month)) return Problems.Result(SignalSources.WrongMonth);
        return Results.Json(await sources.Of(context.Requester(), month.Length > 0 ? month : null, context.RequestAborted), ApiJson.Options);
    }

    static async Task<IResult> Dispose(long id, DispositionInput input, HttpContext context, ListReader reader, Dispositions dispositions)
    {
        if (Commands.ReadKey(context, out var key) is { } keyRefusal) return Problems.Result(keyRefusal);
        if (await Find(id, context, reader) is null) return Problems.Result(SignalRefusal.FlagUnknown);
        var refusal = await dispositions.Enter(Dispositions.Flags, "id", id, input, context.Requester().Actor, key, context.RequestAborted);
        return refusal is null ? Results.Json(await Find(id, context, reader), ApiJson.Options) : Problems.Result(refusal);
    }

    /// <summary>The flag, if there is one and the requester may know of it.</summary>
    public static async Task<FlagView?> Find(long id, HttpContext context, ListReader reader) =>
        (await reader.Page(FlagLists.One(context.Requester(), id), new Page(1, 1), context.RequestAborted)).FirstOrDefault() is { } document
            ? JsonSerializer.Deserialize<FlagView>(document, ApiJson.Options) : null;
}
