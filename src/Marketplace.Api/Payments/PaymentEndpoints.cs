using Billing;
using Billing.Stripe;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.Orders;
using Marketplace.Api.People;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Payments;

/// <param name="Method">One that the platform takes; left out, people choose on the page.</param>
public sealed record PaymentInput(string? Method);

/// <param name="Amount">Yuan; left out for all that is left of the payment.</param>
public sealed record RefundInput(Money? Amount, string? Reason);

/// <param name="Code">What the operator's authenticator app shows now; keys for machines have none.</param>
public sealed record RefundConfirmationInput(string? Code);

/// <summary>Nothing to say beyond that it is to be done.</summary>
public sealed record RefundStepInput;

/// <summary>What companies pay themselves: the share above the subsidy, and what follows the free year (S003 art.17).</summary>
public static class PaymentEndpoints
{
    public static void MapPayments(this IEndpointRouteBuilder api)
    {
        api.MapPost("/orders/{id}/payment", Open).For(Role.Company, Right.Order)
            .WithSummary("Open the payment page of an order that awaits payment: one per order, and the same one while it is open.").Produces<PaymentPage>();
        api.MapGet("/orders/{id}/payment", Get).For(Roles.Overseers | Role.Company | Role.Vendor)
            .WithSummary("What the company pays itself for the order, and what became of it; the open page's address for the company only.").Produces<PaymentView>();
        api.MapGet("/payments", (HttpContext context, ListAnswers lists) =>
                lists.Answer(context, PaymentLists.Read(context.Requester(), context.Request.Query, out var list), list))
            .For(Roles.Overseers | Role.Company | Role.Vendor).IsPaged("q", "status", "method", "city", "vendor", "paidFrom", "paidTo")
            .WithSummary("Payments of the own scope, the latest order first.");
        api.MapPost("/orders/{id}/refund", Propose).For(Role.Operator).NeedsKey()
            .WithSummary("Propose to give back what was paid for an order, or a part of it; a second operator confirms.").Produces<PaymentAnswer>();
        api.MapPost("/orders/{id}/refund/{refund}/confirmation", Confirm).For(Role.Operator).NeedsKey()
            .WithSummary("Confirm a refund; not who proposed it. People give a fresh one-time code. When nothing is left of the payment, the order ends.").Produces<PaymentAnswer>();
        api.MapPost("/orders/{id}/refund/{refund}/rejection", Decline).For(Role.Operator).NeedsKey()
            .WithSummary("Do not make a proposed refund.").Produces<PaymentAnswer>();
        api.MapPost("/orders/{id}/refund/{refund}/retry", Retry).For(Role.Operator).NeedsKey()
            .WithSummary("Try a refund again that failed.").Produces<PaymentAnswer>();
    }

    static async Task<IResult> Open(string id, PaymentInput? input, HttpContext context, Checkouts checkouts, OrderLookup lookup)
    {
        var check = new Checked();
        var method = check.OptionalText("method", input?.Method, 40);
        if ((check.Refusal ?? Commands.ReadKey(context, out var key)) is { } malformed) return Problems.Result(malformed);
        var (page, refusal) = await checkouts.Open(
            await lookup.Resolve(id, context.RequestAborted), new CreditCode(context.Requester().Scope!), method, Origin(context), context.Caller(key: null),
            context.RequestAborted);
        return refusal is null ? Results.Json(page, ApiJson.Options) : Problems.Result(refusal);
    }

    /// <summary>Where people come back to from the processor's page.</summary>
    internal static Uri Origin(HttpContext context) => new($"{context.Request.Scheme}://{context.Request.Host}");

    static async Task<IResult> Get(string id, HttpContext context, FactStreams streams, OrderLookup lookup, Checkouts checkouts)
    {
        var requester = context.Requester();
        var order = await lookup.Resolve(id, context.RequestAborted);
        if (await streams.Row<OrderRow>(OrderRow.Table, order.Value, context.RequestAborted) is not { } row || !OrderLists.MaySee(requester, row))
            return Problems.Result(OrderRefusal.Unknown);
        var payment = await streams.Row<PaymentRow>(PaymentRow.Table, order.Value, context.RequestAborted);
        return Results.Json(PaymentView.Of(requester, row, payment, await Page(requester, row, payment, checkouts, context.RequestAborted)), ApiJson.Options);
    }

    /// <summary>Whoever has the address may pay there, so it is for those only who may order. That the processor does not answer now hides nothing else.</summary>
    static async Task<PaymentPage?> Page(Requester requester, OrderRow order, PaymentRow? payment, Checkouts checkouts, CancellationToken cancel)
    {
        if (payment is null || requester.Role != Role.Company || !requester.Rights.Includes(Right.Order) || order.Status != OrderStatus.AwaitingPayment) return null;
        try
        {
            return await checkouts.Current(payment.Payment, cancel);
        }
        catch (StripeException)
        {
            return null;
        }
    }

    static async Task<IResult> Propose(string id, RefundInput input, HttpContext context, IGrains grains, OrderLookup lookup)
    {
        var (turn, malformed) = Read(await lookup.Resolve(id, context.RequestAborted), input, context.Requester());
        return turn is null ? Problems.Result(malformed!) : await grains.Send(context, turn);
    }

    internal static (ProposeRefund? Turn, Refusal? Refusal) Read(OrderId order, RefundInput input, Requester requester)
    {
        var check = new Checked();
        var reason = check.Text("reason", input.Reason, 500);
        if (input.Amount is not null) check.Amount("amount", input.Amount, zeroAllowed: false);
        return check.Refusal is { } malformed ? (null, malformed) : (new ProposeRefund(order, input.Amount, reason, requester.Signatory), null);
    }

    static async Task<IResult> Confirm(
        string id, string refund, RefundConfirmationInput? input, HttpContext context, IGrains grains, OrderLookup lookup, FreshCode fresh)
    {
        if (await fresh.Prove(context, input?.Code) is { } refusal) return Problems.Result(refusal);
        return await grains.Send(context, new ConfirmRefund(await lookup.Resolve(id, context.RequestAborted), new RefundId(refund), context.Requester().Signatory));
    }

    static async Task<IResult> Decline(string id, string refund, RefundStepInput? input, HttpContext context, IGrains grains, OrderLookup lookup) =>
        await grains.Send(context, new DeclineRefund(await lookup.Resolve(id, context.RequestAborted), new RefundId(refund), context.Requester().Signatory));

    static async Task<IResult> Retry(string id, string refund, RefundStepInput? input, HttpContext context, IGrains grains, OrderLookup lookup) =>
        await grains.Send(context, new RetryRefund(await lookup.Resolve(id, context.RequestAborted), new RefundId(refund), context.Requester().Signatory));
}
