using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Orders;
using Marketplace.Api.Portals.Records;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Vendors;

/// <summary>A vendor's orders: which wait to be provisioned, of which no usage arrives; and saying that one is provisioned.</summary>
public static class VendorOrderPages
{
    const string Path = "/vendor/orders";

    const int OrdersPerPage = 25;

    public static void MapVendorOrders(this IEndpointRouteBuilder portals)
    {
        var pages = portals.MapGroup("").AddEndpointFilter<RouteGroupBuilder, PlainQueries>();
        pages.MapGet(Path, (HttpContext context, VendorOrders orders, TimeProvider clock) => Show(context, orders, clock, null, null)).For(Role.Vendor);
        pages.MapPost($"{Path}/{{id}}/provisioning", Provision).For(Role.Vendor);
    }

    public static string UrlOf(VendorOrderState state) => $"{Path}?state={CodeOf(state)}";

    public static string CodeOf(VendorOrderState state) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(state.ToString());

    /// <param name="refused">The order that was to be provisioned, and why it was not.</param>
    static async Task<IResult> Show(HttpContext context, VendorOrders orders, TimeProvider clock, string? refused, Refusal? problem)
    {
        if (Page.Read(context.Request.Query, out var asked) is { } malformed) return Problems.Result(malformed);
        var (vendor, today, cancel) = (new CreditCode(context.Requester().Scope!), ChinaTime.DayOf(clock.GetUtcNow()), context.RequestAborted);
        var counts = await orders.Counts(vendor, today, cancel);
        var state = Enum.TryParse<VendorOrderState>(context.Request.Query["state"], ignoreCase: true, out var named) && Enum.IsDefined(named) ? named
            : counts[VendorOrderState.Waiting] > 0 ? VendorOrderState.Waiting : VendorOrderState.Running;
        var page = new Page(asked.Number, OrdersPerPage);
        var parameters = new
        {
            State = state, Counts = counts, Orders = await orders.Of(vendor, state, today, page, cancel), Page = page, Refused = refused, Problem = problem,
        };
        return problem is null ? Pages.Show<VendorOrdersPage>(parameters) : Pages.ShowAgain<VendorOrdersPage>(parameters, problem);
    }

    static async Task<IResult> Provision(string id, HttpContext context, VendorOrders orders, IGrains grains, OrderLookup lookup, Freshness freshness, TimeProvider clock)
    {
        var cancel = context.RequestAborted;
        var form = await context.Request.ReadFormAsync(cancel);
        var turn = new ProvisionOrder(await lookup.Resolve(id, cancel), new CreditCode(context.Requester().Scope!));
        var sent = await grains.Send(turn, context.Caller(FormKey.Of(form)), cancel);
        if (sent.Refusal is { } refusal) return await Show(context, orders, clock, id, refusal);
        await freshness.Reach(sent.Seq, cancel);
        return Pages.SeeOther($"{UrlOf(VendorOrderState.Waiting)}&notice=orderProvisioned");
    }
}
