using Marketplace.Api.Access;
using Marketplace.Api.Companies;
using Marketplace.Api.Notices;
using Marketplace.Api.Orders;
using Marketplace.Api.Portals.Payments;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Companies;

namespace Marketplace.Api.Portals.Company;

/// <summary>A company's own pages: what is left, what runs, what wants attention. Whose they are is the session's word, not the address's.</summary>
public static class CompanyPages
{
    public static void MapCompany(this IEndpointRouteBuilder portals)
    {
        portals.MapGet("/company", Home).For(Role.Company);
        portals.MapGet("/company/wallet", Wallet).For(Role.Company);
        portals.MapGet("/company/orders", List).For(Role.Company);
        portals.MapGet("/company/usage", Usage).For(Role.Company);
        portals.MapPost("/company/notices/{id:long}/seen", See).For(Role.Company);
        portals.MapOwnOrders();
    }

    public static CreditCode Own(this HttpContext context) => new(context.Requester().Scope!);

    static async Task<IResult> Home(HttpContext context, FactStreams streams, Wallets wallets, OwnOrders orders, Notices.Notices notices, TimeProvider clock)
    {
        var (own, cancel) = (context.Own(), context.RequestAborted);
        if (await streams.Row<CompanyRow>(CompanyRow.Table, own.Value, cancel) is not { } company) return Http.Problems.Result(CompanyRefusal.Unknown);
        var all = await orders.Of(own, cancel);
        return Pages.Show<HomePage>(new
        {
            Name = company.Name, Wallet = await wallets.Of(own, cancel), Running = all.Where(o => o.IsRunning).ToArray(),
            Attention = Attention.Of(all, await notices.Of(context.Requester(), cancel), clock.GetUtcNow()),
        });
    }

    static async Task<IResult> See(long id, HttpContext context, Notices.Notices notices) =>
        await notices.See(id, context.Requester(), context.RequestAborted) ? Pages.SeeOther("/company") : Http.Problems.Result(NoticeEndpoints.Unknown);

    static async Task<IResult> Wallet(HttpContext context, FactStreams streams, Wallets wallets, OwnOrders orders, PaymentItems payments)
    {
        var (own, cancel) = (context.Own(), context.RequestAborted);
        if (await streams.Row<CompanyRow>(CompanyRow.Table, own.Value, cancel) is not { } company) return Http.Problems.Result(CompanyRefusal.Unknown);
        return Pages.Show<WalletPage>(new
        {
            Company = company.Name,
            Wallet = await wallets.Of(own, cancel), Movements = await wallets.MovementsOf(own, cancel),
            Orders = (await orders.Of(own, cancel)).ToDictionary(o => o.Order.Id),
            Paid = await payments.PaidBy(own, cancel),
        });
    }

    static async Task<IResult> List(HttpContext context, OwnOrders orders, string? status)
    {
        var all = await orders.Of(context.Own(), context.RequestAborted);
        return Pages.Show<OrdersPage>(new { All = all, Status = status });
    }

    static async Task<IResult> Usage(HttpContext context, OwnOrders orders, OrderUsages usages)
    {
        var running = (await orders.Of(context.Own(), context.RequestAborted)).Where(o => o.IsRunning).ToArray();
        var usage = await usages.Of([.. running.Select(o => o.Order)], context.RequestAborted);
        return Pages.Show<UsagePage>(new { Running = running.Select(o => (o, usage[o.Order.Id])).ToArray() });
    }
}
