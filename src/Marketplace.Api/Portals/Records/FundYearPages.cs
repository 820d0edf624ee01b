using Marketplace.Api.Access;
using Marketplace.Api.Funds;
using Marketplace.Api.Http;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Records;

/// <summary>The year of a fund: its interest, and its end.</summary>
static class FundYearPages
{
    public static void MapFundYearPages(this IEndpointRouteBuilder records)
    {
        records.MapPost("/records/funds/{id}/interest", Credit).For(Role.ProvinceBureau | Role.CityBureau);
        records.MapPost("/records/funds/{id}/closing", Close).For(Role.ProvinceBureau | Role.CityBureau);
    }

    static async Task<IResult> Credit(string id, HttpContext context, FundRecords funds)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var malformed = FundYearEndpoints.Read(new InterestInput(form.Money("amount"), form["period"], form["reference"]), out var interest);
        return await funds.Change(id, "interest", malformed, new CreditInterest(new FundId(id), FundEndpoints.OwnerOf(context.Requester()), interest), "interestCredited", form, context);
    }

    static async Task<IResult> Close(string id, HttpContext context, FundRecords funds, IGrains grains, FundYear years)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (turn, refusal) = await FundYearEndpoints.Closing(id, FundEndpoints.OwnerOf(context.Requester()), grains, years, context.RequestAborted);
        return refusal is not null ? Problems.Result(refusal) : await funds.Change(id, "closing", null, turn!, "fundClosed", form, context);
    }
}
