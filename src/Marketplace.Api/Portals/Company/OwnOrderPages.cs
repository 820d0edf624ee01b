using Marketplace.Api.Acceptance;
using Marketplace.Api.Access;
using Marketplace.Api.Files;
using Marketplace.Api.Http;
using Marketplace.Api.Launches;
using Marketplace.Api.Orders;
using Marketplace.Api.Portals.Acceptance;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;
using Microsoft.AspNetCore.Mvc;

namespace Marketplace.Api.Portals.Company;

/// <summary>An order with all that its own company may know of it.</summary>
public sealed record OwnOrder(OrderRow Order, ListingRow Listing, string Vendor, StreamView History, Openings Opened, OrderUsage Usage, OrderAcceptance Acceptance)
{
    public Plan Plan => Listing.Plans.First(p => p.Id == Order.Plan);
}

/// <summary>One order of the own company: what it is, what happened, what can be done next.</summary>
public static class OwnOrderPages
{
    const int ReasonMax = 500;
    const int CommentMax = 1000;

    public static void MapOwnOrders(this IEndpointRouteBuilder portals)
    {
        portals.MapGet("/company/orders/{id}", Show<OrderPage>).For(Role.Company);
        portals.MapGet("/company/orders/{id}/receipt", Show<ReceiptPage>).For(Role.Company);
        portals.MapGet("/company/orders/{id}/sheet", Sheet).For(Role.Company);
        portals.MapPost("/company/orders/{id}/appeal", Appeal).For(Role.Company, Right.Order).WithMetadata(new RequestSizeLimitAttribute(EvidenceForm.BytesMax));
        portals.MapPost("/company/orders/{id}/cancellation", Cancel).For(Role.Company, Right.Order);
        portals.MapPost("/company/orders/{id}/launches", Launch).For(Role.Company, Right.Order);
        portals.MapPost("/company/orders/{id}/rating", Rate).For(Role.Company, Right.Order);
    }

    /// <summary>The order, if it is the own company's; another's is as unknown as none.</summary>
    static async Task<OwnOrder?> Find(string id, HttpContext context, FactStreams streams, Launches.Launches launches, OrderUsages usages, OrderAcceptances acceptances)
    {
        var cancel = context.RequestAborted;
        if (await streams.Stream(Order.Grain.StreamId(id), cancel) is not { Facts.Count: > 0 } history) return null;
        var order = OrderStates.Of(history).Last().Order;
        if (order.Company != context.Own()) return null;
        var listing = await streams.Row<ListingRow>(ListingRow.Table, order.Listing.Value, cancel);
        var vendor = await streams.Row<VendorRow>(VendorRow.Table, order.Vendor.Value, cancel);
        return new OwnOrder(order, listing!, vendor!.Name, history, await launches.Of(order.Id, cancel), await usages.Of(order, cancel),
            await acceptances.Of(order.Id, cancel));
    }

    static async Task<IResult> Show<TPage>(string id, HttpContext context, FactStreams streams, Launches.Launches launches, OrderUsages usages, OrderAcceptances acceptances) where TPage : Microsoft.AspNetCore.Components.IComponent =>
        await Find(id, context, streams, launches, usages, acceptances) is { } own ? Pages.Show<TPage>(new { Own = own }) : Problems.Result(OrderRefusal.Unknown);

    static async Task<IResult> Sheet(string id, HttpContext context, FactStreams streams, Launches.Launches launches, OrderUsages usages, OrderAcceptances acceptances)
    {
        if (await Find(id, context, streams, launches, usages, acceptances) is not { } own) return Problems.Result(OrderRefusal.Unknown);
        var company = await streams.Row<Grains.Companies.CompanyRow>(Grains.Companies.CompanyRow.Table, own.Order.Company.Value, context.RequestAborted);
        var verification = $"{context.Request.Scheme}://{context.Request.Host}/verify/{own.Order.Number}/{PrintedOrder.CodeOf(own.History)}";
        return Pages.Show<SheetPage>(new { Own = own, Company = company!.Name, Verification = verification });
    }

