using System.Globalization;
using System.Text.Json;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.People;
using Marketplace.Api.Personal;
using Npgsql;

namespace Marketplace.Api.Signals;

/// <param name="Id">The number under which it is looked into.</param>
public sealed record TipReceipt(string Id);

/// <summary>A tip as those see it who look into it.</summary>
/// <param name="Contact">Only for the operator and the province; null too when none was left.</param>
public sealed record TipView(
    string Id, DateTimeOffset ReceivedAt, string About, string? Named, string What, string? Order, string? Number, string? Company, string? CompanyName,
    string? Vendor, string? VendorName, string? City, bool HasContact, string State, string? Reason, DateTimeOffset? DecidedAt, string? DecidedBy,
    Contact? Contact = null);

public static class TipEndpoints
{
    public const Role Deciders = Role.Operator | Role.ProvinceBureau | Role.CityBureau;

    public static void MapTips(this IEndpointRouteBuilder api)
    {
        api.MapPost("/tips", Take).IsForNewcomers().NeedsKey()
            .WithSummary("Tell of something that seems wrong; no account is needed.").Produces<TipReceipt>(StatusCodes.Status201Created);
        api.MapGet("/tips", (HttpContext context, ListAnswers lists) =>
                lists.Answer(context, TipLists.Read(context.Requester(), context.Request.Query, out var list), list))
            .For(Roles.Overseers | Role.CityBureau).IsPaged("q", "state", "about", "city").WithSummary("What people have told.");
        api.MapGet("/tips/{id:long}", async (long id, HttpContext context, TipReader tips) =>
                await tips.Find(id, context.Requester(), context.RequestAborted) is { } tip ? Results.Json(tip, ApiJson.Options) : Problems.Result(SignalRefusal.TipUnknown))
            .For(Roles.Overseers | Role.CityBureau).WithSummary("One tip; its contact only for the operator and the province.").Produces<TipView>();
        api.MapPost("/tips/{id:long}/disposition", Dispose).For(Deciders)
            .WithSummary("Enter what was found, once: confirmed or dismissed, with the reason.").Produces<TipView>();
    }

    static async Task<IResult> Take(TipInput input, HttpContext context, Tips tips)
    {
        if (Commands.ReadKey(context, out var key) is { } keyRefusal) return Problems.Result(keyRefusal);
        var (number, refusal) = await tips.Take(input, key!.Value, context.RequestAborted);
        return refusal is null
            ? Results.Json(new TipReceipt(number.ToString(CultureInfo.InvariantCulture)), ApiJson.Options, statusCode: StatusCodes.Status201Created)
            : Problems.Result(refusal);
    }

    static async Task<IResult> Dispose(long id, DispositionInput input, HttpContext context, TipReader tips, Dispositions dispositions)
    {
        if (Commands.ReadKey(context, out var key) is { } keyRefusal) return Problems.Result(keyRefusal);
        var (requester, cancel) = (context.Requester(), context.RequestAborted);
        if (await tips.Find(id, requester, cancel) is null) return Problems.Result(SignalRefusal.TipUnknown);
        var refusal = await dispositions.Enter(Dispositions.Tips, "number", id, input, requester.Actor, key, cancel);
        return refusal is null ? Results.Json(await tips.Find(id, requester, cancel), ApiJson.Options) : Problems.Result(refusal);
    }
}

/// <summary>Finds one tip, with its contact for those who may ask back.</summary>
public sealed class TipReader(NpgsqlDataSource database, ListReader lists, PersonalData personalData)
{
    /// <summary>Null where there is none, or none that the requester may know of.</summary>
    public async Task<TipView?> Find(long number, Requester requester, CancellationToken cancel)
    {
        var document = (await lists.Page(TipLists.One(requester, number), new Page(1, 1), cancel)).FirstOrDefault();
        if (document is null || JsonSerializer.Deserialize<TipView>(document, ApiJson.Options) is not { } tip) return null;
        return (Role.Operator | Role.ProvinceBureau).Includes(requester.Role) && tip.HasContact ? tip with { Contact = await ContactOf(number, cancel) } : tip;
    }

    async Task<Contact?> ContactOf(long number, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select id, contact from signals.tips where number = $1");
        command.Parameters.AddWithValue(number);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? await personalData.Open(Tips.SubjectOf(reader.GetGuid(0)), reader.GetString(1), cancel) : null;
    }
}
