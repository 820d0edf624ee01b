using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Listings;

public sealed record NewUsageRuleInput(UsageRuleInput? UsageRule);

/// <summary>Usage rules of listings (使用次数判断规则, S003 art.9): presets, what a rule would change, and filing one.</summary>
public static class UsageRuleEndpoints
{
    public static void MapUsageRules(this IEndpointRouteBuilder api)
    {
        api.MapGet("/usage-rules/presets", () => Results.Json(UsageRulePreset.All, ApiJson.Options))
            .ForThePublic().WithSummary("Usage rules that published schemes go by; the first is this programme's.").Produces<IReadOnlyList<UsageRulePreset>>();
        api.MapPost("/listings/{id}/usage-rules", File).For(Role.Operator)
            .WithSummary("File a new version of a listing's usage rule: new orders get it, running ones keep theirs.").Produces<UsageRule>(StatusCodes.Status201Created);
        api.MapPost("/listings/{id}/usage-rules/preview", Preview).For(Role.Operator)
            .WithSummary("What a usage rule would have made of past usage, beside the rule in force; nothing is filed.").Produces<RulePreview>();
    }

    static async Task<IResult> File(string id, NewUsageRuleInput input, HttpContext context, IGrains grains) =>
        Read(input, out var rule) is { } malformed
            ? Problems.Result(malformed)
            : await grains.Send(context, new FileUsageRule(new ListingId(id), rule), StatusCodes.Status201Created);

    static async Task<IResult> Preview(string id, NewUsageRuleInput input, HttpContext context, FactStreams streams, RulePreviews previews)
    {
        if (Read(input, out var rule) is { } malformed) return Problems.Result(malformed);
        return await streams.Row<ListingRow>(ListingRow.Table, id, context.RequestAborted) is { } listing
            ? Results.Json(await previews.Of(listing, rule, context.RequestAborted), ApiJson.Options)
            : Problems.Result(ListingRefusal.Unknown);
    }

    static Refusal? Read(NewUsageRuleInput input, out UsageRule rule)
    {
        var check = new Checked();
        check.That(input.UsageRule is not null, "usageRule", "usageRule is required.", "请填写 usageRule。");
        rule = (input.UsageRule ?? new UsageRuleInput()).Read(check);
        return check.Refusal;
    }
}
