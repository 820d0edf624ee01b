using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Marketplace.Api.Lists;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Lists;

/// <summary>Lists that people work with: filters, order, totals of the whole, and files of the same filter.</summary>
public sealed class ListTests(ApiServer server) : IClassFixture<ApiServer>
{
    /// <summary>Far below the cells of such a sheet as objects, far above what other tests hold at the same time.</summary>
    const long HeldBytesMax = 150_000_000;

    ApiClient Operator => server.Api("demo-operator");

    static string[] Column(Answer answer, string field) =>
        [.. answer.Json["items"]!.AsArray().Select(i => field.Split('.').Aggregate((JsonNode?)i, (node, name) => node?[name])?.ToString() ?? "")];

    async Task<(string Prefix, string After)> Three()
    {
        var prefix = $"甲{Guid.NewGuid():N}";
        var after = "";
        foreach (var (name, city, industry, employees, revenue) in new[]
        {
            ("一", "340100", "C34", 60, "12000000.00"), ("二", "340200", "C341", 5, "100000.00"), ("三", "340200", "C17", 400, "90000000.00"),
        })
        {
            var company = new
            {
                creditCode = Town.NewCode(), name = $"{prefix}{name}", city, industry, employees, annualRevenue = revenue,
                contact = new { name = "张三", phone = "138" },
            };
            after = (await Operator.Post("companies", company)).Is(HttpStatusCode.Created).Headers.GetValues("X-Marketplace-Seq").Single();
        }
        return (prefix, after);
    }

    [Fact]
    public async Task Companies_are_filtered_by_city_size_division_and_status_and_sorted_by_what_is_asked()
    {
        var (prefix, after) = await Three();
        Task<Answer> List(string query) => Operator.Get($"companies?after={after}&q={prefix}&{query}");

        Assert.Equal(["C34", "C341"], Column(await List("industry=C34&sort=industry"), "industry"));
        Assert.Equal("2", (await List("city=340200"))["total"]);
        Assert.Equal("3", (await List("city=340200&city=340100"))["total"]);
        Assert.Equal(["medium"], Column(await List("size=medium"), "size"));
        Assert.Equal("0", (await List("status=left"))["total"]);
        Assert.Equal(["micro", "small", "medium"], Column(await List("sort=size"), "size"));
        Assert.Equal(["400", "60", "5"], Column(await List("sort=employees&order=desc"), "employees"));
        Assert.Equal(["60"], Column(await List("sort=employees&order=desc&size=1&page=2"), "employees"));
        Assert.Equal(["C341"], Column(await List("size=micro&size=20"), "industry"));
    }

    [Theory]
    [InlineData("companies?sort=nonsense", "sort")]
    [InlineData("companies?sort=contact", "sort")]
    [InlineData("companies?sort=name&order=up", "order")]
    [InlineData("companies?columns=contact", "columns")]
    [InlineData("companies?format=pdf", "format")]
    [InlineData("listings?firstVersion=perhaps", "firstVersion")]
    [InlineData("orders?placedFrom=yesterday", "placedFrom")]
    [InlineData("orders?placedTo=2026-02-30", "placedTo")]
    [InlineData("funds?year=20266", "year")]
    public async Task What_a_list_cannot_do_names_the_parameter(string path, string field) =>
        Assert.Equal(field, (await Operator.Get(path)).IsProblem(HttpStatusCode.BadRequest, "request.invalid")["field"]);

    [Theory]
    [InlineData("demo-province", "companies?sort=annualRevenue", "sort")]
    [InlineData("demo-city-340100", "companies?sort=employees", "sort")]
    [InlineData("demo-city-340100", "companies?columns=annualRevenue&format=csv", "columns")]
    public async Task Who_may_not_see_a_figure_cannot_learn_it_by_sorting_or_choosing_it(string key, string path, string field) =>
        Assert.Equal(field, (await server.Api(key).Get(path)).IsProblem(HttpStatusCode.BadRequest, "request.invalid")["field"]);

