using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Api.Settlements;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;

namespace Marketplace.Api.Portals.Settlements;

/// <summary>What a withdrawal would take of the funds of one owner.</summary>
public sealed record OwnerRequest(string Owner, EquatableList<FundShare> Funds);

/// <summary>From accepted orders to a request for money: the cockpit of a month, and what is asked for.</summary>
public static class SettlementPages
{
    /// <summary>Who may ask for money; who asks does not approve.</summary>
    internal const Role Askers = Role.Operator | Role.ProvinceBureau;

    public static void MapSettlementPages(this IEndpointRouteBuilder portals)
    {
        var pages = portals.MapGroup("").AddEndpointFilter<RouteGroupBuilder, PlainQueries>();
        pages.MapGet("/settlement", Show).For(Roles.Overseers);
        pages.MapPost("/settlement/runs", Run).For(Role.Operator);
        pages.MapGet("/settlement/request", (HttpContext context, StatementItems statements, IGrains grains, SubsidyPolicy policy) =>
            CheckAnswers(context, statements, grains, policy, context.Request.Query["statement"], null)).For(Askers);
        pages.MapPost("/withdrawals", Request).For(Askers);
        pages.MapStatementPages();
        pages.MapWithdrawalPages();
        pages.MapRecoveryPages();
    }

    static async Task<IResult> Show(HttpContext context, MonthViews views, TimeProvider clock)
    {
        if (Page.Read(context.Request.Query, out var page) is { } malformed) return Problems.Result(malformed);
        var lastMonth = ChinaMonth.Plus(ChinaMonth.Of(clock.GetUtcNow()), -1);
        var asked = context.Request.Query["month"].ToString();
        var month = ChinaMonth.IsOne(asked) ? asked : lastMonth;
        return Pages.Show<SettlementPage>(new { View = await views.Of(month, context.Requester(), context.RequestAborted), LastMonth = lastMonth, Page = page });
    }

    static async Task<IResult> Run(HttpContext context, SettlementRun runs, Freshness freshness)
    {
        var (form, cancel) = (await context.Request.ReadFormAsync(context.RequestAborted), context.RequestAborted);
        var check = new Checked();
        var month = check.Month("month", form["month"]);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        var (result, refusal) = await runs.Run(month, context.Caller(key: null), progress: null, cancel);
        if (refusal is not null) return Problems.Result(refusal);
        await freshness.ReachAll(Freshness.WaitMax, cancel);
        return Pages.SeeOther($"/settlement?month={month}&notice={(result!.Parked.Count == 0 ? "monthSettled" : "monthSettledPartly")}");
    }

    /// <summary>What was chosen, or all of <c>?month=</c> that can be withdrawn, as many as one withdrawal takes.</summary>
    static async Task<IResult> CheckAnswers(
        HttpContext context, StatementItems statements, IGrains grains, SubsidyPolicy policy, Microsoft.Extensions.Primitives.StringValues chosen, Refusal? problem)
    {
        var drawn = await statements.All(context.Requester(), Records.RecordDetails.Query("status", "drawn"), context.RequestAborted);
        var (ids, month) = (chosen.ToHashSet(), context.Request.Query["month"].ToString());
        var picked = drawn.Where(s => month.Length > 0 ? s.Month == month && s.Step(policy.InvoiceBeforeWithdrawal) == StatementStep.Ready : ids.Contains(s.Id.Value))
            .Take(Withdrawal.StatementsMax).ToArray();
        var shares = FundShares.None.Plus(picked.SelectMany(s => s.Funds));
        var owners = await grains.Read(
            turn => shares.GroupBy(s => turn.Read(Fund.Grain[s.Fund.Value]).Owner ?? "").Select(g => new OwnerRequest(g.Key, [.. g])).ToArray(), context.RequestAborted);
        var parameters = new { Statements = picked, Owners = owners, Problem = problem };
        return problem is null ? Pages.Show<RequestPage>(parameters) : Pages.ShowAgain<RequestPage>(parameters, problem);
    }

    static async Task<IResult> Request(HttpContext context, StatementItems statements, IGrains grains, SubsidyPolicy policy, Freshness freshness)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var input = new WithdrawalInput([.. form["statement"].Select(s => s ?? "")]);
        var refusal = WithdrawalEndpoints.Read(input, context.Requester(), policy, out var request);
        if (refusal is null)
        {
            var sent = await grains.Send(request!, context.Caller(FormKey.Of(form)), context.RequestAborted);
            if (sent.Refusal is null)
            {
                await freshness.Reach(sent.Seq, context.RequestAborted);
                var answer = (WithdrawalAnswer)CanonicalJson.Read(sent.Answer!, typeof(WithdrawalAnswer));
                return Pages.SeeOther($"/withdrawals/{answer.Id}?notice=withdrawalRequested");
            }
            refusal = sent.Refusal;
        }
        return await CheckAnswers(context, statements, grains, policy, form["statement"], refusal);
    }
}
