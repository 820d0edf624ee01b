using System.Globalization;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;

namespace Marketplace.Api.Settlements;

static class PayoutEndpoints
{
    const string Csv = "text/csv; charset=utf-8";

    public static void MapPayouts(this IEndpointRouteBuilder api)
    {
        api.MapGet("/withdrawals/{id}/payout-file", File).For(Role.Operator)
            .WithSummary("The list for the bank, once all owners have approved; when the bank has refused rows, the next list with those. ?number= for an earlier one.")
            .Produces<string>(StatusCodes.Status200OK, "text/csv");
        api.MapPost("/withdrawals/{id}/payout-results", Report).For(Role.Operator).NeedsKey()
            .WithSummary("What the bank has paid, or not and why: JSON, or text/csv with the header reference,result,on,reason,bankReference. The same again changes nothing.")
            .Accepts<PayoutResultsInput>("application/json", "text/csv").Produces<WithdrawalAnswer>();
    }

    static async Task<IResult> File(string id, HttpContext context, PayoutFiles files, FactStreams streams)
    {
        if (await WithdrawalEndpoints.Visible(id, context, streams) is null) return Problems.Result(WithdrawalRefusal.Unknown);
        var asked = context.Request.Query["number"].ToString();
        int? number = null;
        if (asked.Length > 0)
        {
            if (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)) return Problems.Result(WithdrawalRefusal.FileUnknown);
            number = parsed;
        }
        var (content, made, refusal) = await files.Get(new WithdrawalId(id), number, context.Requester().Signatory, context.Caller(key: null), context.RequestAborted);
        return refusal is not null
            ? Problems.Result(refusal)
            : Results.Bytes(content!, Csv, string.Create(CultureInfo.InvariantCulture, $"payout-{id[..8]}-{made}.csv"));
    }

    static async Task<IResult> Report(string id, HttpContext context, IGrains grains, FactStreams streams)
    {
        if (await WithdrawalEndpoints.Visible(id, context, streams) is null) return Problems.Result(WithdrawalRefusal.Unknown);
        var (rows, unreadable) = await PayoutResults.Read(context.Request, context.RequestAborted);
        if (unreadable is not null) return Problems.Result(unreadable);
        var withdrawal = await grains.Read(turn => turn.Read(Withdrawal.Grain[id]), context.RequestAborted);
        return PayoutResults.Check(rows, withdrawal, out var results, out var places) is { } malformed
            ? Problems.Result(malformed)
            : await grains.Send(context, new ReportPayouts(new WithdrawalId(id), results, places, context.Requester().Signatory));
    }
}
