using Marketplace.Api.Access;
using Marketplace.Api.Funds;
using Marketplace.Api.Http;
using Marketplace.Api.People;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Api.Settlements;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;

namespace Marketplace.Api.Portals.Settlements;

/// <summary>A row of the bank's file that cannot be taken over.</summary>
/// <param name="Line">Of the file, its header included.</param>
public sealed record ResultProblem(int Line, Refusal Refusal);

/// <summary>A withdrawal as its page shows it.</summary>
/// <param name="Row">What the requester may see of it.</param>
/// <param name="State">Files, rows and results in full, for who pays out; null for others.</param>
public sealed record WithdrawalLook(WithdrawalRow Row, Withdrawal? State)
{
    public bool IsApprovedBy(string owner) => Row.Approvals.Any(a => a.Owner == owner);

    public int RowsToSend => State is { IsApproved: true } state ? state.NextRows.Count() : 0;

    public int RowsUnanswered => State?.Files.SelectMany(f => f.Rows).Count(r => !State.Results.ContainsKey(r.Reference)) ?? 0;
}

/// <summary>A request for money: who approves what of it, the bank's file, and what the bank said.</summary>
public static class WithdrawalPages
{
    /// <summary>Of a file with as many rows as a withdrawal may have.</summary>
    const int ResultsBytesMax = 1024 * 1024;

    static readonly Refusal NoFile = Refusal.Invalid("file", "Choose the bank's file.", "请选择银行回执文件。");

    static readonly Refusal WrongRows = Refusal.Invalid("file",
        "Nothing was taken over: put the rows named below right and send the file again.", "未登记任何结果：请按下列提示修改后重新上传。");

    public static void MapWithdrawalPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/withdrawals/{id}", (string id, HttpContext context, FactStreams streams, IGrains grains) => Show(id, context, streams, grains)).For(Roles.Overseers | Role.CityBureau);
        pages.MapPost("/withdrawals/{id}/approval", Approve).For(Role.ProvinceBureau | Role.CityBureau);
        pages.MapPost("/withdrawals/{id}/refusal", Refuse).For(Role.ProvinceBureau | Role.CityBureau);
        pages.MapPost("/withdrawals/{id}/payout-results", TakeResults).For(Role.Operator).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(ResultsBytesMax));
    }

    static async Task<IResult> Show(
        string id, HttpContext context, FactStreams streams, IGrains grains, RefusedForm? refused = null, IReadOnlyList<ResultProblem>? wrong = null)
    {
        if (await WithdrawalEndpoints.Visible(id, context, streams) is not { } row) return Problems.Result(WithdrawalRefusal.Unknown);
        var requester = context.Requester();
        var state = requester.Role == Role.CityBureau ? null : await grains.Read(turn => turn.Read(Withdrawal.Grain[id]), context.RequestAborted);
        var parameters = new { Look = new WithdrawalLook(WithdrawalLists.Seen(requester, row), state), Refused = refused, Wrong = wrong ?? [] };
        return refused is null ? Pages.Show<WithdrawalPage>(parameters) : Pages.ShowAgain<WithdrawalPage>(parameters, refused.Problem);
    }

    static async Task<IResult> Approve(string id, HttpContext context, FactStreams streams, IGrains grains, FreshCode fresh, Freshness freshness)
    {
        if (await WithdrawalEndpoints.Visible(id, context, streams) is null) return Problems.Result(WithdrawalRefusal.Unknown);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (await fresh.Prove(context, form["code"], FormKey.Of(form)) is { } unproved)
            return await Show(id, context, streams, grains, new RefusedForm("approve", form, unproved with { Field = "code" }));
        var requester = context.Requester();
        var turn = new ApproveWithdrawal(new WithdrawalId(id), FundEndpoints.OwnerOf(requester), requester.Signatory);
        return await Change(id, turn, "approve", "withdrawalApproved", form, context, streams, grains, freshness);
    }

    static async Task<IResult> Refuse(string id, HttpContext context, FactStreams streams, IGrains grains, Freshness freshness)
    {
        if (await WithdrawalEndpoints.Visible(id, context, streams) is null) return Problems.Result(WithdrawalRefusal.Unknown);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var check = new Checked();
        var reason = check.Text("reason", form["reason"], WithdrawalEndpoints.ReasonMax);
        if (check.Refusal is { } malformed) return await Show(id, context, streams, grains, new RefusedForm("refuse", form, malformed));
        var requester = context.Requester();
        var turn = new RefuseWithdrawal(new WithdrawalId(id), FundEndpoints.OwnerOf(requester), requester.Signatory, reason);
        return await Change(id, turn, "refuse", "withdrawalRefused", form, context, streams, grains, freshness);
    }

    /// <summary>All rows of the file or none; every row that is wrong is named.</summary>
    static async Task<IResult> TakeResults(string id, HttpContext context, FactStreams streams, IGrains grains, Freshness freshness)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var withdrawal = await grains.Read(turn => turn.Read(Withdrawal.Grain[id]), context.RequestAborted);
        if (form.Files["file"] is not { Length: > 0 } file) return await Show(id, context, streams, grains, new RefusedForm("results", form, NoFile));
        var (rows, unreadable) = await PayoutResults.ReadCsv(file.OpenReadStream(), context.RequestAborted);
        if (unreadable is not null) return await Show(id, context, streams, grains, new RefusedForm("results", form, unreadable with { Field = "file" }));
        var wrong = ProblemsIn(rows, withdrawal);
        if (wrong.Count > 0) return await Show(id, context, streams, grains, new RefusedForm("results", form, WrongRows), wrong);
        var refusal = PayoutResults.Check(rows, withdrawal, out var results, out var places);
        return refusal is not null
            ? await Show(id, context, streams, grains, new RefusedForm("results", form, refusal with { Field = "file" }))
            : await Change(id, new ReportPayouts(new WithdrawalId(id), results, places, context.Requester().Signatory), "results", NoticeOf(results), form, context, streams, grains, freshness);
    }

    static string NoticeOf(IEnumerable<PayoutResult> results) => results.Any(r => r.Result == PayoutOutcome.Failed) ? "payoutsReportedPartly" : "payoutsReported";

    static List<ResultProblem> ProblemsIn(PayoutResultInput[] rows, Withdrawal withdrawal)
    {
        var wrong = new List<ResultProblem>();
        for (var i = 0; i < rows.Length; i++)
            if ((PayoutResults.Check([rows[i]], withdrawal, out var one, out _) ?? withdrawal.ProblemOf(one[0])) is { } refusal)
                wrong.Add(new ResultProblem(i + 2, refusal));
        return wrong;
    }

    /// <summary>Sends a turn about the withdrawal; leads back to it, or shows it again with what is wrong and what was sent.</summary>
    static async Task<IResult> Change(
        string id, ITurn turn, string name, string notice, IFormCollection form, HttpContext context, FactStreams streams, IGrains grains, Freshness freshness)
    {
        return await grains.Send(turn, form, context, freshness) is { } refusal
            ? await Show(id, context, streams, grains, new RefusedForm(name, form, refusal with { Field = name == "results" ? "file" : null }))
            : Pages.SeeOther($"/withdrawals/{id}?notice={notice}");
    }
}
