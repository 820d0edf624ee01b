using System.Globalization;
using Billing.Stripe;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Payments;

/// <param name="Date">A day in Asia/Shanghai, not after today.</param>
public sealed record ReconciliationInput(DateOnly? Date);

/// <param name="Note">What came of it.</param>
public sealed record FindingInput(string? Note);

public static class ReconciliationEndpoints
{
    internal const int NoteMax = 1_000;

    public static void MapReconciliations(this IEndpointRouteBuilder api)
    {
        api.MapGet("/reconciliations", List).For(Roles.Overseers).IsPaged("date", "state")
            .WithSummary("Days that were compared with the payment processor, the latest first; ?date= for one day with its findings.").Produces<Reconciliation>();
        api.MapPost("/reconciliations", Compare).For(Role.Operator)
            .WithSummary("Compare a day's movements at the payment processor with the ledger (a job does every morning); news that were missed are made up for.")
            .Produces<Reconciliation>();
        api.MapPost("/reconciliations/{date}/findings/{id:long}/settlement", Settle).For(Role.Operator)
            .WithSummary("Say what came of a finding.").Produces<Finding>();
    }

    static async Task<IResult> List(HttpContext context, ListAnswers lists, Reconciliations books)
    {
        var asked = context.Request.Query["date"].ToString();
        if (asked.Length == 0) return await lists.Answer(context, ReconciliationLists.Read(context.Request.Query, out var list), list);
        if (!TryDay(asked, out var day)) return Problems.Result(Refusal.Invalid("date", "date is a day such as 2026-11-21.", "date 应为日期，例如 2026-11-21。"));
        return await books.Of(day, context.RequestAborted) is { } reconciliation
            ? Results.Json(reconciliation, ApiJson.Options) : Problems.Result(Reconciliations.Unknown);
    }

    static async Task<IResult> Compare(ReconciliationInput input, HttpContext context, Reconciler reconciler, TimeProvider clock)
    {
        var (reconciliation, refusal) = await Run(input, context.Requester(), reconciler, clock, context.RequestAborted);
        return refusal is null ? Results.Json(reconciliation, ApiJson.Options) : Problems.Result(refusal);
    }

    internal static async Task<(Reconciliation? Reconciliation, Refusal? Refusal)> Run(
        ReconciliationInput input, Requester requester, Reconciler reconciler, TimeProvider clock, CancellationToken cancel)
    {
        var check = new Checked();
        var day = check.Day("date", input.Date);
        check.That(day <= ChinaTime.DayOf(clock.GetUtcNow()), "date", "date is not after today.", "date 不得晚于今天。");
        if (check.Refusal is { } malformed) return (null, malformed);
        if (!reconciler.IsConfigured) return (null, PaymentRefusal.NotConfigured);
        try
        {
            return (await reconciler.Run(day, requester.Actor, cancel), null);
        }
        catch (StripeException)
        {
            return (null, PaymentRefusal.Unavailable);
        }
    }

    static async Task<IResult> Settle(string date, long id, FindingInput input, HttpContext context, Reconciliations books)
    {
        var check = new Checked();
        var note = check.Text("note", input.Note, NoteMax);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        if (!TryDay(date, out var day)) return Problems.Result(Reconciliations.Unknown);
        var (finding, refusal) = await books.Settle(day, id, note, context.Requester().Actor, context.RequestAborted);
        return refusal is null ? Results.Json(finding, ApiJson.Options) : Problems.Result(refusal);
    }

    internal static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}

/// <summary>Days that were compared.</summary>
public static class ReconciliationLists
{
    const string State = "case when f.open > 0 then 'open' else 'clear' end";

    public static readonly ListShape Shape = new()
    {
        Name = "reconciliations",
        From =
            """
            payments.reconciliations r left join lateral (
              select count(*) filter (where state = 'open') as open, count(*) filter (where state = 'repaired') as repaired, count(*) as findings
              from payments.findings f where f.day = r.day) f on true
            """,
        Document =
            """
            jsonb_build_object('day', r.day, 'runAt', to_char(r.run_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS"+08:00"'), 'runBy', r.run_by,
              'movements', r.movements, 'matched', r.matched, 'ledgerBalance', (r.ledger_balance / 100.0)::numeric(20, 2)::text,
              'processorBalance', (r.processor_balance / 100.0)::numeric(20, 2)::text, 'findings', f.findings, 'open', f.open, 'repaired', f.repaired)
            """,
        Key = "r.day",
        DefaultOrder = "r.day desc",
        Columns =
        [
            new("day", Sort: "r.day"), new("movements", ColumnKind.Whole, Sort: "r.movements"), new("matched", ColumnKind.Whole, Sort: "r.matched"),
            new("findings", ColumnKind.Whole, Sort: "f.findings"), new("open", ColumnKind.Whole, Sort: "f.open"), new("repaired", ColumnKind.Whole, Sort: "f.repaired"),
            new("ledgerBalance", ColumnKind.Money), new("processorBalance", ColumnKind.Money), new("runAt", ColumnKind.Instant, Sort: "r.run_at"), new("runBy"),
        ],
        Facets = new Dictionary<string, Facet> { ["state"] = new(State) },
    };

    public static Refusal? Read(IQueryCollection query, out ListRequest list) => ListRequest.Read(Shape,
        new ListFilter().AnyOf("state", State, query["state"]), query, out list);
}
