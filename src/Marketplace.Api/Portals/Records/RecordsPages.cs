using System.Text.Json;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.Portals.UsageRules;
using Marketplace.Api.Portals.Signals;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Records;

/// <summary>The records of the programme for those who keep and check them: lists, each with its filter in the address.</summary>
public static class RecordsPages
{
    public const Role Readers = Roles.Overseers | Role.CityBureau;

    public static void MapRecords(this IEndpointRouteBuilder portals)
    {
        var records = portals.MapGroup("").AddEndpointFilter<RouteGroupBuilder, PlainQueries>();
        foreach (var noun in RecordNoun.All)
            records.MapGet(noun.Path, (HttpContext context, ListReader reader, SavedFilters saved) => Show(noun, context, reader, saved)).For(noun.Readers);
        records.MapSavedFilters();
        records.MapBoard();
        records.MapRecordDetails();
        records.MapVendorSettlementPages();
        records.MapFundYearPages();
        records.MapEnrolmentPages();
        records.MapUsageRulePages();
        records.MapFlagPages();
        records.MapTipRecords();
    }

    static async Task<IResult> Show(RecordNoun noun, HttpContext context, ListReader reader, SavedFilters saved)
    {
        var (query, cancel) = (context.Request.Query, context.RequestAborted);
        var wrong = noun.Read(context.Requester(), query, out var list);
        if ((Page.Read(query, out var page, noun.Shape.SizeIsAlsoAFilter) ?? wrong) is { } refusal) return Problems.Result(refusal);
        var view = new RecordsView(
            noun, list, Columns(noun, list, query), await reader.Totals(list, cancel), Parse(await reader.Page(list, page, cancel)), page,
            await Facets(noun, list, context.Requester(), reader, cancel),
            PersonOf(context) is { } person ? await saved.Of(person, noun.Shape.Name, cancel) : null);
        return Pages.Show<RecordsPage>(new { View = view });
    }

    /// <summary>The person who asks; null for a key, which keeps no filters.</summary>
    public static Guid? PersonOf(HttpContext context) => Guid.TryParseExact(context.Requester().Id, "D", out var id) ? id : null;

    public static IReadOnlyList<JsonElement> Parse(IEnumerable<string> documents) =>
        [.. documents.Select(d => JsonSerializer.Deserialize<JsonElement>(d))];

    static Column[] Columns(RecordNoun noun, ListRequest list, IQueryCollection query) => query.ContainsKey("columns")
        ? [.. list.Chosen]
        : [.. noun.Shown.Select(f => list.Columns.FirstOrDefault(c => c.Field == f)).OfType<Column>()];

    static async Task<IReadOnlyDictionary<string, IReadOnlyList<FacetCount>>> Facets(
        RecordNoun noun, ListRequest list, Requester requester, ListReader reader, CancellationToken cancel)
    {
        var facets = new Dictionary<string, IReadOnlyList<FacetCount>>();
        foreach (var filter in noun.Filters.Where(f => f.Kind == FilterKind.Choice && !(f.NotForCities && requester.Role == Role.CityBureau)))
            facets[filter.Name] = await reader.Facet(list, filter.Name, cancel);
        return facets;
    }
}
