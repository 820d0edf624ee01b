using Marketplace.Api.Access;
using Marketplace.Api.Http;

namespace Marketplace.Api.Ledger;

public static class LedgerEndpoints
{
    public static void MapLedger(this IEndpointRouteBuilder api)
    {
        api.MapGet("/ledger/trial-balance", async (HttpContext context, LedgerQueries ledger) =>
                Results.Json(await ledger.TrialBalance(context.RequestAborted), ApiJson.Options))
            .For(Roles.Overseers).WithSummary("Every account with its balance; the sum is 0.00.").Produces<TrialBalance>();
        api.MapGet("/ledger/entries", (HttpContext context, LedgerQueries ledger, string? account, string? order) =>
                ledger.Entries(context, new LedgerQueries.Wanted(account, order)))
            .For(Roles.Overseers).IsPaged().WithSummary("Movements by ?account=&order=, oldest first.").Produces<Listed<LedgerEntry>>();
    }
}