    [Fact]
    public async Task Orders_are_totalled_over_the_whole_filter_and_each_sees_its_own()
    {
        var town = await new Town(server.Api).Build();
        var (here, there) = (await town.NewCompany(), await town.NewCompany("340300"));
        string after = "";
        foreach (var company in new[] { here, there })
            after = (await town.Order(company)).Is(HttpStatusCode.Created).Headers.GetValues("X-Marketplace-Seq").Single();
        var today = Grains.Places.ChinaTime.Of(TimeProvider.System.GetUtcNow()).ToString("yyyy-MM-dd", null);

        var all = await Operator.Get($"orders?after={after}&listing={town.Listing}&size=1");
        Assert.Equal(("2", "8000.00", "8000.00", "0.00"), (all["total"], all["totals.price"], (string)all.Json["totals"]!["split.province"]!, (string)all.Json["totals"]!["split.city"]!));
        Assert.Equal("云软", Column(all, "vendorName").Single());

        Assert.Equal("1", (await server.Api("demo-city-340300").Get("orders?city=340100&city=340300"))["total"]);
        Assert.Equal("0", (await server.Api("demo-city-340400").Get($"orders?listing={town.Listing}"))["total"]);
        Assert.Equal([here], Column(await town.AsCompany(here).Get($"orders?company={here}&company={there}"), "company"));
        Assert.Equal("2", (await server.Api($"demo-vendor-{town.Vendor}").Get($"orders?placedFrom={today}&placedTo={today}&vendor={town.Vendor}"))["total"]);
        Assert.Equal("0", (await Operator.Get($"orders?placedTo=2020-01-01"))["total"]);

        var fund = (await server.Api("demo-province").Get($"funds?year={Town.Year}&owner=province"));
        Assert.Equal("1", fund["total"]);
        Assert.Equal(
            decimal.Parse(fund["totals.appropriated"]!, CultureInfo.InvariantCulture),
            new[] { "available", "encumbered", "spent" }.Sum(f => decimal.Parse(fund[$"totals.{f}"]!, CultureInfo.InvariantCulture)));
        Assert.Equal(fund["totals.available"], Column(fund, "available").Single());
    }

    [Fact]
    public async Task A_spreadsheet_has_real_numbers_words_and_no_formula()
    {
        var town = await new Town(server.Api).Build();
        var company = await town.NewCompany();
        var after = (await town.Order(company)).Is(HttpStatusCode.Created).Headers.GetValues("X-Marketplace-Seq").Single();
        var sheet = await Download($"orders?after={after}&company={company}&columns=number,status,city,price,placedAt");

        Assert.True(sheet.HeaderIsFrozen);
        Assert.Equal(["订单号", "状态", "市", "价格（元）", "下单时间"], sheet.Rows[0].Select(c => c.Text));
        Assert.Equal([false, false, false, true, true], sheet.Rows[1].Select(c => c.IsNumber));
        Assert.Equal(["待开通", "合肥市", "4000.00"], sheet.Rows[1].Skip(1).Take(3).Select(c => c.Text));
        Assert.Equal("Order number", (await Download($"orders?company={company}&lang=en")).Rows[0][0].Text);
        Assert.Equal(
            $"number,status", (await Operator.Get($"orders?company={company}&columns=status,number", "text/csv")).Text.Trim('\uFEFF').Split("\r\n")[0]);
    }

    [Fact]
    public async Task A_name_that_looks_like_a_formula_stays_text()
    {
        var code = Town.NewCode();
        var evil = new
        {
            creditCode = code, name = "=HYPERLINK(\"http://x\",\"合肥\")", city = "340100", industry = "C34", employees = 60, annualRevenue = "1.00",
            contact = new { name = "张三", phone = "138" },
        };
        var after = (await Operator.Post("companies", evil)).Is(HttpStatusCode.Created).Headers.GetValues("X-Marketplace-Seq").Single();
        var name = (await Download($"companies?after={after}&q={code}&columns=name")).Rows[1].Single();
        Assert.Equal((evil.name, false), (name.Text, name.IsFormula));
        Assert.Contains("'=HYPERLINK", (await Operator.Get($"companies?q={code}", "text/csv")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hundred_thousand_rows_make_a_spreadsheet_without_being_held_in_memory()
    {
        using var file = SheetFile.Temporary();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using (var sheet = new SheetWriter(file, "x", [.. Enumerable.Repeat(new SheetColumn("列", ColumnKind.Money, 10), 10)]))
        {
            for (var row = 0; row < 100_000; row++) sheet.Row(Enumerable.Repeat("1200.00", 10));
            Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < HeldBytesMax);
        }
        file.Position = 0;
        using var book = DocumentFormat.OpenXml.Packaging.SpreadsheetDocument.Open(file, isEditable: false);
        Assert.Single(book.WorkbookPart!.WorksheetParts);
    }

    async Task<Sheet> Download(string path)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", "demo-operator");
        client.DefaultRequestHeaders.Accept.ParseAdd(SheetFile.MediaType);
        using var response = await client.GetAsync($"/api/v1/{path}");
        Assert.Equal(SheetFile.MediaType, response.Content.Headers.ContentType?.MediaType);
        return Sheet.Read(await response.Content.ReadAsByteArrayAsync());
    }
}
