using System.Net;
using System.Text;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Http;

/// <summary>Whatever is sent: a clear problem document, nothing changed, never a 500.</summary>
public sealed class HostileInputTests(ApiServer server) : IClassFixture<ApiServer>
{
    const string Good = """{"creditCode":"91340000711771143J","name":"n","city":"340100","industry":"C34","employees":60,"annualRevenue":"1.00","contact":{"name":"a","phone":"1"}}""";

    public static TheoryData<string, string> BadCompanies => new()
    {
        { "", "" }, { "{", "" }, { "[]", "" }, { "null", "" }, { "42", "" }, { "\"text\"", "" }, { "{}", "creditCode" },
        { Good.Replace("60", "\"60\"", StringComparison.Ordinal), "employees" },
        { Good.Replace("60", "60.5", StringComparison.Ordinal), "employees" },
        { Good.Replace("60", "-1", StringComparison.Ordinal), "employees" },
        { Good.Replace("60", "99999999999999999999", StringComparison.Ordinal), "employees" },
        { Good.Replace("\"1.00\"", "1.00", StringComparison.Ordinal), "annualRevenue" },
        { Good.Replace("1.00", "-1.00", StringComparison.Ordinal), "annualRevenue" },
        { Good.Replace("1.00", "1.005", StringComparison.Ordinal), "annualRevenue" },
        { Good.Replace("1.00", "1e3", StringComparison.Ordinal), "annualRevenue" },
        { Good.Replace("1.00", "99999999999999999", StringComparison.Ordinal), "annualRevenue" },
        { Good.Replace("\"n\"", "\"a\\u0000b\"", StringComparison.Ordinal), "name" },
        { Good.Replace("\"n\"", "\"a\\ud800b\"", StringComparison.Ordinal), "name" },
        { Good.Replace("\"n\"", "null", StringComparison.Ordinal), "name" },
        { Good.Replace("\"n\"", "{\"deep\":1}", StringComparison.Ordinal), "name" },
        { Good.Replace("\"n\"", $"\"{new string('长', 101)}\"", StringComparison.Ordinal), "name" },
        { Good.Replace("{\"creditCode\"", "{\"unknown\":1,\"creditCode\"", StringComparison.Ordinal), "unknown" },
        { Good.Replace("{\"creditCode\"", "{\"name\":\"twice\",\"creditCode\"", StringComparison.Ordinal), "" },
        { Good.Replace("C34", "manufacturing", StringComparison.Ordinal), "industry" },
        { Good.Replace("\"contact\":{\"name\":\"a\",\"phone\":\"1\"}", "\"contact\":null", StringComparison.Ordinal), "contact" },
        { Good.Replace("340100", "340100\",\"county\":\"天涯区", StringComparison.Ordinal), "county" },
        { Good[..^1] + new string(' ', 10) + ",", "" },
        { string.Concat(Enumerable.Repeat("[", 5000)), "" },
    };

    [Theory]
    [MemberData(nameof(BadCompanies))]
    public async Task Bad_bodies_are_refused_with_the_field_and_change_nothing(string body, string field)
    {
        var before = await Books.Count(server.ConnectionString, "select count(*) from es.mt_events");
        var answer = await server.Api("demo-operator").Post("companies", body);
        answer.IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        if (field.Length > 0) Assert.Equal(field, answer["field"]);
        Assert.Equal(before, await Books.Count(server.ConnectionString, "select count(*) from es.mt_events"));
    }

    [Fact]
    public async Task Text_of_a_megabyte_and_bodies_beyond_the_limit_are_refused()
    {
        var api = server.Api("demo-operator");
        (await api.Post("companies", Good.Replace("\"n\"", $"\"{new string('x', 1_000_000)}\"", StringComparison.Ordinal)))
            .IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        (await api.Post("companies", Good.Replace("\"n\"", $"\"{new string('x', 3_000_000)}\"", StringComparison.Ordinal)))
            .IsProblem(HttpStatusCode.RequestEntityTooLarge, "request.too-large");
        using var xml = new StringContent("<a/>", Encoding.UTF8, "application/xml");
        (await api.Send(HttpMethod.Post, "companies", xml, null)).IsProblem(HttpStatusCode.UnsupportedMediaType, "request.media-type");
    }

