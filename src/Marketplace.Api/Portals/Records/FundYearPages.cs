using System.Globalization;
using Marketplace.Api.Access;
using Marketplace.Api.Funds;
using Marketplace.Api.Http;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Records;

/// <summary>The year of a fund: its money, its interest, its end, and the fund that follows.</summary>
static class FundYearPages
{
    static readonly Refusal SomeRefused = Refusal.Invalid("file",
        "These rows were not taken, all others are on record. Put them right and send the file again: what is on record is not recorded twice.",
        "以下各行未登记，其余各行已登记。改正后可重新上传整个文件，已登记的不会重复登记。");

    public static void MapFundYearPages(this IEndpointRouteBuilder records)
    {
        records.MapPost("/records/funds", Begin).For(Role.ProvinceBureau | Role.CityBureau);
        records.MapPost("/records/funds/{id}/appropriations", Appropriate).For(Role.ProvinceBureau | Role.CityBureau);
        records.MapPost("/records/funds/{id}/successor", Succeed).For(Role.ProvinceBureau | Role.CityBureau);
        records.MapPost("/records/funds/{id}/interest", Credit).For(Role.ProvinceBureau | Role.CityBureau);
        records.MapPost("/records/funds/{id}/interest-imports", Import).For(Role.ProvinceBureau | Role.CityBureau);
        records.MapPost("/records/funds/{id}/closing", Close).For(Role.ProvinceBureau | Role.CityBureau);
    }

    static async Task<IResult> Appropriate(string id, HttpContext context, FundRecords funds)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var malformed = FundEndpoints.Read(new AppropriationInput(form.Money("amount"), form["reference"]), out var amount, out var reference);
        var turn = new AppropriateMoney(new FundId(id), FundEndpoints.OwnerOf(context.Requester()), amount, reference);
        return await funds.Change(id, "appropriation", malformed, turn, "moneyAppropriated", form, context);
    }

    /// <summary>Opens the owner's first fund, which is of this year.</summary>
    static async Task<IResult> Begin(HttpContext context, IGrains grains, Freshness freshness, TimeProvider clock)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (owner, year) = (FundEndpoints.OwnerOf(context.Requester()), ChinaTime.Of(clock.GetUtcNow()).Year);
        var fund = IdOf(owner, year);
        var sent = await grains.Send(new OpenFund(fund, owner, year), context.Caller(FormKey.Of(form)), context.RequestAborted);
        if (sent.Refusal is { } refusal) return Problems.Result(refusal);
        await freshness.Reach(sent.Seq, context.RequestAborted);
        return Pages.SeeOther($"/records/funds/{fund}?notice=fundOpened");
    }

    static FundId IdOf(string owner, int year) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{(owner == Province.Owner ? owner : $"city-{owner}")}-{year}"));

    /// <summary>Opens the owner's fund of the year after.</summary>
    static async Task<IResult> Succeed(string id, HttpContext context, FundRecords funds, IGrains grains, Freshness freshness)
    {
        var (owner, cancel) = (FundEndpoints.OwnerOf(context.Requester()), context.RequestAborted);
        var fund = FundEndpoints.IsId(id) ? await grains.Read(t => t.Read(Fund.Grain[id]), cancel) : Fund.Initial;
        if (fund.Owner != owner) return Problems.Result(FundRefusal.Unknown);
        var form = await context.Request.ReadFormAsync(cancel);
        var year = fund.Year + 1;
        var next = IdOf(owner, year);
        var sent = await grains.Send(new OpenFund(next, owner, year), context.Caller(FormKey.Of(form)), cancel);
        if (sent.Refusal is { } refusal) return await funds.Show(id, context, new RefusedForm("successor", form, refusal));
        await freshness.Reach(sent.Seq, cancel);
        return Pages.SeeOther($"/records/funds/{next}?notice=fundOpened");
    }

    static async Task<IResult> Credit(string id, HttpContext context, FundRecords funds)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var malformed = FundYearEndpoints.Read(new InterestInput(form.Money("amount"), form["period"], form["reference"]), out var interest);
        return await funds.Change(id, "interest", malformed, new CreditInterest(new FundId(id), FundEndpoints.OwnerOf(context.Requester()), interest), "interestCredited", form, context);
    }

    /// <summary>The good rows are taken; if there are others, the page names each with its reason.</summary>
    static async Task<IResult> Import(string id, HttpContext context, FundRecords funds, IGrains grains, Freshness freshness)
    {
        var cancel = context.RequestAborted;
        var form = await context.Request.ReadFormAsync(cancel);
        var owner = FundEndpoints.OwnerOf(context.Requester());
        var rows = form.Files["file"] is { Length: > 0 } file
            ? await InterestImport.Take(file.OpenReadStream(), owner, context.Caller(key: null), grains, cancel) : null;
        if (rows is null) return await funds.Show(id, context, new RefusedForm("import", form, InterestImport.WrongFile with { Field = "file" }));
        await freshness.ReachAll(Freshness.WaitMax, cancel);
        var refused = rows.Where(r => r.Refusal is not null).ToArray();
        return refused.Length == 0
            ? Pages.SeeOther($"/records/funds/{id}?notice=interestImported")
            : await funds.Show(id, context, new RefusedForm("import", form, SomeRefused), refused);
    }

    static async Task<IResult> Close(string id, HttpContext context, FundRecords funds, IGrains grains, FundYear years)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (turn, refusal) = await FundYearEndpoints.Closing(id, FundEndpoints.OwnerOf(context.Requester()), grains, years, context.RequestAborted);
        return refusal is not null ? Problems.Result(refusal) : await funds.Change(id, "closing", null, turn!, "fundClosed", form, context);
    }
}
