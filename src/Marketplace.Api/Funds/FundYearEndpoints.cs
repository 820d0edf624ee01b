using System.Globalization;
using System.Text;
using Billing;
using CsvHelper;
using CsvHelper.Configuration;
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
    public const int RowsMax = 1_000;

    static readonly Refusal NotYet = new(RefusalKind.Unknown, "fund.not-closed", "The fund's year is not closed.", "该资金账户尚未结账。", "id");

    static readonly Refusal WrongFile = Refusal.Invalid("$",
        "Send text/csv in UTF-8 with the header fund,period,amount,reference and at most 1,000 rows.",
        "请提交 UTF-8 编码的 CSV，表头为 fund,period,amount,reference，最多 1000 行。");

    static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        TrimOptions = TrimOptions.Trim, BadDataFound = null, MissingFieldFound = null, HeaderValidated = null,
    };

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
            || await ReadRows(context.Request) is not { Count: > 0 and <= RowsMax } rows) return Problems.Result(WrongFile);
        var owner = FundEndpoints.OwnerOf(context.Requester());
        var verdicts = new List<InterestVerdict>(rows.Count);
        foreach (var (fund, input) in rows)
        {
            var refusal = !FundEndpoints.IsId(fund ?? "") ? FundRefusal.Unknown : Read(input, out var interest) is { } malformed ? malformed
                : (await grains.Send(new CreditInterest(new FundId(fund!), owner, interest), context.Caller(key: null), context.RequestAborted)).Refusal;
            verdicts.Add(new InterestVerdict(verdicts.Count + 1, fund, input.Period, refusal is null ? "credited" : "refused", refusal?.Code, refusal?.Reason));
        }
        var refused = verdicts.Count(v => v.Code is not null);
        return Results.Json(new InterestReport(verdicts.Count - refused, refused, verdicts), ApiJson.Options);
    }

    /// <summary>Null when it is not UTF-8 or has another header.</summary>
    static async Task<List<(string? Fund, InterestInput Input)>?> ReadRows(HttpRequest request)
    {
        try
        {
            var text = await new StreamReader(request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true)).ReadToEndAsync();
            using var csv = new CsvReader(new StringReader(text), Configuration);
            if (!csv.Read() || !csv.ReadHeader() || csv.GetFieldIndex("fund", isTryGet: true) < 0) return null;
            var rows = new List<(string?, InterestInput)>();
            while (csv.Read() && rows.Count <= RowsMax)
                rows.Add((csv.GetField("fund"), new InterestInput(
                    Money.TryParse(csv.GetField("amount"), out var amount) ? amount : null, csv.GetField("period"), csv.GetField("reference"))));
            return rows;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
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