    static async Task<IResult> Cancel(string id, HttpContext context, FactStreams streams, Launches.Launches launches, OrderUsages usages, OrderAcceptances acceptances, IGrains grains, Freshness freshness)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var check = new Checked();
        var reason = check.Text("reason", form["reason"], ReasonMax);
        var turn = check.Refusal is null ? new CancelOrder(new OrderId(id), context.Own(), reason) : null;
        return await Change(id, turn, check.Refusal, "orderCancelled", form, context, streams, launches, usages, acceptances, grains, freshness);
    }

    static async Task<IResult> Rate(string id, HttpContext context, FactStreams streams, Launches.Launches launches, OrderUsages usages, OrderAcceptances acceptances, IGrains grains, Freshness freshness)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var check = new Checked();
        var satisfied = form["satisfied"].ToString();
        check.That(satisfied is "yes" or "no", "satisfied", "Say whether you are satisfied.", "请选择是否满意。");
        var comment = check.OptionalText("comment", form["comment"], CommentMax);
        var turn = check.Refusal is null ? new RateOrder(new OrderId(id), context.Own(), satisfied == "yes", comment) : null;
        return await Change(id, turn, check.Refusal, "orderRated", form, context, streams, launches, usages, acceptances, grains, freshness);
    }

    static async Task<IResult> Appeal(
        string id, HttpContext context, FactStreams streams, Launches.Launches launches, OrderUsages usages, OrderAcceptances acceptances, IGrains grains,
        Evidence evidence, Freshness freshness)
    {
        if (await Find(id, context, streams, launches, usages, acceptances) is not { } own) return Problems.Result(OrderRefusal.Unknown);
        var (sent, refusal) = await AppealSent.Send(own.Order.Id, context, grains, evidence, freshness);
        return refusal is null
            ? Pages.SeeOther($"/company/orders/{id}?notice=appealed")
            : Pages.ShowAgain<OrderPage>(new { Own = own, Problem = refusal, Appeal = sent }, refusal);
    }

    static async Task<IResult> Launch(string id, HttpContext context, FactStreams streams, Launches.Launches launches, OrderUsages usages, OrderAcceptances acceptances)
    {
        var (launch, refusal) = await launches.Make(new OrderId(id), context.Requester(), context.RequestAborted);
        if (await Find(id, context, streams, launches, usages, acceptances) is not { } own) return Problems.Result(OrderRefusal.Unknown);
        return launch is null
            ? Pages.ShowAgain<OrderPage>(new { Own = own, Problem = refusal }, refusal!)
            : Pages.Show<LaunchPage>(new { Own = own, Launch = launch });
    }

    /// <summary>Sends a turn about the order; leads back to it, or shows it again with what is wrong and what was sent.</summary>
    static async Task<IResult> Change(
        string id, ITurn? turn, Refusal? malformed, string notice, IFormCollection form, HttpContext context, FactStreams streams, Launches.Launches launches, OrderUsages usages, OrderAcceptances acceptances, IGrains grains,
        Freshness freshness)
    {
        var refusal = malformed;
        if (turn is not null)
        {
            var sent = await grains.Send(turn, context.Caller(FormKey.Of(form)), context.RequestAborted);
            if (sent.Refusal is null)
            {
                await freshness.Reach(sent.Seq, context.RequestAborted);
                return Pages.SeeOther($"/company/orders/{id}?notice={notice}");
            }
            refusal = sent.Refusal;
        }
        return await Find(id, context, streams, launches, usages, acceptances) is { } own
            ? Pages.ShowAgain<OrderPage>(new { Own = own, Problem = refusal, Sent = form }, refusal!)
            : Problems.Result(OrderRefusal.Unknown);
    }
}
