using System.Net;
using System.Text.Json.Nodes;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Listings;

/// <summary>Versions of a software's usage rule, over HTTP: filed, kept, tried on past usage.</summary>
public sealed class UsageRuleTests(ApiServer server) : IClassFixture<ApiServer>
{
    static Task<Answer> File(Town town, object rule, Guid? key = null) =>
        town.As("demo-operator").Post($"listings/{town.Listing}/usage-rules", new { usageRule = rule }, key);

    static object Uses(int perMonth, int months) => new { minimums = new[] { new { metric = "uses", perMonth } }, months, consecutive = false };

    [Fact]
    public async Task New_orders_get_the_newest_rule_and_running_ones_keep_theirs()
    {
        var town = await new Town(server.Api).Build();
        var (early, late) = (await town.NewCompany(), await town.NewCompany());
        var first = (await town.Order(early)).Is(HttpStatusCode.Created);

        var key = Guid.NewGuid();
        var filed = (await File(town, Uses(5, 2), key)).Is(HttpStatusCode.Created);
        Assert.Equal(("2", "2"), (filed["version"], filed["months"]));
        Assert.Equal(filed.Text, (await File(town, Uses(5, 2), key)).Is(HttpStatusCode.Created).Text);
        Assert.Equal("2", (await File(town, Uses(5, 2))).Is(HttpStatusCode.Created)["version"]);

        var second = (await town.Order(late)).Is(HttpStatusCode.Created);
        Assert.Equal(("1", "2"), (first["usageRule"], second["usageRule"]));
        Assert.Equal("3", (await town.AsCompany(early).Get($"orders/{first["id"]}/usage"))["rule.months"]);
        Assert.Equal("2", (await town.AsCompany(late).Get($"orders/{second["id"]}/usage"))["rule.months"]);
        var listing = await town.As("demo-auditor").Get($"listings/{town.Listing}");
        Assert.Equal("2", listing["usageRule.version"]);
        Assert.Equal([1, 2], listing.Json["rules"]!.AsArray().Select(r => (int)r!["version"]!));
        await Books.Check(server.ConnectionString);
    }

    [Fact]
    public async Task Presets_are_public_and_each_can_be_filed_as_it_is()
    {
        var town = await new Town(server.Api).Build();
        var presets = (await server.Api("").Get("usage-rules/presets")).Is(HttpStatusCode.OK).Json.AsArray();
        Assert.Equal(["programme", "korea-2022", "jiangsu-star-cloud", "kit-digital"], presets.Select(p => (string)p!["id"]!));
        foreach (var preset in presets.Skip(1).Append(presets[0]))
        {
            var rule = preset!["rule"]!.DeepClone().AsObject();
            rule["idleMonthsMax"] ??= 0;
            var filed = (await File(town, rule)).Is(HttpStatusCode.Created).Json.AsObject();
            foreach (var (name, value) in preset["rule"]!.AsObject().Where(m => m.Key != "version")) Assert.True(JsonNode.DeepEquals(value, filed[name]), name);
        }
    }

    [Theory]
    [InlineData("{}", "usageRule")]
    [InlineData("""{"usageRule":{"months":13}}""", "usageRule.months")]
    [InlineData("""{"usageRule":{"minimums":[{"metric":"activeDays","perMonth":29}]}}""", "usageRule.minimums[0].perMonth")]
    [InlineData("""{"usageRule":{"minimums":[{"perMonth":2}]}}""", "usageRule.minimums")]
    [InlineData("""{"usageRule":{"idleMonthsMax":13}}""", "usageRule.idleMonthsMax")]
    [InlineData("""{"usageRule":{"firstUseWithinDays":0}}""", "usageRule.firstUseWithinDays")]
    [InlineData("""{"usageRule":{"installments":[{"percent":70,"when":"usage"}]}}""", "usageRule.installments")]
    [InlineData("""{"usageRule":{"installments":[{"percent":100}]}}""", "usageRule.installments")]
    public async Task A_rule_that_cannot_be_is_refused_with_its_field(string body, string field)
    {
        var town = await new Town(server.Api).Build();
        foreach (var path in new[] { "usage-rules", "usage-rules/preview" })
            Assert.Equal(field, (await town.As("demo-operator").Post($"listings/{town.Listing}/{path}", body)).IsProblem(HttpStatusCode.BadRequest, "request.invalid")["field"]);
    }

    [Fact]
    public async Task A_software_that_is_not_listed_has_no_rule_to_change()
    {
        foreach (var path in new[] { "usage-rules", "usage-rules/preview" })
            (await server.Api("demo-operator").Post($"listings/none/{path}", new { usageRule = new { } })).IsProblem(HttpStatusCode.NotFound, "listing.unknown");
    }

    [Fact]
    public async Task A_rule_is_tried_on_past_usage_without_filing_it()
    {
        var town = await new Town(server.Api).Build();
        var orders = new List<Answer>();
        for (var i = 0; i < 3; i++) orders.Add((await town.Order(await town.NewCompany())).Is(HttpStatusCode.Created));
        await PastUsage.Fill(server.ConnectionString, orders[0]["id"]!, PastUsage.ThisMonth, days: 5, usesADay: 2);
        await PastUsage.Fill(server.ConnectionString, orders[1]["id"]!, PastUsage.ThisMonth, days: 1, usesADay: 4);

        (await town.As("demo-operator").Get($"orders?after={orders[2].Headers.GetValues("X-Marketplace-Seq").Single()}")).Is(HttpStatusCode.OK);
        var preview = (await town.As("demo-operator").Post($"listings/{town.Listing}/usage-rules/preview", new { usageRule = Uses(5, 1) })).Is(HttpStatusCode.OK);

        Assert.Equal(("3", "0", "1", "1", "2"), (preview["orders"], preview["metBefore"], preview["metAfter"], preview["before.version"], preview["after.version"]));
        var month = Assert.Single(preview.Json["months"]!.AsArray());
        Assert.Equal((PastUsage.ThisMonth, 0, 1), ((string)month!["month"]!, (int)month["metBefore"]!, (int)month["metAfter"]!));
        Assert.Equal("1", (await town.As("demo-auditor").Get($"listings/{town.Listing}"))["usageRule.version"]);
    }
}
