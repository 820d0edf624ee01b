using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Tests.Acceptance;

/// <summary>An order of the town, and what its company is called by.</summary>
public sealed record TownOrder(string Id, string Number, string Company, string City);

/// <summary>
/// A town whose months go by: companies order on the first of a month, use the software, and the month's batch is decided.
/// Everything happens over HTTP on the server's moved clock.
/// </summary>
public sealed class AcceptanceTown(Town town)
{
    int _events;

    public Town Town => town;

    public ApiClient Operator { get; } = town.As("demo-operator");

    public ApiClient Province { get; } = town.As("demo-province");

    public ApiClient Vendor { get; } = town.As($"demo-vendor-{town.Vendor}");

    public ApiClient City(string city, bool second = false) => town.As($"demo-city-{city}{(second ? "-second" : "")}");

    /// <summary>Begins on the first of a month at nine.</summary>
    public static async Task<AcceptanceTown> Build(Func<string, ApiClient> keys)
    {
        var acceptance = new AcceptanceTown(await new Town(keys).Build());
        await acceptance.MoveTo(ChinaMonth.Begin(ChinaMonth.Plus(await acceptance.Month(), 1)).AddHours(9));
        return acceptance;
    }

    public async Task<DateTimeOffset> Now() =>
        DateTimeOffset.Parse((await Operator.Get("demo/clock"))["now"]!, CultureInfo.InvariantCulture);

    public async Task<string> Month() => ChinaMonth.Of(await Now());

    /// <summary>Every year that begins on the way gets a fund of the province.</summary>
    public async Task MoveTo(DateTimeOffset to)
    {
        var now = ChinaTime.Of(await Now());
        for (var year = now.Year + 1; year <= ChinaTime.Of(to).Year; year++)
        {
            await Move(new DateTimeOffset(year, 1, 1, 0, 5, 0, ChinaTime.Offset));
            await Fund("province", year, "10000000.00");
        }
        if (to > now) await Move(to);

        async Task Move(DateTimeOffset moment) => (await Operator.Post("demo/clock", new { to = moment })).Is(HttpStatusCode.OK);
    }

    public async Task Fund(string owner, int year, string amount)
    {
        var client = owner == "province" ? Province : City(owner);
        (await client.Post("funds", new { id = $"{owner}-{year}", owner, year })).Is(HttpStatusCode.Created);
        (await client.Post($"funds/{owner}-{year}/appropriations", new { amount, reference = "皖财" })).Is(HttpStatusCode.Created);
    }

    public async Task<TownOrder> Order(string city = "340100", string? listing = null, string? company = null)
    {
        company ??= await town.NewCompany(city);
        var order = (await town.Order(company, listing)).Is(HttpStatusCode.Created);
        return new TownOrder(order["id"]!, order["number"]!, company, city);
    }

    /// <summary>Uses on so many days up to today, each of so many.</summary>
    public Task Use(TownOrder order, int days = 4, int uses = 3) => Use([order], days, uses);

    public async Task Use(IReadOnlyCollection<TownOrder> orders, int days = 4, int uses = 3)
    {
        var now = await Now();
        var events = new JsonArray();
        foreach (var order in orders)
            for (var day = 0; day < days; day++)
                events.Add(new JsonObject
                {
                    ["id"] = $"e{++_events}", ["order"] = order.Id, ["user"] = $"{order.Number}-u{day % 2}", ["kind"] = "report", ["count"] = uses,
                    ["at"] = now.AddDays(-day).AddMinutes(-_events * 37 % 400).ToString("O", CultureInfo.InvariantCulture),
                });
        var answer = (await Vendor.Post("usage-events", new JsonObject { ["events"] = events }.ToJsonString())).Is(HttpStatusCode.OK);
        Assert.True((int)answer.Json["rejected"]! == 0, answer.Text);
    }

    /// <summary>Good use of these orders on the 20th of each of the next months; then it is the 9th of the month after. The last month.</summary>
    public async Task<string> LiveMonths(int months, params IReadOnlyCollection<TownOrder> orders)
    {
        var month = await Month();
        for (var i = 0; i < months; i++)
        {
            month = ChinaMonth.Plus(month, i == 0 ? 0 : 1);
            await MoveTo(ChinaMonth.Begin(month).AddDays(19).AddHours(15));
            await Use(orders);
        }
        await MoveTo(ChinaMonth.End(month).AddDays(8).AddHours(9));
        return month;
    }

    /// <summary>The cities pass all of their samples, but for what is said otherwise of an order.</summary>
    public async Task Verify(string month, IReadOnlyDictionary<string, object>? otherwise = null)
    {
        (await Operator.Post($"acceptance-batches/{month}/submission", new { })).Is(HttpStatusCode.OK);
        var batch = (await Province.Get($"acceptance-batches/{month}")).Is(HttpStatusCode.OK);
        foreach (var city in batch.Json["cities"]!.AsArray().Select(c => (string)c!["city"]!))
        {
            var lines = batch.Json["lines"]!.AsArray().Where(l => (string)l!["city"]! == city && (string)l["state"]! == "selected")
                .Select(l => (string)l!["order"]!).Select(o => otherwise?.GetValueOrDefault(o) ?? new { order = o, result = "pass" });
            (await City(city).Post($"acceptance-batches/{month}/cities/{city}/verification", new { lines })).Is(HttpStatusCode.OK);
            (await City(city, second: true).Post($"acceptance-batches/{month}/cities/{city}/confirmation", new { opinion = "属实" })).Is(HttpStatusCode.OK);
        }
    }

    /// <summary>The month's batch from its submission to its approval.</summary>
    public async Task<Answer> Accept(string month, IReadOnlyDictionary<string, object>? otherwise = null)
    {
        await Verify(month, otherwise);
        return (await Province.Post($"acceptance-batches/{month}/approval", new { opinion = "同意" })).Is(HttpStatusCode.OK);
    }

    public static JsonNode LineOf(Answer batch, TownOrder order) =>
        batch.Json["lines"]!.AsArray().Single(l => (string)l!["order"]! == order.Id)!;
}
