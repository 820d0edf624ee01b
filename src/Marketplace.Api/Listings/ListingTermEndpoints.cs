using Billing;
using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Listings;

/// <param name="PricePerYear">Yuan.</param>
/// <param name="From">The first day, in Asia/Shanghai, on which a term may begin at this price.</param>
public sealed record RenewalPriceInput(string? Plan, Money? PricePerYear, DateOnly? From);

/// <param name="FeePercent">0 to 30, with at most two decimals.</param>
public sealed record FeeInput(decimal? FeePercent);

/// <summary>On what terms a software is sold beyond the subsidy: what a renewal costs, and what the platform keeps.</summary>
public static class ListingTermEndpoints
{
    public static void MapListingTerms(this IEndpointRouteBuilder api)
    {
        api.MapPost("/listings/{id}/renewal-prices", Announce).For(Role.Vendor).NeedsKey()
            .WithSummary("Announce what a plan's renewal costs from a day on; dearer only after the days of notice in the policy.").Produces<RenewalPrice>();
        api.MapPost("/listings/{id}/fee-contract", Propose).For(Role.Operator).NeedsKey()
            .WithSummary("Offer the vendor a contract about what the platform keeps of what companies pay themselves; it holds once the vendor has accepted.").Produces<FeeContract>();
        api.MapPost("/listings/{id}/fee-contract/acceptance", Accept).For(Role.Vendor).NeedsKey()
            .WithSummary("Accept the fee that the platform offers; payments that were begun before keep theirs.").Produces<FeeContract>();
    }

    static async Task<IResult> Announce(string id, RenewalPriceInput input, HttpContext context, IGrains grains, SubsidyPolicy policy)
    {
        var (turn, malformed) = Read(id, input, context.Requester(), policy);
        return turn is null ? Problems.Result(malformed!) : await grains.Send(context, turn);
    }

    internal static (AnnounceRenewalPrice? Turn, Refusal? Refusal) Read(string id, RenewalPriceInput input, Requester requester, SubsidyPolicy policy)
    {
        var check = new Checked();
        var turn = new AnnounceRenewalPrice(
            new ListingId(id), new CreditCode(requester.Scope!), check.Text("plan", input.Plan, 64), check.Amount("pricePerYear", input.PricePerYear),
            check.Day("from", input.From)) { Policy = policy };
        return check.Refusal is { } malformed ? (null, malformed) : (turn, null);
    }

    static async Task<IResult> Propose(string id, FeeInput input, HttpContext context, IGrains grains) => ReadFee(input, out var basisPoints) is { } malformed
        ? Problems.Result(malformed) : await grains.Send(context, new OfferFee(new ListingId(id), basisPoints, context.Requester().Signatory));

    static async Task<IResult> Accept(string id, FeeInput input, HttpContext context, IGrains grains) => ReadFee(input, out var basisPoints) is { } malformed
        ? Problems.Result(malformed) : await grains.Send(context, new AgreeToFee(new ListingId(id), new CreditCode(context.Requester().Scope!), basisPoints));

    internal static Refusal? ReadFee(FeeInput input, out int basisPoints)
    {
        basisPoints = input.FeePercent is >= 0 and <= 100 ? (int)(input.FeePercent.Value * 100) : -1;
        return basisPoints is >= 0 and <= FeeContract.FeeBasisPointsMax && basisPoints == input.FeePercent * 100 ? null : ListingRefusal.FeeOutOfRange;
    }
}
