using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;

namespace Marketplace.Api.Ledger;

public static class LedgerEndpoints
{
    public static void MapLedger(this IEndpointRouteBuilder api)
    {
        api.MapGet("/ledger/trial-balance", async (HttpContext context, LedgerQueries ledger) =>
                Results.Json(await ledger.TrialBalance(context.RequestAborted), ApiJson.Options))
            .For(Roles.Overseers).WithSummary("Every account with its balance; the sum is 0.00.").Produces<TrialBalance>();
        api.MapGet("/ledger/entries", (HttpContext context, ListAnswers lists) =>
                lists.Answer(context, LedgerLists.Read(context.Request.Query, out var list), list))
            .For(Roles.Overseers).IsPaged("account", "order").WithSummary("Movements, oldest first.").Produces<Listed<LedgerEntry>>();
    }
}
