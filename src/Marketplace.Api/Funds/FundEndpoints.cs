using Billing;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Funds;

/// <param name="Id">Lower-case letters, digits and hyphens, such as <c>province-2026</c>.</param>
/// <param name="Owner"><c>province</c>, or the code of a city.</param>
public sealed record FundInput(string? Id, string? Owner, int? Year);

/// <param name="Amount">Yuan, above zero.</param>
/// <param name="Reference">The document it rests on.</param>
public sealed record AppropriationInput(Money? Amount, string? Reference);

public static class FundEndpoints
{
    public static void MapFunds(this IEndpointRouteBuilder api)
    {
        api.MapPost("/funds", Open).For(Role.ProvinceBureau | Role.CityBureau)
            .WithSummary("Open the fund of the province or of the own city for a year (S003 art.18, art.20).")
            .Produces<FundView>(StatusCodes.Status201Created);
        api.MapPost("/funds/{id}/appropriations", Appropriate).For(Role.ProvinceBureau | Role.CityBureau).NeedsKey()
            .WithSummary("Pay budget money into the own fund.").Produces<FundView>(StatusCodes.Status201Created);
        api.MapGet("/funds", List).For(Roles.Overseers | Role.CityBureau).IsPaged("owner", "year")
            .WithSummary("Funds, with what their accounts hold.");
        api.MapGet("/funds/{id}", Get).For(Roles.Overseers | Role.CityBureau)
            .WithSummary("A fund: appropriated + interest + carriedIn − carriedOut = available + encumbered + spent + withdrawn + recoveries, in yuan.").Produces<FundView>();
    }

    /// <summary>Whose funds the requester manages.</summary>
    public static string OwnerOf(Requester requester) => requester.Role == Role.CityBureau ? requester.Scope! : Province.Owner;

    static async Task<IResult> Open(FundInput input, HttpContext context, IGrains grains)
    {
        var check = new Checked();
        var id = check.Text("id", input.Id, 64);
        check.That(IsId(id), "id", "id has lower-case letters, digits and hyphens, such as province-2026.", "编号由小写字母、数字和连字符组成，例如 province-2026。");
        var owner = check.Text("owner", input.Owner, 16);
        check.That(owner == Province.Owner || Province.Cities.ContainsKey(owner), "owner",
            "owner is province or the code of a city, such as 340100.", "owner 应为 province 或市代码，例如 340100。");
        var year = check.Whole("year", input.Year, 2020, 2100);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        if (owner != OwnerOf(context.Requester())) return Problems.Result(AccessRefusal.NotYours);
        return await grains.Send(context, new OpenFund(new FundId(id), owner, year), StatusCodes.Status201Created);
    }

    static async Task<IResult> Appropriate(string id, AppropriationInput input, HttpContext context, IGrains grains)
    {
        if (Read(input, out var amount, out var reference) is { } malformed) return Problems.Result(malformed);
        var turn = new AppropriateMoney(new FundId(id), OwnerOf(context.Requester()), amount, reference);
        return await grains.Send(context, turn, StatusCodes.Status201Created);
    }

    internal static Refusal? Read(AppropriationInput input, out Money amount, out string reference)
    {
        var check = new Checked();
        amount = check.Amount("amount", input.Amount, zeroAllowed: false);
        reference = check.Text("reference", input.Reference, 200);
        return check.Refusal;
    }

    static Task<IResult> List(HttpContext context, ListAnswers lists) =>
        lists.Answer(context, FundLists.Read(context.Requester(), context.Request.Query, out var list), list);

    static async Task<IResult> Get(string id, HttpContext context, IGrains grains)
    {
        var fund = IsId(id) ? await grains.Read(t => FundView.Of(t, new FundId(id)), context.RequestAborted) : null;
        return fund is not null && FundLists.MaySee(context.Requester(), fund.Owner)
            ? Results.Json(fund, ApiJson.Options) : Problems.Result(FundRefusal.Unknown);
    }

    public static bool IsId(string id) => id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
