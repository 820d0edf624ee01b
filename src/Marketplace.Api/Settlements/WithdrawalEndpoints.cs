using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Funds;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.People;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;

namespace Marketplace.Api.Settlements;

/// <param name="Statements">Ids; at most 500.</param>
public sealed record WithdrawalInput(string[]? Statements);

/// <param name="Code">What the approver's authenticator app shows now; keys for machines have none.</param>
public sealed record ApprovalInput(string? Code);

public sealed record WithdrawalRefusalInput(string? Reason);

public static class WithdrawalEndpoints
{
    public const int ReasonMax = 500;

    public static void MapWithdrawals(this IEndpointRouteBuilder api)
    {
        api.MapPost("/withdrawals", Request).For(Role.Operator | Role.ProvinceBureau).NeedsKey()
            .WithSummary("Ask the owners of the funds to pay out statements (S003 art.18).").Produces<WithdrawalAnswer>(StatusCodes.Status201Created);
        api.MapGet("/withdrawals", (HttpContext context, ListAnswers lists) =>
                lists.Answer(context, WithdrawalLists.Read(context.Requester(), context.Request.Query, out var list), list))
            .For(Roles.Overseers | Role.CityBureau).IsPaged("status").WithSummary("Withdrawals, the latest first.");
        api.MapGet("/withdrawals/{id}", Get).For(Roles.Overseers | Role.CityBureau)
            .WithSummary("A withdrawal: statements, shares of the funds' owners, approvals, files and what the bank said.").Produces<WithdrawalRow>();
        api.MapPost("/withdrawals/{id}/approval", Approve).For(Role.ProvinceBureau | Role.CityBureau).NeedsKey()
            .WithSummary("Approve what a withdrawal takes of the own funds. Not who requested it; people give a fresh one-time code.").Produces<WithdrawalAnswer>();
        api.MapPost("/withdrawals/{id}/refusal", Refuse).For(Role.ProvinceBureau | Role.CityBureau).NeedsKey()
            .WithSummary("Refuse a withdrawal that takes of the own funds; its statements are free again.").Produces<WithdrawalAnswer>();
        api.MapPayouts();
    }

    static async Task<IResult> Request(WithdrawalInput input, HttpContext context, IGrains grains, SubsidyPolicy policy)
    {
        return Read(input, context.Requester(), policy, out var request) is { } malformed
            ? Problems.Result(malformed) : await grains.Send(context, request!, StatusCodes.Status201Created);
    }

    internal static Refusal? Read(WithdrawalInput input, Requester requester, SubsidyPolicy policy, out RequestWithdrawal? request)
    {
        var check = new Checked();
        var statements = check.OptionalItems("statements", input.Statements, Withdrawal.StatementsMax, (field, id) => new StatementId(check.Text(field, id, 64)));
        check.That(statements is not null, "statements", "statements names at least one.", "请至少选择一张结算单。");
        check.That(statements is null || statements.Distinct().Count() == statements.Count, "statements", "A statement is named once.", "结算单不得重复。");
        request = check.Refusal is null ? new RequestWithdrawal(statements!, requester.Signatory) { Policy = policy } : null;
        return check.Refusal;
    }

    static async Task<IResult> Get(string id, HttpContext context, FactStreams streams) =>
        await Visible(id, context, streams) is { } withdrawal ? Results.Json(WithdrawalLists.Seen(context.Requester(), withdrawal), ApiJson.Options) : Problems.Result(WithdrawalRefusal.Unknown);

    static async Task<IResult> Approve(string id, ApprovalInput? input, HttpContext context, IGrains grains, FactStreams streams, FreshCode fresh)
    {
        if (await Visible(id, context, streams) is null) return Problems.Result(WithdrawalRefusal.Unknown);
        if (await fresh.Prove(context, input?.Code) is { } refusal) return Problems.Result(refusal);
        var requester = context.Requester();
        return await grains.Send(context, new ApproveWithdrawal(new WithdrawalId(id), FundEndpoints.OwnerOf(requester), requester.Signatory));
    }

    static async Task<IResult> Refuse(string id, WithdrawalRefusalInput input, HttpContext context, IGrains grains, FactStreams streams)
    {
        if (await Visible(id, context, streams) is null) return Problems.Result(WithdrawalRefusal.Unknown);
        var check = new Checked();
        var reason = check.Text("reason", input.Reason, ReasonMax);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        var requester = context.Requester();
        return await grains.Send(context, new RefuseWithdrawal(new WithdrawalId(id), FundEndpoints.OwnerOf(requester), requester.Signatory, reason));
    }

    /// <summary>The withdrawal, if there is one and the requester may know of it.</summary>
    internal static async Task<WithdrawalRow?> Visible(string id, HttpContext context, FactStreams streams) =>
        await streams.Row<WithdrawalRow>(WithdrawalRow.Table, id, context.RequestAborted) is { } withdrawal
        && WithdrawalLists.MaySee(context.Requester(), withdrawal) ? withdrawal : null;
}
