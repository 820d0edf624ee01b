using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Listings;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.UsageRules;

/// <summary>A new version of a software's usage rule: filled in, tried on past usage and read as a sentence, then filed.</summary>
public static class UsageRulePages
{
    public static void MapUsageRulePages(this IEndpointRouteBuilder records)
    {
        records.MapGet("/records/listings/{id}/usage-rule", Fill).For(Role.Operator);
        records.MapGet("/records/listings/{id}/usage-rule/check", Check).For(Role.Operator);
        records.MapPost("/records/listings/{id}/usage-rule", File).For(Role.Operator);
    }

    static Task<ListingRow?> Find(string id, HttpContext context, FactStreams streams) =>
        streams.Row<ListingRow>(ListingRow.Table, id, context.RequestAborted);

    static async Task<IResult> Fill(string id, string? preset, HttpContext context, FactStreams streams)
    {
        if (await Find(id, context, streams) is not { } listing) return Problems.Result(ListingRefusal.Unknown);
        var chosen = UsageRulePreset.All.FirstOrDefault(p => p.Id == preset);
        var sent = RuleFields.Of(context.Request.Query);
        return Pages.Show<FillRulePage>(new
        {
            Listing = listing, Preset = chosen?.Id,
            Fields = chosen is not null ? RuleFields.Of(chosen.Rule) : sent.Filled.Any() ? sent : RuleFields.Of(listing.UsageRule),
        });
    }

    static async Task<IResult> Check(string id, HttpContext context, FactStreams streams, RulePreviews previews)
    {
        if (await Find(id, context, streams) is not { } listing) return Problems.Result(ListingRefusal.Unknown);
        var fields = RuleFields.Of(context.Request.Query);
        if (fields.Read(out var rule) is { } refusal) return Again(listing, fields, refusal);
        return Pages.Show<CheckRulePage>(new { Listing = listing, Fields = fields, Preview = await previews.Of(listing, rule, context.RequestAborted) });
    }

    static async Task<IResult> File(string id, HttpContext context, FactStreams streams, IGrains grains, Freshness freshness)
    {
        if (await Find(id, context, streams) is not { } listing) return Problems.Result(ListingRefusal.Unknown);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var fields = RuleFields.Of(form);
        if (fields.Read(out var rule) is { } malformed) return Again(listing, fields, malformed);
        var sent = await grains.Send(new FileUsageRule(listing.Id, rule), context.Caller(FormKey.Of(form)), context.RequestAborted);
        if (sent.Refusal is { } refusal) return Again(listing, fields, refusal);
        await freshness.Reach(sent.Seq, context.RequestAborted);
        return Pages.SeeOther($"/records/listings/{id}?notice=usageRuleFiled");
    }

    static IResult Again(ListingRow listing, RuleFields fields, Refusal refusal) =>
        Pages.ShowAgain<FillRulePage>(new { Listing = listing, Fields = fields, Problem = refusal }, refusal);
}