    [Theory]
    [InlineData("0.00")]
    [InlineData("-5.00")]
    [InlineData("0.001")]
    [InlineData("NaN")]
    [InlineData("1000000000000.01")]
    [InlineData("92233720368547758.08")]
    [InlineData("١٢")]
    public async Task Appropriations_are_above_zero_and_of_whole_fen(string amount)
    {
        var answer = await server.Api("demo-province").Post("funds/none/appropriations", new { amount, reference = "x" });
        Assert.Equal("amount", answer.IsProblem(HttpStatusCode.BadRequest, "request.invalid")["field"]);
    }

    [Theory]
    [InlineData("orders/..%2f..%2fetc")]
    [InlineData("orders/' or 1=1 --")]
    [InlineData("companies/%F0%9F%98%80")]
    [InlineData("audit/streams/order-")]
    [InlineData("funds/UPPER")]
    [InlineData("nothing/here")]
    public async Task Ids_that_cannot_be_are_not_found(string path)
    {
        var answer = await server.Api("demo-operator").Get(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
    }

    [Theory]
    [InlineData("orders/%00")]
    [InlineData("companies/a%00b/wallet")]
    [InlineData("audit/streams/%00")]
    public async Task A_NUL_in_a_path_does_not_get_as_far_as_an_endpoint(string path) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Api("demo-operator").Get(path)).Status);

    [Theory]
    [InlineData("companies?page=0", "page")]
    [InlineData("companies?page=x", "page")]
    [InlineData("companies?size=201", "size")]
    [InlineData("companies?size=huge", "size")]
    [InlineData("listings?page=99999999999", "page")]
    [InlineData("orders?after=x", "after")]
    [InlineData("companies?q=%00", "q")]
    [InlineData("companies?city=%00", "city")]
    [InlineData("ledger/entries?account=fund&order=%00", "order")]
    public async Task Queries_that_cannot_be_name_the_parameter(string path, string field) =>
        Assert.Equal(field, (await server.Api("demo-operator").Get(path)).IsProblem(HttpStatusCode.BadRequest, "request.invalid")["field"]);

    [Theory]
    [InlineData("companies?q=%25_%5C'")]
    [InlineData("orders?status=nonsense")]
    [InlineData("listings?category=%F0%9F%98%80")]
    public async Task Searches_for_nonsense_find_nothing_and_break_nothing(string path) =>
        Assert.Equal("0", (await server.Api("demo-operator").Get(path)).Is(HttpStatusCode.OK)["total"]);

    [Theory]
    [InlineData("not-a-uuid")]
    [InlineData("{7c5f1a52-6a0e-4d0b-9c53-0d6f2b1f4e11}")]
    [InlineData("7c5f1a526a0e4d0b9c530d6f2b1f4e11")]
    public async Task An_idempotency_key_is_a_uuid(string key)
    {
        using var body = new StringContent(Good, Encoding.UTF8, "application/json");
        var answer = await server.Api("demo-operator").Send(HttpMethod.Post, "companies", body, key);
        Assert.Equal("Idempotency-Key", answer.IsProblem(HttpStatusCode.BadRequest, "request.invalid")["field"]);
    }

    [Fact]
    public async Task Orders_of_things_that_do_not_exist_say_which()
    {
        var town = await new Town(server.Api).Build();
        var company = await town.NewCompany();
        (await town.Order(company, "none")).IsProblem(HttpStatusCode.NotFound, "listing.unknown");
        (await town.Order(company, new string('x', 65))).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        (await town.AsCompany(company).Post("orders", new { company, listing = town.Listing, plan = "none" })).IsProblem(HttpStatusCode.NotFound, "listing.plan-unknown");
        (await town.Order(Town.NewCode())).IsProblem(HttpStatusCode.NotFound, "company.unknown");
        (await town.AsCompany(company).Post("orders/none/cancellation", new { reason = "x" })).IsProblem(HttpStatusCode.NotFound, "order.unknown");
        (await town.As("demo-operator").Post("listings", Town.Software(town.Vendor, "5000.01", "5000.00"))).IsProblem(HttpStatusCode.UnprocessableEntity, "listing.price-above-market");
        (await town.As("demo-operator").Post("listings", Town.Software(Town.NewCode()))).IsProblem(HttpStatusCode.NotFound, "vendor.unknown");
    }
}
