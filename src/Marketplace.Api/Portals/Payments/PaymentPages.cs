using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Orders;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;

namespace Marketplace.Api.Portals.Payments;

/// <summary>What companies pay themselves, for everybody whom it concerns: paying it, its receipts, the vendor's share, and the operator's care for it.</summary>
public static class PaymentPages
{
    public static void MapPaymentPages(this IEndpointRouteBuilder portals)
    {
        portals.MapPayPages();
        portals.MapRenewalPages();
        portals.MapSalesPayoutPages();
        portals.MapVendorPrices();
        portals.MapPaymentRecords();
        portals.MapReconciliationPages();
        portals.MapGet("/company/payments", List).For(Role.Company);
        portals.MapGet("/company/payments/{order}", Receipt).For(Role.Company);
        portals.MapGet("/vendor/payments", OfVendor).For(Role.Vendor);
        portals.MapGet("/vendor/payments/{order}", OneOfVendor).For(Role.Vendor);
    }

    static async Task<IResult> List(HttpContext context, PaymentItems payments)
    {
        var (part, refusal) = await payments.Read(context);
        return part is null ? Problems.Result(refusal!) : Pages.Show<OwnPaymentsPage>(new { Part = part });
    }

    static async Task<IResult> OfVendor(HttpContext context, PaymentItems payments)
    {
        var (part, refusal) = await payments.Read(context);
        return part is null ? Problems.Result(refusal!) : Pages.Show<VendorPaymentsPage>(new { Part = part });
    }

    static async Task<IResult> OneOfVendor(string order, HttpContext context, PaymentItems payments, FactStreams streams)
    {
        var cancel = context.RequestAborted;
        if (await payments.Find(new OrderId(order), context.Requester(), cancel) is not { } item) return Problems.Result(PaymentRefusal.Unknown);
        var history = await streams.Stream(OrderPayment.Grain.StreamId(order), cancel);
        return Pages.Show<VendorPaymentPage>(new { Item = item, History = history!.Facts });
    }

    /// <summary>Of an order that nobody has paid: where it is paid.</summary>
    static async Task<IResult> Receipt(string order, HttpContext context, PaymentItems payments, FactStreams streams)
    {
        var cancel = context.RequestAborted;
        if (await payments.Find(new OrderId(order), context.Requester(), cancel) is not { } item) return Problems.Result(PaymentRefusal.Unknown);
        if (item.Payment.Kept is null) return Pages.SeeOther(PayPages.UrlOf(item.Order.Id));
        var history = await streams.Stream(Order.Grain.StreamId(order), cancel);
        var verification = $"{context.Request.Scheme}://{context.Request.Host}/verify/{item.Order.Number}/{PrintedOrder.CodeOf(history!)}";
        return Pages.Show<PaymentReceiptPage>(new { Item = item, Verification = verification });
    }
}
