using Billing;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.Orders;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;

namespace Marketplace.Api.Settlements;

/// <param name="Order">Id or number.</param>
/// <param name="Amount">Yuan; what was paid out for the order, or a part of it.</param>
/// <param name="Method"><c>statement</c>: the next statements take it; <c>repayment</c>: the vendor pays it back.</param>
public sealed record RecoveryInput(string? Order, Money? Amount, string? Reason, string? Method);

public sealed record RecoveryConfirmationInput;

/// <param name="BankReference">Of the vendor's payment; it counts once.</param>
public sealed record RepaymentInput(DateOnly? On, string? BankReference, Money? Amount);

public static class RecoveryEndpoints
{
    public static void MapRecoveries(this IEndpointRouteBuilder api)
    {
        api.MapPost("/recoveries", Propose).For(Role.Operator).NeedsKey()
            .WithSummary("Propose to take back what was paid out for an order.").Produces<RecoveryAnswer>(StatusCodes.Status201Created);
        api.MapGet("/recoveries", (HttpContext context, ListAnswers lists) =>
                lists.Answer(context, RecoveryLists.Read(context.Requester(), context.Request.Query, out var list), list))
            .For(Roles.Overseers | Role.Vendor).IsPaged("status", "vendor", "of").WithSummary("Recoveries, the latest first; ?of= an order's id.");
        api.MapGet("/recoveries/{id}", Get).For(Roles.Overseers | Role.Vendor).WithSummary("A recovery and what has come back of it.").Produces<RecoveryRow>();
        api.MapPost("/recoveries/{id}/confirmation", Confirm).For(Role.ProvinceBureau).NeedsKey()
            .WithSummary("Confirm that a vendor owes it; not who proposed it. The company may draw again what came of the province's fund.").Produces<RecoveryAnswer>();
        api.MapPost("/recoveries/{id}/repayment", Repay).For(Role.Operator).NeedsKey()
            .WithSummary("Record what the vendor has paid back.").Produces<RecoveryAnswer>();
    }

    static async Task<IResult> Propose(RecoveryInput input, HttpContext context, IGrains grains, OrderLookup lookup)
    {
        var (proposal, malformed) = await Read(input, context, lookup);
        return proposal is null ? Problems.Result(malformed!) : await grains.Send(context, proposal, StatusCodes.Status201Created);
    }

    internal static async Task<(ProposeRecovery? Proposal, Refusal? Refusal)> Read(RecoveryInput input, HttpContext context, OrderLookup lookup)
    {
        var check = new Checked();
        var order = check.Text("order", input.Order, 64);
        var amount = check.Amount("amount", input.Amount, zeroAllowed: false);
        var reason = check.Text("reason", input.Reason, 500);
        check.That(input.Method is "statement" or "repayment", "method", "method is statement or repayment.", "method 应为 statement 或 repayment。");
        if (check.Refusal is { } malformed) return (null, malformed);
        var method = input.Method == "statement" ? RecoveryMethod.Statement : RecoveryMethod.Repayment;
        return (new ProposeRecovery(await lookup.Resolve(order, context.RequestAborted), amount, reason, method, context.Requester().Signatory), null);
    }

    static async Task<IResult> Get(string id, HttpContext context, FactStreams streams) =>
        await streams.Row<RecoveryRow>(RecoveryRow.Table, id, context.RequestAborted) is { } recovery
        && StatementLists.MaySee(context.Requester(), recovery.Vendor.Value)
            ? Results.Json(recovery, ApiJson.Options) : Problems.Result(RecoveryRefusal.Unknown);

    static async Task<IResult> Confirm(string id, RecoveryConfirmationInput? input, HttpContext context, IGrains grains) =>
        await grains.Send(context, new ConfirmRecovery(new RecoveryId(id), context.Requester().Signatory));

    static async Task<IResult> Repay(string id, RepaymentInput input, HttpContext context, IGrains grains) =>
        Read(input, out var repayment) is { } malformed
            ? Problems.Result(malformed) : await grains.Send(context, new RepayRecovery(new RecoveryId(id), repayment));

    internal static Refusal? Read(RepaymentInput input, out Repayment repayment)
    {
        var check = new Checked();
        repayment = new Repayment(
            check.Day("on", input.On), check.Text("bankReference", input.BankReference, 60), check.Amount("amount", input.Amount, zeroAllowed: false));
        return check.Refusal;
    }
}
