using System.Globalization;
using Billing;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.Orders;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Api.Settlements;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;

namespace Marketplace.Api.Portals.Settlements;

/// <summary>A recovery as it is filled in, and carried from the form to the check of the answers.</summary>
public sealed record RecoveryFields(string? Order, string? Amount, string? Reason, string? Method)
{
    public static RecoveryFields Of(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> sent)
    {
        var values = sent.ToDictionary(p => p.Key, p => p.Value.ToString());
        return new RecoveryFields(
            values.GetValueOrDefault("order"), values.GetValueOrDefault("amount"), values.GetValueOrDefault("reason"), values.GetValueOrDefault("method"));
    }

    public RecoveryInput ToInput() => new(Order?.Trim(), FormValues.ReadMoney(Amount ?? ""), Reason, Method);

    public IEnumerable<(string Name, string? Value)> Filled => [("order", Order), ("amount", Amount), ("reason", Reason), ("method", Method)];
}

/// <summary>Money that was paid out and comes back: ordered by the operator, confirmed by the province, repaid by the vendor.</summary>
public static class RecoveryPages
{
    public static void MapRecoveryPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/recoveries/new", (HttpContext context) => Pages.Show<NewRecoveryPage>(new { Fields = RecoveryFields.Of(context.Request.Query) })).For(Role.Operator);
        pages.MapGet("/recoveries/check", CheckAnswers).For(Role.Operator);
        pages.MapPost("/recoveries", Propose).For(Role.Operator);
        pages.MapGet("/recoveries/{id}", (string id, HttpContext context, FactStreams streams, CodeNames names) => Show(id, context, streams, names)).For(Roles.Overseers);
        pages.MapPost("/recoveries/{id}/confirmation", Confirm).For(Role.ProvinceBureau);
        pages.MapPost("/recoveries/{id}/repayment", Repay).For(Role.Operator);
    }

    static async Task<IResult> CheckAnswers(HttpContext context, OrderLookup lookup, FactStreams streams, CodeNames names)
    {
        var fields = RecoveryFields.Of(context.Request.Query);
        var (proposal, refusal) = await RecoveryEndpoints.Read(fields.ToInput(), context, lookup);
        if (proposal is null) return Again(fields, refusal!);
        if (await streams.Row<OrderRow>(OrderRow.Table, proposal.Order.Value, context.RequestAborted) is not { } order)
            return Again(fields, OrderRefusal.Unknown with { Field = "order" });
        if (proposal.Amount > order.Accepted) return Again(fields, RecoveryRefusal.NotPaidOut);
        return Pages.Show<CheckRecoveryPage>(new
        {
            Fields = fields, Proposal = proposal, Order = order,
            Vendor = (await names.OfVendors([order.Vendor.Value], context.RequestAborted)).GetValueOrDefault(order.Vendor.Value, order.Vendor.Value),
        });
    }

    static async Task<IResult> Propose(HttpContext context, OrderLookup lookup, IGrains grains, Freshness freshness)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var fields = RecoveryFields.Of(form);
        var (proposal, refusal) = await RecoveryEndpoints.Read(fields.ToInput(), context, lookup);
        if (proposal is null) return Again(fields, refusal!);
        var sent = await grains.Send(proposal, context.Caller(FormKey.Of(form)), context.RequestAborted);
        if (sent.Refusal is { } refused) return Again(fields, refused);
        await freshness.Reach(sent.Seq, context.RequestAborted);
        var answer = (RecoveryAnswer)CanonicalJson.Read(sent.Answer!, typeof(RecoveryAnswer));
        return Pages.SeeOther($"/recoveries/{answer.Id}?notice=recoveryProposed");
    }

    static IResult Again(RecoveryFields fields, Refusal refusal) => Pages.ShowAgain<NewRecoveryPage>(new { Fields = fields, Problem = refusal }, refusal);

    static async Task<IResult> Show(string id, HttpContext context, FactStreams streams, CodeNames names, RefusedForm? refused = null)
    {
        if (await streams.Row<RecoveryRow>(RecoveryRow.Table, id, context.RequestAborted) is not { } row) return Problems.Result(RecoveryRefusal.Unknown);
        var vendor = (await names.OfVendors([row.Vendor.Value], context.RequestAborted)).GetValueOrDefault(row.Vendor.Value, row.Vendor.Value);
        var parameters = new { Row = row, Vendor = vendor, Refused = refused };
        return refused is null ? Pages.Show<RecoveryPage>(parameters) : Pages.ShowAgain<RecoveryPage>(parameters, refused.Problem);
    }

    static async Task<IResult> Confirm(string id, HttpContext context, FactStreams streams, CodeNames names, IGrains grains, Freshness freshness)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var turn = new ConfirmRecovery(new RecoveryId(id), context.Requester().Signatory);
        return await Change(id, turn, "confirm", "recoveryConfirmed", form, context, streams, names, grains, freshness);
    }

    static async Task<IResult> Repay(string id, HttpContext context, FactStreams streams, CodeNames names, IGrains grains, Freshness freshness)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var input = new RepaymentInput(form.Day("on"), form["bankReference"], form.Money("amount"));
        return RecoveryEndpoints.Read(input, out var repayment) is { } malformed
            ? await Show(id, context, streams, names, new RefusedForm("repay", form, malformed))
            : await Change(id, new RepayRecovery(new RecoveryId(id), repayment), "repay", "recoveryRepaid", form, context, streams, names, grains, freshness);
    }

    static async Task<IResult> Change(
        string id, ITurn turn, string name, string notice, IFormCollection form, HttpContext context, FactStreams streams, CodeNames names, IGrains grains,
        Freshness freshness)
    {
        return await grains.Send(turn, form, context, freshness) is { } refusal
            ? await Show(id, context, streams, names, new RefusedForm(name, form, refusal))
            : Pages.SeeOther($"/recoveries/{id}?notice={notice}");
    }
}
