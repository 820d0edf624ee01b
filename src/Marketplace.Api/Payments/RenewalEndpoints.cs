using Billing;
using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Orders;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Payments;

public sealed record RenewalInput(string? Plan);

public sealed record NonRenewalInput(string? Reason);

/// <summary>A plan that an order can be renewed with.</summary>
/// <param name="PricePerYear">For the term that begins when the order's ends; all of it is paid by the company.</param>
/// <param name="Before">What a term that began today would cost, where that is another price: the change was announced.</param>
/// <param name="AnnouncedOn">When the price was announced; null where it is the plan's market price.</param>
/// <param name="IsCurrent">It is the order's plan.</param>
public sealed record RenewalPlan(string Plan, string Name, int Seats, Money PricePerYear, Money? Before, DateOnly? AnnouncedOn, bool IsCurrent);

/// <summary>What going on after the term would cost (S003 art.17: market terms). Nothing is renewed without a yes.</summary>
/// <param name="EndsAt">When the term ends, and a renewal's would begin.</param>
/// <param name="OpensAt">From when it can be renewed.</param>
/// <param name="IsOpen">It can be renewed now.</param>
/// <param name="RenewedBy">The order that renews it, paid or not.</param>
public sealed record RenewalOffer(
    OrderId Order, string Number, DateTimeOffset EndsAt, DateTimeOffset OpensAt, bool IsOpen, OrderId? RenewedBy, bool IsDeclined, IReadOnlyList<RenewalPlan> Plans)
{
    /// <summary>Null for an order without a term.</summary>
    public static RenewalOffer? Of(OrderRow order, ListingRow listing, SubsidyPolicy policy, DateTimeOffset now)
    {
        if (order.FreeTerm is not { } term) return null;
        var (opens, isRunning) = (term.To.AddDays(-policy.RenewalOpensDays), order.Status is OrderStatus.Confirmed or OrderStatus.Provisioned);
        return new RenewalOffer(
            order.Id, order.Number, term.To, opens, isRunning && now >= opens && now < term.To, order.RenewedBy, order.IsRenewalDeclined,
            [.. listing.Plans.Select(p => Plan(p, order, listing, ChinaTime.DayOf(term.To), ChinaTime.DayOf(now)))]);
    }

    static RenewalPlan Plan(Plan plan, OrderRow order, ListingRow listing, DateOnly begins, DateOnly today)
    {
        var announced = listing.RenewalPrices.LastOrDefault(p => p.Plan == plan.Id && p.From <= begins);
        var (price, before) = (announced?.PricePerYear ?? plan.MarketPrice, listing.RenewalPriceOf(plan, today));
        return new RenewalPlan(plan.Id, plan.Name, plan.Seats, price, before == price ? null : before, announced?.AnnouncedOn, plan.Id == order.Plan);
    }
}

/// <summary>Going on after the free year, or not (S003 art.17).</summary>
public static class RenewalEndpoints
{
    public static void MapRenewals(this IEndpointRouteBuilder api)
    {
        api.MapGet("/orders/{id}/renewal", Offer).For(Roles.Overseers | Role.Company)
            .WithSummary("What it would cost to go on after the term, by plan, and from when it can be renewed.").Produces<RenewalOffer>();
        api.MapPost("/orders/{id}/renewal", Renew).For(Role.Company, Right.Order).NeedsKey()
            .WithSummary("Say yes to a renewal: an order of its own that the company pays, whose term begins when the old one ends.").Produces<OrderRow>(StatusCodes.Status201Created);
        api.MapPost("/orders/{id}/nonrenewal", Decline).For(Role.Company, Right.Order).NeedsKey()
            .WithSummary("Say no to a renewal: the term goes on to its end, and nobody asks again.").Produces<OrderRow>();
    }

    static async Task<IResult> Offer(string id, HttpContext context, FactStreams streams, OrderLookup lookup, SubsidyPolicy policy, TimeProvider clock)
    {
        var order = await lookup.Resolve(id, context.RequestAborted);
        if (await streams.Row<OrderRow>(OrderRow.Table, order.Value, context.RequestAborted) is not { } row || !OrderLists.MaySee(context.Requester(), row))
            return Problems.Result(OrderRefusal.Unknown);
        var listing = await streams.Row<ListingRow>(ListingRow.Table, row.Listing.Value, context.RequestAborted);
        return RenewalOffer.Of(row, listing!, policy, clock.GetUtcNow()) is { } offer
            ? Results.Json(offer, ApiJson.Options) : Problems.Result(OrderRefusal.NotRenewable);
    }

    static async Task<IResult> Renew(
        string id, RenewalInput input, HttpContext context, IGrains grains, OrderLookup lookup, OrderNumbers numbers, SubsidyPolicy policy)
    {
        var check = new Checked();
        var plan = check.Text("plan", input.Plan, 64);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        var turn = new RenewOrder(await lookup.Resolve(id, context.RequestAborted), Own(context), plan)
        {
            Number = await numbers.Next(context.RequestAborted), Policy = policy,
        };
        return await grains.Send(context, turn, StatusCodes.Status201Created);
    }

    static async Task<IResult> Decline(string id, NonRenewalInput? input, HttpContext context, IGrains grains, OrderLookup lookup)
    {
        var check = new Checked();
        var reason = check.OptionalText("reason", input?.Reason, 500);
        return check.Refusal is { } malformed
            ? Problems.Result(malformed) : await grains.Send(context, new DeclineRenewal(await lookup.Resolve(id, context.RequestAborted), Own(context), reason));
    }

    static CreditCode Own(HttpContext context) => new(context.Requester().Scope!);
}
