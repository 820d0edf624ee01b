using Marketplace.Api.Acceptance;
using Marketplace.Api.Access;
using Marketplace.Api.Files;
using Marketplace.Api.Http;
using Marketplace.Api.Launches;
using Marketplace.Api.Orders;
using Marketplace.Api.Portals.Acceptance;
using Marketplace.Api.Portals.Payments;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;
using Microsoft.AspNetCore.Mvc;

namespace Marketplace.Api.Portals.Company;

/// <summary>An order with all that its own company may know of it.</summary>
/// <param name="Payment">The facts of what the company pays itself; null where nobody has begun to.</param>
/// <param name="Renewal">Whether and how it goes on.</param>
public sealed record OwnOrder(
    OrderRow Order, ListingRow Listing, string Vendor, StreamView History, Openings Opened, OrderUsage Usage, OrderAcceptance Acceptance, PaymentRow? Payment,
    IReadOnlyList<FactView> PaymentFacts, RenewalLook Renewal)
{
    public Plan Plan => Listing.Plans.First(p => p.Id == Order.Plan);
}

/// <summary>Gathers an order of the own company from its facts.</summary>
public sealed class OwnOrderReader(
    FactStreams streams, Launches.Launches launches, OrderUsages usages, OrderAcceptances acceptances, RenewalLooks renewals)
{
    /// <summary>The order, if it is the own company's; another's is as unknown as none.</summary>
    public async Task<OwnOrder?> Find(string id, HttpContext context)
    {
        var cancel = context.RequestAborted;
        if (await streams.Stream(Order.Grain.StreamId(id), cancel) is not { Facts.Count: > 0 } history) return null;
        var order = OrderStates.Of(history).Last().Order;
        if (order.Company != context.Own() || await renewals.Find(order.Id, order.Company, cancel) is not { } renewal) return null;
        var vendor = await streams.Row<VendorRow>(VendorRow.Table, order.Vendor.Value, cancel);
        return new OwnOrder(order, renewal.Listing, vendor!.Name, history, await launches.Of(order.Id, cancel), await usages.Of(order, cancel),
            await acceptances.Of(order.Id, cancel), await streams.Row<PaymentRow>(PaymentRow.Table, id, cancel),
            (await streams.Stream(OrderPayment.Grain.StreamId(id), cancel))?.Facts ?? [], renewal);
    }

    /// <summary>Something was paid that goes back when the order is cancelled.</summary>
    public async Task<bool> IsPaid(OrderId order, CancellationToken cancel) =>
        await streams.Row<PaymentRow>(PaymentRow.Table, order.Value, cancel) is { Received.IsPositive: true };
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

    static async Task<IResult> Show<TPage>(string id, HttpContext context, OwnOrderReader reader) where TPage : Microsoft.AspNetCore.Components.IComponent =>
        await reader.Find(id, context) is { } own ? Pages.Show<TPage>(new { Own = own }) : Problems.Result(OrderRefusal.Unknown);

    static async Task<IResult> Sheet(string id, HttpContext context, OwnOrderReader reader, FactStreams streams)
    {
        if (await reader.Find(id, context) is not { } own) return Problems.Result(OrderRefusal.Unknown);
        var company = await streams.Row<Grains.Companies.CompanyRow>(Grains.Companies.CompanyRow.Table, own.Order.Company.Value, context.RequestAborted);
        var verification = $"{context.Request.Scheme}://{context.Request.Host}/verify/{own.Order.Number}/{PrintedOrder.CodeOf(own.History)}";
        return Pages.Show<SheetPage>(new { Own = own, Company = company!.Name, Verification = verification });
    }

    static async Task<IResult> Cancel(string id, HttpContext context, OwnOrderReader reader, IGrains grains, Freshness freshness)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var check = new Checked();
        var reason = check.Text("reason", form["reason"], ReasonMax);
        var turn = check.Refusal is null ? new CancelOrder(new OrderId(id), context.Own(), reason) : null;
        var isPaid = await reader.IsPaid(new OrderId(id), context.RequestAborted);
        return await Change(id, turn, check.Refusal, isPaid ? "orderCancelledPaid" : "orderCancelled", form, context, reader, grains, freshness);
    }

    static async Task<IResult> Rate(string id, HttpContext context, OwnOrderReader reader, IGrains grains, Freshness freshness)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var check = new Checked();
        var satisfied = form["satisfied"].ToString();
        check.That(satisfied is "yes" or "no", "satisfied", "Say whether you are satisfied.", "请选择是否满意。");
        var comment = check.OptionalText("comment", form["comment"], CommentMax);
        var turn = check.Refusal is null ? new RateOrder(new OrderId(id), context.Own(), satisfied == "yes", comment) : null;
        return await Change(id, turn, check.Refusal, "orderRated", form, context, reader, grains, freshness);
    }

    static async Task<IResult> Appeal(
        string id, HttpContext context, OwnOrderReader reader, IGrains grains,
        Evidence evidence, Freshness freshness)
    {
        if (await reader.Find(id, context) is not { } own) return Problems.Result(OrderRefusal.Unknown);
        var (sent, refusal) = await AppealSent.Send(own.Order.Id, context, grains, evidence, freshness);
        return refusal is null
            ? Pages.SeeOther($"/company/orders/{id}?notice=appealed")
            : Pages.ShowAgain<OrderPage>(new { Own = own, Problem = refusal, Appeal = sent }, refusal);
    }

    static async Task<IResult> Launch(string id, HttpContext context, OwnOrderReader reader, Launches.Launches launches)
    {
        var (launch, refusal) = await launches.Make(new OrderId(id), context.Requester(), context.RequestAborted);
        if (await reader.Find(id, context) is not { } own) return Problems.Result(OrderRefusal.Unknown);
        return launch is null
            ? Pages.ShowAgain<OrderPage>(new { Own = own, Problem = refusal }, refusal!)
            : Pages.Show<LaunchPage>(new { Own = own, Launch = launch });
    }

    /// <summary>Sends a turn about the order; leads back to it, or shows it again with what is wrong and what was sent.</summary>
    static async Task<IResult> Change(
        string id, ITurn? turn, Refusal? malformed, string notice, IFormCollection form, HttpContext context, OwnOrderReader reader, IGrains grains,
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
        return await reader.Find(id, context) is { } own
            ? Pages.ShowAgain<OrderPage>(new { Own = own, Problem = refusal, Sent = form }, refusal!)
            : Problems.Result(OrderRefusal.Unknown);
    }
}
