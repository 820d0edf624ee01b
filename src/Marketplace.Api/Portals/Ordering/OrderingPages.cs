using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Orders;
using Marketplace.Api.Payments;
using Marketplace.Api.Portals.Company;
using Marketplace.Api.Portals.Payments;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Ordering;

/// <summary>From a plan to an order: what the subsidy pays and what the company pays, one confirmation, a receipt.</summary>
public static class OrderingPages
{
    public static void MapOrdering(this IEndpointRouteBuilder portals)
    {
        portals.MapGet("/software/{id}/order", Ask).For(Role.Company, Right.Order);
        portals.MapPost("/software/{id}/order", Place).For(Role.Company, Right.Order);
    }

    static async Task<IResult> Ask(string id, string? plan, HttpContext context, IGrains grains, SubsidyPolicy policy, Checkouts checkouts)
    {
        var (quote, unknown) = await QuoteFor(id, plan, context, grains, policy);
        return quote is null ? Problems.Result(unknown!) : Pages.Show<ConfirmPage>(new { Listing = id, Quote = quote, Policy = policy, CanPay = checkouts.IsConfigured });
    }

    static async Task<IResult> Place(
        string id, HttpContext context, IGrains grains, OrderNumbers numbers, SubsidyPolicy policy, Freshness freshness, Checkouts checkouts)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var plan = form["plan"].ToString();
        var turn = new PlaceOrder(context.Own(), new ListingId(id), plan) { Number = await numbers.Next(context.RequestAborted), Policy = policy };
        var sent = await grains.Send(turn, context.Caller(FormKey.Of(form)), context.RequestAborted);
        if (sent.Refusal is { } refusal)
        {
            var (quote, unknown) = await QuoteFor(id, plan, context, grains, policy);
            return quote is null
                ? Problems.Result(unknown!)
                : Pages.ShowAgain<ConfirmPage>(new { Listing = id, Quote = quote, Policy = policy, CanPay = checkouts.IsConfigured, Problem = refusal }, refusal);
        }
        await freshness.Reach(sent.Seq, context.RequestAborted);
        var order = (OrderRow)OrderRow.Table.Read(sent.Answer!);
        return Pages.SeeOther(order.Status == OrderStatus.AwaitingPayment ? PayPages.UrlOf(order.Id) : $"/company/orders/{order.Id}/receipt");
    }

    static async Task<(Quote? Quote, Refusal? Unknown)> QuoteFor(string id, string? plan, HttpContext context, IGrains grains, SubsidyPolicy policy) =>
        await grains.Read(turn => Quote.For(turn, context.Own(), new ListingId(id), plan ?? "", policy), context.RequestAborted);
}
