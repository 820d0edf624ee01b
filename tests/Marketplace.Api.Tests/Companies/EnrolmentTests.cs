using System.Net;
using System.Text;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Companies;

public sealed class EnrolmentTests(ApiServer server) : IClassFixture<ApiServer>
{
    ApiClient Operator => server.Api("demo-operator");

    [Fact]
    public async Task A_manufacturer_is_enrolled_with_the_size_that_follows_from_headcount_and_revenue()
    {
        var code = Town.NewCode();
        var answer = (await Operator.Post("companies", Town.Company(code))).Is(HttpStatusCode.Created);
        Assert.Equal((code, "small", "enrolled"), (answer["creditCode"], answer["size"], answer["status"]));
        Assert.Equal("10000.00", (await server.Api($"demo-company-{code}").Get($"companies/{code}/wallet"))["available"]);
        (await Operator.Post("companies", Town.Company(code))).Is(HttpStatusCode.OK);
        (await Operator.Post("companies", Town.Company(code, employees: 61))).IsProblem(HttpStatusCode.Conflict, "company.exists");
    }

    [Theory]
    [InlineData("340100", "C34", 1000, "400000000.00", "company.too-large", "S003 art.2")]
    [InlineData("340100", "I65", 60, "12000000.00", "company.not-manufacturing", "S003 art.2")]
    [InlineData("340100", "C44", 60, "12000000.00", "company.not-manufacturing", "S003 art.2")]
    [InlineData("310000", "C34", 60, "12000000.00", "company.not-in-province", "S003 art.2")]
    [InlineData("340900", "C34", 60, "12000000.00", "company.not-in-province", "S003 art.2")]
    public async Task Who_is_no_beneficiary_is_refused_with_the_reason_and_the_article(
        string city, string industry, int employees, string revenue, string code, string article)
    {
        var answer = await Operator.Post("companies", Town.Company(Town.NewCode(), city, industry, employees, revenue));
        Assert.Equal(article, answer.IsProblem(HttpStatusCode.UnprocessableEntity, code)["article"]);
    }

    [Fact]
    public async Task A_wrong_check_character_is_refused_and_names_the_field()
    {
        var answer = await Operator.Post("companies", Town.Company("91350100M000100Y4Z"));
        Assert.Equal("creditCode", answer.IsProblem(HttpStatusCode.BadRequest, "company.credit-code-invalid")["field"]);
    }

    [Fact]
    public async Task The_good_rows_of_a_half_bad_list_count_and_every_row_gets_a_verdict()
    {
        var (good, later) = (Town.NewCode(), Town.NewCode());
        var csv = $"""
            creditCode,name,city,industry,employees,annualRevenue,contactName,contactPhone
            {good},好机械,340100,C34,60,12000000.00,张三,138
            91350100M000100Y4Z,错代码,340100,C34,60,12000000.00,张三,138
            {Town.NewCode()},大企业,340100,C34,2000,900000000.00,张三,138
            {later},缺人数,340100,C34,,12000000.00,张三,138
            {good},好机械,340100,C34,60,12000000.00,张三,138
            """;

        using var body = new StringContent(csv, Encoding.UTF8, "text/csv");
        var report = (await Operator.Send(HttpMethod.Post, "enrolments", body, null)).Is(HttpStatusCode.OK);

        Assert.Equal(("2", "3"), (report["accepted"], report["rejected"]));
        Assert.Equal(
            ["enrolled", "rejected company.credit-code-invalid", "rejected company.too-large", "rejected request.invalid", "exists"],
            report.Json["rows"]!.AsArray().Select(r => $"{r!["verdict"]} {r["code"]}".Trim()));
        Assert.Equal("employees", (string)report.Json["rows"]![3]!["field"]!);
    }

    [Fact]
    public async Task A_list_that_is_not_UTF_8_is_refused_whole_and_a_key_names_one_list()
    {
        using var gbk = new ByteArrayContent([.. "creditCode,name\n"u8, 0xBA, 0xCF, 0xB7, 0xCA]);
        gbk.Headers.ContentType = new("text/csv");
        (await Operator.Send(HttpMethod.Post, "enrolments", gbk, null)).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        var key = Guid.NewGuid();
        object[] list = [Town.Company(Town.NewCode())];
        Assert.Equal("1", (await Operator.Post("enrolments", list, key)).Is(HttpStatusCode.OK)["accepted"]);
        Assert.Equal("1", (await Operator.Post("enrolments", list, key)).Is(HttpStatusCode.OK)["accepted"]);
        (await Operator.Post("enrolments", new[] { Town.Company(Town.NewCode()) }, key)).IsProblem(HttpStatusCode.Conflict, "idempotency.conflict");
    }

    [Fact]
    public async Task A_list_of_ten_thousand_rows_is_taken_and_one_more_is_not()
    {
        var rows = Enumerable.Range(0, 10_000).Select(_ => Town.Company(Town.NewCode())).ToArray();
        var report = (await Operator.Post("enrolments", rows)).Is(HttpStatusCode.OK);
        Assert.Equal("10000", report["accepted"]);
        (await Operator.Post("enrolments", rows.Append(rows[0]).ToArray())).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task A_city_sees_its_own_companies_only_and_nobody_but_the_operator_and_the_company_sees_the_contact()
    {
        var code = Town.NewCode();
        var seq = (await Operator.Post("companies", Town.Company(code, "340300"))).Headers.GetValues("X-Marketplace-Seq").Single();

        (await server.Api("demo-city-340100").Get($"companies/{code}")).IsProblem(HttpStatusCode.NotFound, "company.unknown");
        Assert.Equal("1", (await server.Api("demo-city-340300").Get($"companies?after={seq}&q={code}"))["total"]);
        Assert.Equal("0", (await server.Api("demo-city-340100").Get($"companies?after={seq}&q={code}"))["total"]);
        Assert.Equal("张三", (await Operator.Get($"companies/{code}"))["contact.name"]);
        Assert.Null((await server.Api("demo-city-340300").Get($"companies/{code}")).Json["contact"]);
        Assert.Null((await server.Api("demo-city-340300").Get($"companies/{code}")).Json["annualRevenue"]);
        Assert.DoesNotContain("annualRevenue", (await server.Api("demo-province").Get($"companies?after={seq}&q={code}")).Text, StringComparison.Ordinal);
        Assert.Equal("12000000.00", (await server.Api("demo-auditor").Get($"companies/{code}"))["annualRevenue"]);
        Assert.DoesNotContain("张三", (await server.Api("demo-auditor").Get($"audit/streams/company-{code}")).Text, StringComparison.Ordinal);
    }
}
