using Billing;
using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Companies;
using Marketplace.Api.Http;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Orders;

/// <summary>Why an order would be refused, in the words of the problem it would be answered with.</summary>
public sealed record QuoteRefusal(string Code, string Title, string TitleZh, string? Field, string? Article);

/// <summary>What an order would come to now.</summary>
/// <param name="Split">Who would pay how much; the company's share is what it pays itself.</param>
/// <param name="Remainder">What the company may still draw of its subsidy.</param>
/// <param name="RemainderAfter">The same after the order.</param>
/// <param name="AboveRemainder">What the policy in force does with orders above the remainder.</param>
/// <param name="Refusal">Null when the order would be accepted.</param>
public sealed record QuoteView(
    string Company, ListingId Listing, string Plan, Money Price, SubsidySplit Split, Money Remainder, Money RemainderAfter,
    AboveRemainder AboveRemainder, QuoteRefusal? Refusal)
{
    public static QuoteView Of(ListingId listing, Quote quote) => new(
        quote.Company.CreditCode.Value, listing, quote.Plan.Id, quote.Plan.PricePerYear, quote.Split, quote.Power.Remainder,
        quote.Power.Remainder - quote.Split.Province, quote.Power.AboveRemainder,
        quote.Refusal is { } r ? new QuoteRefusal(r.Code, r.Reason, r.ReasonZh, r.Field, r.Article) : null);
}

public static class QuoteEndpoints
{
    public static void MapQuotes(this IEndpointRouteBuilder api) =>
        api.MapGet("/companies/{creditCode}/quote", Get).For(Roles.Overseers | Role.CityBureau | Role.Company)
            .WithSummary("What ordering ?listing=&plan= would come to now: price, who pays how much, and why it would be refused.")
            .Produces<QuoteView>();

    static async Task<IResult> Get(
        string creditCode, string? listing, string? plan, HttpContext context, FactStreams streams, IGrains grains, SubsidyPolicy policy)
    {
        var check = new Checked();
        var listingId = new ListingId(check.Text("listing", listing, 64));
        var planId = check.Text("plan", plan, 64);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        if (await CompanyEndpoints.Visible(creditCode, context, streams) is null) return Problems.Result(CompanyRefusal.Unknown);
        var (quote, unknown) = await grains.Read(
            turn => Quote.For(turn, new CreditCode(creditCode), listingId, planId, policy), context.RequestAborted);
        return quote is null ? Problems.Result(unknown!) : Results.Json(QuoteView.Of(listingId, quote), ApiJson.Options);
    }
}
