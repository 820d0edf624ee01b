using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Payments;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Payments;

/// <summary>The days that were compared with the payment processor: both sides of every difference, and what came of it.</summary>
public static class ReconciliationPages
{
    public static void MapReconciliationPages(this IEndpointRouteBuilder portals)
    {
        portals.MapGet("/reconciliations/new", (HttpContext context, TimeProvider clock) =>
            Pages.Show<NewReconciliationPage>(new { Date = ChinaTime.DayOf(clock.GetUtcNow()).AddDays(-1) })).For(Role.Operator);
        portals.MapPost("/reconciliations", Compare).For(Role.Operator);
        portals.MapGet("/reconciliations/{date}", (string date, HttpContext context, Reconciliations books) => Show(date, context, books, null)).For(Roles.Overseers);
        portals.MapPost("/reconciliations/{date}/findings/{id:long}/settlement", Settle).For(Role.Operator);
    }

    static async Task<IResult> Show(string date, HttpContext context, Reconciliations books, RefusedForm? refused)
    {
        if (!ReconciliationEndpoints.TryDay(date, out var day) || await books.Of(day, context.RequestAborted) is not { } reconciliation)
            return Problems.Result(Reconciliations.Unknown);
        var parameters = new { Books = reconciliation, Refused = refused };
        return refused is null ? Pages.Show<ReconciliationPage>(parameters) : Pages.ShowAgain<ReconciliationPage>(parameters, refused.Problem);
    }

    static async Task<IResult> Compare(HttpContext context, Reconciler reconciler, TimeProvider clock)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var day = form.Day("date");
        var (reconciliation, refusal) = await ReconciliationEndpoints.Run(new ReconciliationInput(day), context.Requester(), reconciler, clock, context.RequestAborted);
        return reconciliation is not null
            ? Pages.SeeOther($"/reconciliations/{form["date"]}?notice=reconciled")
            : Pages.ShowAgain<NewReconciliationPage>(new { Date = day ?? ChinaTime.DayOf(clock.GetUtcNow()).AddDays(-1), Problem = refusal }, refusal!);
    }

    static async Task<IResult> Settle(string date, long id, HttpContext context, Reconciliations books)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var check = new Checked();
        var note = check.Text("note", form["note"], ReconciliationEndpoints.NoteMax);
        if (!ReconciliationEndpoints.TryDay(date, out var day)) return Problems.Result(Reconciliations.Unknown);
        var refusal = check.Refusal ?? (await books.Settle(day, id, note, context.Requester().Actor, context.RequestAborted)).Refusal;
        return refusal is null
            ? Pages.SeeOther($"/reconciliations/{date}?notice=findingSettled")
            : await Show(date, context, books, new RefusedForm(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"settle-{id}"), form, refusal));
    }
}
