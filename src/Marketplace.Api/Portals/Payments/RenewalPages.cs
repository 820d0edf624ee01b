using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Orders;
using Marketplace.Api.Portals.Company;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Payments;

/// <summary>Going on after a term, or not: nothing is renewed without a yes (S003 art.17).</summary>
public static class RenewalPages
{
    const int ReasonMax = 500;

    public static void MapRenewalPages(this IEndpointRouteBuilder portals)
    {
        portals.MapGet("/company/orders/{id}/renewal", (string id, HttpContext context, RenewalLooks looks) => Show(id, context, looks, null)).For(Role.Company);
        portals.MapGet("/company/orders/{id}/renewal/check", CheckAnswers).For(Role.Company, Right.Order);
        portals.MapPost("/company/orders/{id}/renewal", Renew).For(Role.Company, Right.Order);
        portals.MapPost("/company/orders/{id}/nonrenewal", Decline).For(Role.Company, Right.Order);
    }

    public static string UrlOf(OrderId order) => $"/company/orders/{order}/renewal";

    static async Task<IResult> Show(string id, HttpContext context, RenewalLooks looks, RefusedForm? refused)
    {
        if (await looks.Find(new OrderId(id), context.Own(), context.RequestAborted) is not { } look) return Problems.Result(OrderRefusal.Unknown);
        return refused is null ? Pages.Show<RenewalPage>(new { Look = look }) : Pages.ShowAgain<RenewalPage>(new { Look = look, Refused = refused }, refused.Problem);
    }

    static async Task<IResult> CheckAnswers(string id, string? plan, HttpContext context, RenewalLooks looks)
    {
        if (await looks.Find(new OrderId(id), context.Own(), context.RequestAborted) is not { } look) return Problems.Result(OrderRefusal.Unknown);
        return look is { Offer: { IsOpen: true } offer, Next: null } && offer.Plans.FirstOrDefault(p => p.Plan == plan) is { } chosen
            ? Pages.Show<CheckRenewalPage>(new { Look = look, Chosen = chosen })
            : Pages.SeeOther(UrlOf(look.Order.Id));
    }

    /// <summary>Leads on to where the new order is paid.</summary>
    static async Task<IResult> Renew(string id, HttpContext context, RenewalLooks looks, IGrains grains, OrderNumbers numbers, Billing.Subsidies.SubsidyPolicy policy, Freshness freshness)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var turn = new RenewOrder(new OrderId(id), context.Own(), form["plan"].ToString()) { Number = await numbers.Next(context.RequestAborted), Policy = policy };
        var sent = await grains.Send(turn, context.Caller(FormKey.Of(form)), context.RequestAborted);
        if (sent.Refusal is { } refusal)
            return await Show(id, context, looks, new RefusedForm("renew", form, refusal == ListingRefusal.PlanUnknown ? refusal with { Field = "plan" } : refusal));
        await freshness.Reach(sent.Seq, context.RequestAborted);
        return Pages.SeeOther(PayPages.UrlOf(((OrderRow)OrderRow.Table.Read(sent.Answer!)).Id));
    }

    static async Task<IResult> Decline(string id, HttpContext context, RenewalLooks looks, IGrains grains, Freshness freshness)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var check = new Checked();
        var reason = check.OptionalText("reason", form["reason"], ReasonMax);
        var refusal = check.Refusal ?? await grains.Send(new DeclineRenewal(new OrderId(id), context.Own(), reason), form, context, freshness);
        return refusal is null
            ? Pages.SeeOther($"{UrlOf(new OrderId(id))}?notice=renewalDeclined") : await Show(id, context, looks, new RefusedForm("decline", form, refusal));
    }
}
