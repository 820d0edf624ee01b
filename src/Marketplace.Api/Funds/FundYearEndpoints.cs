using Billing;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Settlements;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Marketplace.Api.Funds;

/// <param name="Period">A month of the fund's year.</param>
/// <param name="Reference">The bank's document.</param>
public sealed record InterestInput(Money? Amount, string? Period, string? Reference);

/// <param name="Row">From 1, without the header.</param>
/// <param name="Verdict"><c>credited</c>, also where it was before, or <c>refused</c>.</param>
public sealed record InterestVerdict(int Row, string? Fund, string? Period, string Verdict, string? Code, string? Message);

public sealed record InterestReport(int Credited, int Refused, IReadOnlyList<InterestVerdict> Rows);

/// <summary>What closed a fund's year.</summary>
public sealed record ClosingView(FundId Id, string Owner, int Year, DateTimeOffset? ClosedAt, FundProof Proof);

public sealed record ClosingInput;

/// <summary>Interest, and the end of a fund's year (S003 art.18).</summary>
public static class FundYearEndpoints
{
    static readonly Refusal NotYet = new(RefusalKind.Unknown, "fund.not-closed", "The fund's year is not closed.", "该资金账户尚未结账。", "id");

    public static void MapFundYears(this IEndpointRouteBuilder api)
    {
        api.MapPost("/funds/{id}/interest", Credit).For(Role.ProvinceBureau | Role.CityBureau).NeedsKey()
            .WithSummary("Record the bank's interest on the own fund, once for each month.").Produces<FundView>(StatusCodes.Status201Created);
        api.MapPost("/interest-imports", Import).For(Role.ProvinceBureau | Role.CityBureau)
            .WithSummary("Record interest from the bank's CSV: fund,period,amount,reference; a verdict for each row. The same file again changes nothing.")
            .Produces<InterestReport>().AddOpenApiOperationTransformer(DescribeFile);
        api.MapPost("/funds/{id}/closing", Close).For(Role.ProvinceBureau | Role.CityBureau).NeedsKey()
            .WithSummary("Close the own fund's year on the ledger's proof and carry what is left into the next year's fund; again, to carry what was released since.")
            .Produces<FundView>();
        api.MapGet("/funds/{id}/closing", Get).For(Roles.Overseers | Role.CityBureau)
            .WithSummary("What proves a closed year: opening + in − out = closing for each account, and the hash over the movements.").Produces<ClosingView>();
    }

    /// <summary>Said here only: as a rule of routing it would answer before anybody has looked who asks.</summary>
    static Task DescribeFile(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var text = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
        operation.RequestBody = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType> { ["text/csv"] = text } };
        return Task.CompletedTask;
    }

    static async Task<IResult> Credit(string id, InterestInput input, HttpContext context, IGrains grains) =>
        Read(input, out var interest) is { } malformed
            ? Problems.Result(malformed)
            : await grains.Send(context, new CreditInterest(new FundId(id), FundEndpoints.OwnerOf(context.Requester()), interest), StatusCodes.Status201Created);

    internal static Refusal? Read(InterestInput input, out Interest interest)
    {
        var check = new Checked();
        interest = new Interest(
            check.Month("period", input.Period), check.Amount("amount", input.Amount, zeroAllowed: false), check.Text("reference", input.Reference, 200));
        return check.Refusal;
    }

    static async Task<IResult> Import(HttpContext context, IGrains grains)
    {
        if (Commands.ReadKey(context, out _) is { } keyRefusal) return Problems.Result(keyRefusal);
        if (context.Request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) != true
            || await InterestImport.Take(context.Request.Body, FundEndpoints.OwnerOf(context.Requester()), context.Caller(key: null), grains, context.RequestAborted) is not { } rows)
            return Problems.Result(InterestImport.WrongFile);
        var refused = rows.Count(r => r.Refusal is not null);
        return Results.Json(new InterestReport(rows.Count - refused, refused,
        [
            .. rows.Select(r => new InterestVerdict(r.Row, r.Fund, r.Input.Period, r.Refusal is null ? "credited" : "refused", r.Refusal?.Code, r.Refusal?.Reason)),
        ]), ApiJson.Options);
    }

    static async Task<IResult> Close(string id, ClosingInput? input, HttpContext context, IGrains grains, FundYear years)
    {
        var (turn, refusal) = await Closing(id, FundEndpoints.OwnerOf(context.Requester()), grains, years, context.RequestAborted);
        return turn is null ? Problems.Result(refusal!) : await grains.Send(context, turn);
    }

    /// <summary>What closes a fund of this owner, with the ledger's proof.</summary>
    internal static async Task<(CloseFund? Turn, Refusal? Refusal)> Closing(string id, string owner, IGrains grains, FundYear years, CancellationToken cancel)
    {
        var fund = FundEndpoints.IsId(id) ? await grains.Read(t => t.Read(Fund.Grain[id]), cancel) : Fund.Initial;
        if (fund.Owner != owner) return (null, FundRefusal.Unknown);
        var proof = fund.Proof ?? await years.Prove(new FundId(id), fund.Year, cancel);
        return (new CloseFund(new FundId(id), owner) { Proof = proof }, null);
    }

    static async Task<IResult> Get(string id, HttpContext context, IGrains grains)
    {
        var fund = FundEndpoints.IsId(id) ? await grains.Read(t => t.Read(Fund.Grain[id]), context.RequestAborted) : Fund.Initial;
        if (!FundLists.MaySee(context.Requester(), fund.Owner ?? "")) return Problems.Result(FundRefusal.Unknown);
        return fund.Proof is { } proof
            ? Results.Json(new ClosingView(new FundId(id), fund.Owner!, fund.Year, fund.ClosedAt, proof), ApiJson.Options)
            : Problems.Result(NotYet);
    }
}
