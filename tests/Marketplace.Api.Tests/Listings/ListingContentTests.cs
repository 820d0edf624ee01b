using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Listings;

/// <summary>What a vendor can say of its software and of itself, over HTTP.</summary>
public sealed class ListingContentTests(ApiServer server) : IClassFixture<ApiServer>
{
    static JsonObject Software(string vendor, string file) => new()
    {
        ["vendor"] = vendor, ["name"] = "云上工厂", ["category"] = "MES", ["summary"] = "看得见的车间",
        ["plans"] = new JsonArray(new JsonObject { ["id"] = "basic", ["name"] = "基础版", ["pricePerYear"] = "4000.00", ["marketPrice"] = "5000.00" }),
        ["description"] = "第一段。\n\n第二段。", ["features"] = new JsonArray("扫码报工", "看板"),
        ["screenshots"] = new JsonArray(new JsonObject { ["file"] = file, ["caption"] = "工单看板" }),
        ["certificates"] = new JsonArray(new JsonObject { ["kind"] = "test-report", ["number"] = "CT-2026-001", ["name"] = "软件产品测试报告", ["issuedBy"] = "某测评中心" }),
        ["launchUrl"] = "https://vendor.example/launch?from=marketplace", ["support"] = "400-000-0000，工作日 8:30–17:30",
    };

    async Task<string> Picture()
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""<svg xmlns="http://www.w3.org/2000/svg"/>""")) { Headers = { ContentType = new MediaTypeHeaderValue("image/svg+xml") } };
        return (await server.Api("demo-operator").Send(HttpMethod.Post, "files", content, null))["id"]!;
    }

    Task<Answer> Publish(JsonObject software) => server.Api("demo-operator").Post("listings", software.ToJsonString());

    [Fact]
    public async Task Everything_that_is_said_of_a_software_is_shown_on_its_own_page_and_lists_stay_light()
    {
        var town = await new Town(server.Api).Build();
        var listing = (await Publish(Software(town.Vendor, await Picture()))).Is(HttpStatusCode.Created);

        var shown = (await server.Api("demo-auditor").Get($"listings/{listing["id"]}")).Is(HttpStatusCode.OK);

        Assert.Equal("第一段。\n\n第二段。", shown["description"]);
        Assert.Equal(["扫码报工", "看板"], shown.Json["features"]!.AsArray().Select(f => (string)f!));
        Assert.Equal("工单看板", (string)shown.Json["screenshots"]![0]!["caption"]!);
        Assert.Equal("test-report", (string)shown.Json["certificates"]![0]!["kind"]!);
        Assert.Equal("https://vendor.example/launch?from=marketplace", shown["launchUrl"]);
        var list = (await server.Api("demo-auditor").Get($"listings?vendor={town.Vendor}&after={listing.Headers.GetValues("X-Marketplace-Seq").Single()}")).Is(HttpStatusCode.OK);
        Assert.All(list.Json["items"]!.AsArray(), item => Assert.False(item!.AsObject().ContainsKey("description")));
        await Books.Check(server.ConnectionString);
    }

    [Fact]
    public async Task A_listing_names_only_files_that_are_stored()
    {
        var town = await new Town(server.Api).Build();
        (await Publish(Software(town.Vendor, new string('0', 64)))).IsProblem(HttpStatusCode.BadRequest, "file.not-stored");
    }

    [Theory]
    [InlineData("launchUrl", "\"http://vendor.example/launch\"", "launchUrl")]
    [InlineData("launchUrl", "\"/launch\"", "launchUrl")]
    [InlineData("launchUrl", "\"javascript:alert(1)\"", "launchUrl")]
    [InlineData("features", "[\"\"]", "features[0]")]
    [InlineData("features", "[null]", "features")]
    [InlineData("screenshots", "[{\"file\":\"x\"}]", "screenshots[0].caption")]
    [InlineData("certificates", "[{\"number\":\"1\",\"name\":\"n\"}]", "certificates[0].kind")]
    public async Task What_cannot_be_is_refused_with_its_field(string member, string json, string field)
    {
        var software = Software(Town.NewCode(), await Picture());
        software[member] = JsonNode.Parse(json);
        Assert.Equal(field, (await Publish(software)).IsProblem(HttpStatusCode.BadRequest, "request.invalid")["field"]);
    }

    [Fact]
    public async Task A_listing_has_at_most_twenty_features()
    {
        var software = Software(Town.NewCode(), await Picture());
        software["features"] = new JsonArray([.. Enumerable.Range(0, 21).Select(i => (JsonNode)$"功能{i}")]);
        Assert.Equal("features", (await Publish(software)).IsProblem(HttpStatusCode.BadRequest, "request.invalid")["field"]);
    }

    [Fact]
    public async Task A_vendor_says_who_it_is()
    {
        var code = Town.NewCode();
        var vendor = new { creditCode = code, name = "云软", contact = new { name = "李四", phone = "139" }, summary = "做了十年车间软件。", website = "https://vendor.example", seat = "合肥市高新区" };
        (await server.Api("demo-operator").Post("vendors", vendor)).Is(HttpStatusCode.Created);
        var shown = (await server.Api("demo-auditor").Get($"vendors/{code}")).Is(HttpStatusCode.OK);
        Assert.Equal(("做了十年车间软件。", "https://vendor.example", "合肥市高新区"), (shown["summary"], shown["website"], shown["seat"]));
    }
}
