using Billing;

namespace Marketplace.Api.Demo;

/// <summary>Companies come in: one by one, refused with reasons, and by a list.</summary>
sealed class TourEnrolment(Tour tour, TourCast cast)
{
    const string Revenue = "35000000.00";

    readonly TourScript _script = tour.Script;

    public async Task Play()
    {
        _script.Chapter("Companies are enrolled (企业入库, S003 art.2, art.12)");
        await EnrolOne();
        await Refusals();
        await List();
    }

    static object Company(string creditCode, string name, string city = TourCast.City, string industry = "C34", int employees = 120, string revenue = Revenue) =>
        new { creditCode, name, city, industry, employees, annualRevenue = revenue, contact = new { name = "李巡", phone = "13800000001" } };

    Task<TourAnswer> Post(object company) => tour.Client.Post(Tour.Operator, "/api/v1/companies", company);

    async Task EnrolOne()
    {
        cast.Company = cast.NewCode();
        _script.Step("The operator (平台) enrols a maker of machines in Tongling (铜陵): 120 people, 35 million yuan a year");
        var company = _script.Accepted(await Post(Company(cast.Company, $"铜陵巡礼{cast.Tag}精密机械有限公司")));
        _script.Check("credit code (统一社会信用代码)", cast.Company, company.Text("creditCode"));
        // 120 people and 35 million: above 20 and 3 million (small), below 300 people (medium).
        _script.Check("size (规模)", "small", company.Text("size"));
        _script.Check("status", "enrolled", company.Text("status"));
        _script.Wallet(await tour.WalletOf(cast.Company), cast.Cap, cast.Cap, Money.Zero);
    }

    async Task Refusals()
    {
        _script.Step("Others are refused, each with the reason and the article");
        var wrong = WithWrongCheck(cast.NewCode());
        _script.Refused("wrong check character", await Post(Company(wrong, "校验位错误有限公司")), 400, "company.credit-code-invalid");
        _script.Refused("1,000 people and 400 million yuan: large (大型)",
            await Post(Company(cast.NewCode(), "大型制造有限公司", employees: 1_000, revenue: "400000000.00")), 422, "company.too-large", "S003 art.2");
        _script.Refused("a software house (I65): not a manufacturer (制造业)",
            await Post(Company(cast.NewCode(), "软件开发有限公司", industry: "I65")), 422, "company.not-manufacturing", "S003 art.2");
        _script.Refused("a factory in Shanghai (310000): not in Anhui",
            await Post(Company(cast.NewCode(), "上海某机械有限公司", city: "310000")), 422, "company.not-in-province", "S003 art.2");
    }

    static string WithWrongCheck(string code) => code[..^1] + (code[^1] == '0' ? '1' : '0');

    async Task List()
    {
        var (micro, medium) = (cast.NewCode(), cast.NewCode());
        string[] rows =
        [
            "creditCode,name,city,county,industry,employees,annualRevenue,contactName,contactPhone",
            $"{micro},铜陵巡礼{cast.Tag}五金有限公司,340700,铜官区,C33,12,1800000.00,王一,13800000002",
            $"{medium},合肥巡礼{cast.Tag}电子有限公司,340100,,C39,320,98000000.00,赵二,13800000003",
            $"{WithWrongCheck(cast.NewCode())},校验位错误有限公司,340100,,C39,30,5000000.00,钱三,13800000004",
            $"{cast.NewCode()},巨型制造有限公司,340200,,C36,1500,900000000.00,孙四,13800000005",
            $"{cast.Company},铜陵巡礼{cast.Tag}精密机械有限公司,340700,,C34,120,{Revenue},李巡,13800000001",
        ];
        var csv = string.Join('\n', rows);
        _script.Step("免申即享: a list of five as CSV; each row gets its own verdict, and the good rows count");
        var report = await Send(csv);
        Verdicts(report, "enrolled", "enrolled", "rejected company.credit-code-invalid", "rejected company.too-large", "exists");
        _script.Check("accepted, rejected", "3, 2", $"{report.Text("accepted")}, {report.Text("rejected")}");
        _script.Check("micro: 12 people (微型)", "micro", await SizeOf(micro));
        _script.Check("medium: 320 people and 98 million (中型)", "medium", await SizeOf(medium));

        _script.Step("The same list is sent again: nothing happens twice");
        var again = await Send(csv);
        Verdicts(again, "exists", "exists", "rejected company.credit-code-invalid", "rejected company.too-large", "exists");
    }

    async Task<TourAnswer> Send(string csv) =>
        _script.Accepted(await tour.Client.Post(Tour.Operator, "/api/v1/enrolments", csv, "text/csv", Guid.NewGuid()), StatusCodes.Status200OK);

    async Task<string> SizeOf(string code) => (await tour.Client.Get(Tour.Operator, $"/api/v1/companies/{code}")).Text("size");

    void Verdicts(TourAnswer report, params string[] expected)
    {
        var rows = report.Items("rows");
        _script.Check("rows", expected.Length, rows.Count);
        foreach (var (i, row) in rows.Index())
        {
            var verdict = row.Text("verdict") == "rejected" ? $"rejected {row.Text("code")}" : row.Text("verdict");
            _script.Check($"row {row.Text("row")} {row.Text("creditCode")}", expected[i], verdict);
        }
    }
}
