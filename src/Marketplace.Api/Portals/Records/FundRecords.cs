using Billing.Ledger;
using Marketplace.Api.Access;
using Marketplace.Api.Funds;
using Marketplace.Api.Http;
using Marketplace.Api.Ledger;
using Marketplace.Api.Lists;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Records;

/// <summary>The page of a fund in the records, also where a form on it was refused.</summary>
public sealed class FundRecords(IGrains grains, ListReader reader, Freshness freshness)
{
    /// <param name="rows">Of the bank's file, that were not taken.</param>
    public async Task<IResult> Show(string id, HttpContext context, RefusedForm? refused = null, IReadOnlyList<ImportedInterest>? rows = null)
    {
        var (requester, cancel) = (context.Requester(), context.RequestAborted);
        var fund = FundEndpoints.IsId(id) ? await grains.Read(t => FundView.Of(t, new FundId(id)), cancel) : null;
        if (fund is null || !FundLists.MaySee(requester, fund.Owner)) return Problems.Result(FundRefusal.Unknown);
        if (Page.Read(context.Request.Query, out var page) is { } refusal) return Problems.Result(refusal);
        string[] accounts =
        [
            AccountId.FundAvailable(id).Value, AccountId.FundEncumbered(id).Value, AccountId.FundSpent(id).Value, AccountId.FundWithdrawn(id).Value,
            AccountId.FundRecoveries(id).Value,
        ];
        LedgerLists.OfAccounts(accounts, new QueryCollection(), out var movements);
        var next = (await grains.Read(t => t.Read(FundRegister.Of(fund.Year + 1)), cancel)).FundOf(fund.Owner);
        var parameters = new
        {
            Fund = fund, Next = next, State = await grains.Read(t => t.Read(Fund.Grain[id]), cancel),
            IsOwn = (Role.ProvinceBureau | Role.CityBureau).Includes(requester.Role) && fund.Owner == FundEndpoints.OwnerOf(requester),
            Movements = await RecordDetails.Ledger(requester, movements, page, reader, cancel), Refused = refused, Rows = rows ?? [],
        };
        return refused is null ? Pages.Show<FundRecordPage>(parameters) : Pages.ShowAgain<FundRecordPage>(parameters, refused.Problem);
    }

    /// <summary>Sends a turn about the fund; leads back to its page, or shows it again with what is wrong and what was sent.</summary>
    public async Task<IResult> Change(string id, string name, Refusal? malformed, ITurn turn, string notice, IFormCollection form, HttpContext context)
    {
        if (malformed is not null) return await Show(id, context, new RefusedForm(name, form, malformed));
        return await grains.Send(turn, form, context, freshness) is { } refusal
            ? await Show(id, context, new RefusedForm(name, form, refusal))
            : Pages.SeeOther($"/records/funds/{id}?notice={notice}");
    }
}
