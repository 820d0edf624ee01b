using System.Net;
using Billing;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.Portals;

/// <summary>An order of a batch, and whose it is.</summary>
public sealed record SceneOrder(string Id, string Number, string Company, string City);

/// <summary>
/// Batches in every state that a page shows, made of orders that hold real money. The lines are put in by the engine's own
/// turns, so that no clock has to move and the rest of the town stays as it is; all that follows goes over HTTP.
/// </summary>
public sealed class AcceptanceScene(PortalTown town)
{
    const string Here = "340100", There = "340200";

    static readonly string ThisMonth = ChinaMonth.Of(TimeProvider.System.GetUtcNow());

    /// <summary>The platform may still adjust it.</summary>
    public string Open { get; } = ChinaMonth.Plus(ThisMonth, -1);

    /// <summary>Its sample is partly verified.</summary>
    public string Begun { get; } = ChinaMonth.Plus(ThisMonth, -2);

    /// <summary>Its sample is verified, and nobody has confirmed.</summary>
    public string Checked { get; } = ChinaMonth.Plus(ThisMonth, -3);

    /// <summary>The cities have confirmed, the province has not decided.</summary>
    public string Confirmed { get; } = ChinaMonth.Plus(ThisMonth, -4);

    /// <summary>Approved and carried out, with something of everything.</summary>
    public string Applied { get; } = ChinaMonth.Plus(ThisMonth, -5);

    public IReadOnlyDictionary<string, SceneOrder[]> Orders => _orders;

    /// <summary>Where the code on the printed report of <see cref="Applied"/> leads.</summary>
    public string Report { get; private set; } = "";

    readonly Dictionary<string, SceneOrder[]> _orders = [];

    public async Task<AcceptanceScene> Build()
    {
        await Put(Open, Here, Here);
        await Submitted(Begun, Here, Here, Here, There);
        await Check(Begun, _orders[Begun][0], new { order = _orders[Begun][0].Id, result = "pass", notes = "演示正常" });
        await Submitted(Checked, Here);
        await CheckAll(Checked);
        await Submitted(Confirmed, Here, There);
        await CheckAll(Confirmed, confirm: true);
        await Submitted(Applied, Here, Here, Here, There);
        await CheckAll(Applied, confirm: true, otherwise: new Dictionary<int, object>
        {
            [1] = new { order = _orders[Applied][1].Id, result = "deduct", amount = "1500.00", code = "usage.partly", reason = "仅一条产线使用" },
            [2] = new { order = _orders[Applied][2].Id, result = "reject", code = "usage.not-real", reason = "现场未见使用" },
        });
        Report = await Approve(Applied);
        return this;
    }

    /// <summary>Opens a batch of new orders, one for each city that is named; the first one is flagged.</summary>
    public async Task<SceneOrder[]> Put(string month, params string[] cities)
    {
        var orders = new List<SceneOrder>();
        foreach (var city in cities)
        {
            var company = await town.Town.NewCompany(city);
            var order = (await town.Town.Order(company)).Is(HttpStatusCode.Created);
            orders.Add(new SceneOrder(order["id"]!, order["number"]!, company, city));
        }
        _orders[month] = [.. orders];
        await Send(new BeginBatch(month, new BatchTerms("2026-1", 5, 5, 15), new string('a', 64)));
        foreach (var part in orders.GroupBy(o => o.City))
            await Send(new ProposeLines(month, part.Key, [.. part.Select(o => Line(o, isFlagged: o == orders[0]))]));
        await Send(new OpenBatch(month, [.. cities.Distinct()]));
        return _orders[month];
    }

    public async Task<SceneOrder[]> Submitted(string month, params string[] cities)
    {
        await Put(month, cities);
        (await town.Town.As("demo-operator").Post($"acceptance-batches/{month}/submission", new { })).Is(HttpStatusCode.OK);
        return _orders[month];
    }

    /// <summary>Every line passes, but for those that are told otherwise by their place.</summary>
    public async Task CheckAll(string month, bool confirm = false, IReadOnlyDictionary<int, object>? otherwise = null)
    {
        foreach (var (order, place) in _orders[month].Select((o, i) => (o, i)))
            await Check(month, order, otherwise?.GetValueOrDefault(place) ?? new { order = order.Id, result = "pass" });
        foreach (var city in confirm ? _orders[month].Select(o => o.City).Distinct() : [])
            (await town.Town.As($"demo-city-{city}-second").Post($"acceptance-batches/{month}/cities/{city}/confirmation", new { opinion = "情况属实" })).Is(HttpStatusCode.OK);
    }

    /// <summary>Where the code on the report of the whole leads.</summary>
    public async Task<string> Approve(string month)
    {
        var batch = (await town.Town.As("demo-province").Post($"acceptance-batches/{month}/approval", new { opinion = "同意" })).Is(HttpStatusCode.OK);
        var hash = (string)batch.Json["reports"]!.AsArray().Single(r => (string)r!["of"]! == Province.Owner)!["hash"]!;
        return $"/verify/acceptance/{month}/{Province.Owner}/{hash[..32]}";
    }

    async Task Check(string month, SceneOrder order, object check) =>
        (await town.Town.As($"demo-city-{order.City}").Post($"acceptance-batches/{month}/cities/{order.City}/verification", new { lines = new[] { check } })).Is(HttpStatusCode.OK);

    ProposedLine Line(SceneOrder order, bool isFlagged) => new(
        new OrderId(order.Id), order.Number, new CreditCode(order.Company), new CreditCode(town.Town.Vendor), new ListingId(town.Town.Listing), 100,
        Money.Yuan(4_000), 1, new UsageSummary(36, 12, 2, 3, 0), new string('b', 64),
        isFlagged ? [new Flag("usage.last-days", ["32", "36", "88", "3"])] : [], new Eligibility("工信部联企业〔2011〕300号", []),
        new Eligibility("工信部联企业〔2011〕300号", []), IsAppeal: false);

    async Task Send(ITurn turn)
    {
        var sent = await town.Server.Services.GetRequiredService<IGrains>().Send(turn, new Caller(Caller.Platform));
        Assert.True(sent.Refusal is null, sent.Refusal?.Code);
    }
}
