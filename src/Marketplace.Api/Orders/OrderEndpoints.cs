using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Orders;

/// <param name="Company">The credit code of the own company.</param>
public sealed record OrderInput(string? Company, string? Listing, string? Plan);

public sealed record CancellationInput(string? Reason);

/// <summary>Nothing to say beyond that it is done.</summary>
public sealed record ProvisioningInput;

public sealed record RatingInput(bool? Satisfied, string? Comment);

public static class OrderEndpoints
{
    public static void MapOrders(this IEndpointRouteBuilder api)
    {
        api.MapPost("/orders", Place).For(Role.Company, Right.Order).NeedsKey()
            .WithSummary("Order a plan: the subsidy pays first, then the city, then the company (S003 art.17, art.20).")
            .Produces<OrderRow>(StatusCodes.Status201Created);
        api.MapPost("/orders/{id}/cancellation", Cancel).For(Role.Company, Right.Order).NeedsKey()
            .WithSummary("Cancel while it awaits payment, or in the cooling-off time while not provisioned.").Produces<OrderRow>();
        api.MapPost("/orders/{id}/provisioning", Provision).For(Role.Vendor).NeedsKey()
            .WithSummary("The vendor confirms that the company can use the software.").Produces<OrderRow>();
        api.MapPost("/orders/{id}/rating", Rate).For(Role.Company, Right.Order)
            .WithSummary("The company says whether it is satisfied (S003 art.25-5).").Produces<OrderRow>();
        api.MapGet("/orders", List).For(Roles.All).IsPaged("q", "status", "company", "vendor", "listing", "city", "placedFrom", "placedTo")
            .WithSummary("Orders of the own scope; days are those of Asia/Shanghai, both included.");
        api.MapGet("/orders/{id}", Get).For(Roles.All).WithSummary("One order, by its id or its number.").Produces<OrderRow>();
        api.MapGet("/orders/{id}/events", Events).For(Roles.All).WithSummary("The order's history: what happened, when, by whom.")
            .Produces<IReadOnlyList<FactView>>();
        api.MapGet("/orders/{id}/usage", Usage).For(Roles.All)
            .WithSummary("How the order was used, month by month, beside the rule it was confirmed with (S003 art.9, art.15).").Produces<OrderUsage>();
    }

    static async Task<IResult> Place(
        OrderInput input, HttpContext context, IGrains grains, OrderNumbers numbers, SubsidyPolicy policy)
    {
        var check = new Checked();
        var company = check.Text("company", input.Company, 64);
        var listing = check.Text("listing", input.Listing, 64);
        var plan = check.Text("plan", input.Plan, 64);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        if (!context.Requester().Is(Role.Company, company)) return Problems.Result(AccessRefusal.NotYours);
        var turn = new PlaceOrder(new CreditCode(company), new ListingId(listing), plan)
        {
            Number = await numbers.Next(context.RequestAborted),
            Policy = policy,
        };
        return await grains.Send(context, turn, StatusCodes.Status201Created);
    }

    static async Task<IResult> Cancel(string id, CancellationInput input, HttpContext context, IGrains grains, OrderLookup lookup)
    {
        var check = new Checked();
        var reason = check.Text("reason", input.Reason, 500);
        return check.Refusal is { } malformed
            ? Problems.Result(malformed)
            : await grains.Send(context, new CancelOrder(await lookup.Resolve(id, context.RequestAborted), Own(context), reason));
    }

    static async Task<IResult> Provision(string id, ProvisioningInput? input, HttpContext context, IGrains grains, OrderLookup lookup) =>
        await grains.Send(context, new ProvisionOrder(await lookup.Resolve(id, context.RequestAborted), Own(context)));

    static async Task<IResult> Rate(string id, RatingInput input, HttpContext context, IGrains grains, OrderLookup lookup)
    {
        var check = new Checked();
        check.That(input.Satisfied is not null, "satisfied", "satisfied is true or false.", "satisfied 应为 true 或 false。");
        var comment = check.OptionalText("comment", input.Comment, 1000);
        return check.Refusal is { } malformed
            ? Problems.Result(malformed)
            : await grains.Send(context, new RateOrder(await lookup.Resolve(id, context.RequestAborted), Own(context), input.Satisfied!.Value, comment));
    }

    static CreditCode Own(HttpContext context) => new(context.Requester().Scope!);

    static Task<IResult> List(HttpContext context, ListAnswers lists) =>
        lists.Answer(context, OrderLists.Read(context.Requester(), context.Request.Query, out var list), list);

    static async Task<IResult> Get(string id, HttpContext context, FactStreams streams, OrderLookup lookup) =>
        await Visible(id, context, streams, lookup) is { } order ? Results.Json(order, ApiJson.Options) : Problems.Result(OrderRefusal.Unknown);

    static async Task<IResult> Events(string id, HttpContext context, FactStreams streams, OrderLookup lookup)
    {
        if (await Visible(id, context, streams, lookup) is not { } order) return Problems.Result(OrderRefusal.Unknown);
        var stream = await streams.Stream(Order.Grain.StreamId(order.Id.Value), context.RequestAborted);
        return Results.Json(stream!.Facts, ApiJson.Options);
    }

    static async Task<IResult> Usage(string id, HttpContext context, FactStreams streams, OrderLookup lookup, OrderUsages usages) =>
        await Visible(id, context, streams, lookup) is { } order
            ? Results.Json(await usages.Of(order, context.RequestAborted), ApiJson.Options) : Problems.Result(OrderRefusal.Unknown);

    /// <summary>The order, if there is one and the requester may know of it.</summary>
    static async Task<OrderRow?> Visible(string idOrNumber, HttpContext context, FactStreams streams, OrderLookup lookup)
    {
        var id = await lookup.Resolve(idOrNumber, context.RequestAborted);
        if (await streams.Row<OrderRow>(OrderRow.Table, id.Value, context.RequestAborted) is not { } order) return null;
        return OrderLists.MaySee(context.Requester(), order) ? order : null;
    }
}
