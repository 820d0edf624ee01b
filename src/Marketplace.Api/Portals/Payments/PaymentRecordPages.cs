using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.Orders;
using Marketplace.Api.Payments;
using Marketplace.Api.People;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Payments;

/// <summary>A payment in the records: where its money lies, and giving it back, which takes two operators.</summary>
public static class PaymentRecordPages
{
    const string Path = "/records/payments/{order}";

    public static void MapPaymentRecords(this IEndpointRouteBuilder records)
    {
        records.MapGet(Path, (string order, HttpContext context, PaymentItems payments, FactStreams streams, OrderLookup lookup) =>
            Show(order, context, payments, streams, lookup, null)).For(Roles.Overseers);
        records.MapPost($"{Path}/refund", Propose).For(Role.Operator);
        records.MapPost($"{Path}/refund/{{refund}}/confirmation", Confirm).For(Role.Operator);
        records.MapPost($"{Path}/refund/{{refund}}/rejection", Decline).For(Role.Operator);
        records.MapPost($"{Path}/refund/{{refund}}/retry", Retry).For(Role.Operator);
    }

    internal static async Task<IResult> Show(string order, HttpContext context, PaymentItems payments, FactStreams streams, OrderLookup lookup, RefusedForm? refused)
    {
        var cancel = context.RequestAborted;
        var id = await lookup.Resolve(order, cancel);
        if (await payments.Find(id, context.Requester(), cancel) is not { } item) return Problems.Result(PaymentRefusal.Unknown);
        var history = await streams.Stream(OrderPayment.Grain.StreamId(id.Value), cancel);
        var parameters = new { Item = item, History = history!, Refused = refused };
        return refused is null ? Pages.Show<PaymentRecordPage>(parameters) : Pages.ShowAgain<PaymentRecordPage>(parameters, refused.Problem);
    }

    static async Task<IResult> Propose(string order, HttpContext context, PaymentChanges changes)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var isAll = form["amount"].ToString().Trim().Length == 0;
        var amount = form.Money("amount");
        var check = new Checked();
        if (!isAll) check.Amount("amount", amount, zeroAllowed: false);
        var (turn, malformed) = check.Refusal is { } wrong ? (null, wrong)
            : PaymentEndpoints.Read(new OrderId(order), new RefundInput(isAll ? null : amount, form["reason"]), context.Requester());
        return await changes.Send(order, turn, malformed, "propose", "refundProposed", form, context);
    }

    static async Task<IResult> Confirm(string order, string refund, HttpContext context, FreshCode fresh, PaymentChanges changes)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var unproved = await fresh.Prove(context, form["code"], FormKey.Of(form));
        var turn = new ConfirmRefund(new OrderId(order), new RefundId(refund), context.Requester().Signatory);
        return await changes.Send(order, turn, unproved is null ? null : unproved with { Field = "code" }, "confirm", "refundConfirmed", form, context);
    }

    static async Task<IResult> Decline(string order, string refund, HttpContext context, PaymentChanges changes)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return await changes.Send(order, new DeclineRefund(new OrderId(order), new RefundId(refund), context.Requester().Signatory), null, "decline", "refundDeclined", form, context);
    }

    static async Task<IResult> Retry(string order, string refund, HttpContext context, PaymentChanges changes)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return await changes.Send(order, new RetryRefund(new OrderId(order), new RefundId(refund), context.Requester().Signatory), null, $"retry-{refund}", "refundRetried", form, context);
    }
}

/// <summary>Sends a turn about a payment; leads back to it, or shows it again with what is wrong and what was sent.</summary>
public sealed class PaymentChanges(IGrains grains, PaymentItems payments, FactStreams streams, OrderLookup lookup, Freshness freshness)
{
    public async Task<IResult> Send(string order, ITurn? turn, Refusal? malformed, string name, string notice, IFormCollection form, HttpContext context)
    {
        var refusal = malformed ?? await grains.Send(turn!, form, context, freshness);
        return refusal is null
            ? Pages.SeeOther($"/records/payments/{order}?notice={notice}")
            : await PaymentRecordPages.Show(order, context, payments, streams, lookup, new RefusedForm(name, form, refusal));
    }
}
