using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Usage;

/// <summary>A vendor with an order that runs, and what it sends about it.</summary>
sealed class UsageTown(Town town, string order, string number, string company, DateTimeOffset now)
{
    public string Order => order;

    public string Number => number;

    public string Company => company;

    public Town Town => town;

    /// <summary>The server's clock when the town was built.</summary>
    public DateTimeOffset Now => now;

    public ApiClient Vendor { get; } = town.As($"demo-vendor-{town.Vendor}");

    public static async Task<UsageTown> Build(Func<string, ApiClient> keys)
    {
        var town = await new Town(keys).Build();
        var company = await town.NewCompany();
        var order = (await town.Order(company)).Is(HttpStatusCode.Created);
        return new UsageTown(town, order["id"]!, order["number"]!, company, await Clock(town));
    }

    public static async Task<DateTimeOffset> Clock(Town town) =>
        DateTimeOffset.Parse((await town.As("demo-operator").Get("demo/clock"))["now"]!, CultureInfo.InvariantCulture);

    public async Task Move(TimeSpan by) =>
        (await town.As("demo-operator").Post("demo/clock", new { to = await Clock(town) + by })).Is(HttpStatusCode.OK);

    /// <summary>A good event; a test changes what it is about.</summary>
    public JsonObject Event(string id, int count = 1, DateTimeOffset? at = null, string user = "u1", string? corrects = null)
    {
        var json = new JsonObject
        {
            ["id"] = id, ["order"] = order, ["user"] = user, ["kind"] = "report", ["count"] = count,
            ["at"] = (at ?? now).ToString("O", CultureInfo.InvariantCulture),
        };
        if (corrects is not null) json["corrects"] = corrects;
        return json;
    }

    public async Task<Answer> Send(params JsonNode?[] events) =>
        (await Vendor.Post("usage-events", new JsonObject { ["events"] = new JsonArray([.. events.Select(e => e?.DeepClone())]) }.ToJsonString())).Is(HttpStatusCode.OK);

    /// <summary>Uses, events and users of the order's days, oldest first.</summary>
    public static Task<string> Days(string connectionString, string order) =>
        Books.Text(connectionString, $"select coalesce(string_agg(uses || '/' || events || '/' || cardinality(users), ' ' order by day), '') from usage.daily where order_id = '{order}'");
}
