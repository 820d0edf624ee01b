using Billing.Stripe;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Payments;
using Marketplace.Api.Portals.Company;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Payments;

/// <summary>Where a company pays its share of an order, and sees at once what became of it.</summary>
public static class PayPages
{
    public static void MapPayPages(this IEndpointRouteBuilder portals)
    {
        portals.MapGet("/company/orders/{id}/payment", (string id, string? session, HttpContext context, PayLooks looks, StripeOptions options) =>
            Show(id, session, context, looks, options, null)).For(Role.Company);
        portals.MapPost("/company/orders/{id}/payment", Pay).For(Role.Company, Right.Order);
    }

    public static string UrlOf(OrderId order) => $"/company/orders/{order}/payment";

    static async Task<IResult> Show(string id, string? session, HttpContext context, PayLooks looks, StripeOptions options, Refusal? problem)
    {
        if (await looks.Find(new OrderId(id), context.Own(), session, context.RequestAborted) is not { } look) return Problems.Result(OrderRefusal.Unknown);
        SecurityHeaders.LetFormsLeadTo(options.CheckoutOrigin, context.Response);
        return problem is null ? Pages.Show<PayPage>(new { Look = look }) : Pages.ShowAgain<PayPage>(new { Look = look, Problem = problem }, problem);
    }

    /// <summary>Leads to the processor's page; to our own where something has become of the order meanwhile, which it says.</summary>
    static async Task<IResult> Pay(string id, HttpContext context, PayLooks looks, Checkouts checkouts, StripeOptions options)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var method = form["method"].ToString();
        var (page, refusal) = await checkouts.Open(
            new OrderId(id), context.Own(), method.Length == 0 ? null : method, PaymentEndpoints.Origin(context), context.Caller(key: null), context.RequestAborted);
        return page is not null ? Pages.SeeOther(page.Url.AbsoluteUri)
            : refusal == PaymentRefusal.NothingDue || refusal == PaymentRefusal.TooLate ? Pages.SeeOther(UrlOf(new OrderId(id)))
            : await Show(id, null, context, looks, options, refusal);
    }
}
