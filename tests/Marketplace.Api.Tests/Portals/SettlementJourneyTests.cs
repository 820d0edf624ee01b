using System.Globalization;
using System.Net;
using System.Text;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Api.Tests.People;
using Marketplace.Api.Tests.Settlements;
using Marketplace.Grains.Places;
using Microsoft.Playwright;

namespace Marketplace.Api.Tests.Portals;

/// <summary>From an accepted month to a receipt, by the people who do it.</summary>
public sealed class SettlementJourneyTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    static int _months;

    /// <summary>Two vendors with an accepted order each, in a month that no other test settles.</summary>
    sealed record Scene(string Month, Town One, Town Two)
    {
        public string StatementOf(Town of) => $"{Month}-{of.Vendor}";
    }

    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task A_month_is_settled_and_reaches_the_vendors_also_where_the_bank_fails_once(Look look)
    {
        var scene = await NewScene();
        await using var operates = await Visitor.Open(browser, town.Address, look);
        await operates.ActAs("demo-operator");
        await SettleMonth(operates, scene);
        await using var vendor = await Visitor.Open(browser, town.Address, look);
        await vendor.SignIn(await town.NewPerson("vendor", scene.One.Vendor));
        await RecordInvoice(vendor, scene);
        await InvoiceOf(scene, scene.Two);
        await AskForMoney(operates, scene);
        var withdrawal = new Uri(operates.Page.Url).AbsolutePath;
        await Approve(look, withdrawal);
        await PayOut(operates, scene, withdrawal);
        await SeeReceipt(vendor, scene);
    }

    /// <summary>The operator puts the parked vendors right, and draws the statements of the month.</summary>
    async Task SettleMonth(Visitor operates, Scene scene)
    {
        await operates.Visit($"/settlement?month={scene.Month}");
        await operates.Sees("尚未核验供应商信用状况。");
        foreach (var vendor in new[] { scene.One, scene.Two })
        {
            await operates.Visit($"/records/vendors/{vendor.Vendor}");
            await Ask(operates, "attest-credit");
            await operates.Page.SelectOptionAsync("#attest-credit [name=clean]", "true");
            await operates.Page.FillAsync("#attest-credit [name=evidence]", "信用中国报告 1");
            await Answer(operates, "attest-credit");
            await Ask(operates, "name-account");
            await operates.Page.FillAsync("#name-account [name=holder]", "91340000711771143J");
            await operates.Page.FillAsync("#name-account [name=bank]", "中国银行合肥分行");
            await operates.Page.FillAsync("#name-account [name=number]", "6222 0000 1111 2222");
            await Answer(operates, "name-account");
            await operates.Sees("登记的银行账户不属于收款单位。");
            Assert.Equal("中国银行合肥分行", await operates.Page.InputValueAsync("#name-account [name=bank]"));
            await operates.Page.FillAsync("#name-account [name=holder]", vendor.Vendor);
            await Answer(operates, "name-account");
            await operates.Sees("银行账户已登记。");
        }
        await operates.Visit($"/settlement?month={scene.Month}");
        await Ask(operates, "run");
        await Answer(operates, "run");
        await operates.Sees("结算单已全部生成。");
        await operates.SeesASoundPage();
    }

    /// <summary>Signing in leads to what is to be done; an impossible number is told beside its field.</summary>
    static async Task RecordInvoice(Visitor vendor, Scene scene)
    {
        Assert.Equal("/vendor", new Uri(vendor.Page.Url).AbsolutePath);
        await vendor.SeesASoundPage();
        await vendor.Page.ClickAsync($"#todo a[href='/vendor/statements/{scene.StatementOf(scene.One)}#invoice']");
        await vendor.Page.FillAsync("[name=number]", "123");
        await vendor.Page.FillAsync("[name=buyer]", "安徽省工业互联网平台");
        await vendor.Page.ClickAsync("#invoice button[type=submit]");
        await Assertions.Expect(vendor.Page.Locator("#field-number-problem")).ToBeVisibleAsync();
        Assert.Equal("安徽省工业互联网平台", await vendor.Page.InputValueAsync("[name=buyer]"));
        await vendor.SeesASoundPage();
        await vendor.Page.FillAsync("[name=number]", await NewInvoice(vendor));
        await vendor.Page.ClickAsync("#invoice button[type=submit]");
        await vendor.Sees("发票已登记。");
    }

    async Task InvoiceOf(Scene scene, Town of)
    {
        var day = (await town.Town.As("demo-operator").Get("demo/clock"))["now"]![..10];
        (await town.Town.As($"demo-vendor-{of.Vendor}").Post($"statements/{scene.StatementOf(of)}/invoice",
            new { number = Number(day), issuedOn = day, amount = "4000.00", buyer = "平台" })).Is(HttpStatusCode.OK);
        await town.Shelve();
    }

    static async Task AskForMoney(Visitor operates, Scene scene)
    {
        await operates.Visit($"/settlement?month={scene.Month}");
        await operates.Page.ClickAsync("form[action='/settlement/request'] button[type=submit]");
        await operates.Sees("人民币捌仟元整");
        await operates.SeesASoundPage();
        await operates.Page.ClickAsync("main form[action='/withdrawals'] button[type=submit]");
        await operates.Sees("提款申请已提交");
        await operates.SeesASoundPage();
    }

    async Task Approve(Look look, string withdrawal)
    {
        await using var province = await Visitor.Open(browser, town.Address, look);
        var person = await town.NewPerson("province", null);
        await province.Page.GotoAsync("/sign-in");
        await province.Page.FillAsync("[name=userName]", person);
        await province.Page.FillAsync("[name=password]", Visitor.Password);
        await province.Page.ClickAsync("main form[action='/sign-in'] button[type=submit]");
        var secret = (await province.Page.TextContentAsync("code.secret"))!.Replace(" ", "", StringComparison.Ordinal);
        await province.SignIn(person, code: Somebody.Totp(secret, -1));
        await province.Visit(withdrawal);
        await Ask(province, "approve");
        await province.Page.FillAsync("#approve [name=code]", "000000");
        await Answer(province, "approve");
        await Assertions.Expect(province.Page.Locator("#approve-field-code-problem")).ToBeVisibleAsync();
        await province.SeesASoundPage();
        await province.Page.FillAsync("#approve [name=code]", Somebody.Totp(secret));
        await Answer(province, "approve");
        await province.Sees("已全部批准，由平台交银行付款。");
        await province.SeesASoundPage();
    }

    /// <summary>The bank pays one and not the other; a file with a wrong row is taken over not at all.</summary>
    async Task PayOut(Visitor operates, Scene scene, string withdrawal)
    {
        var (first, second) = (await Reference(withdrawal, scene.One), await Reference(withdrawal, scene.Two));
        var day = (await town.Town.As("demo-operator").Get("demo/clock"))["now"]![..10];
        await operates.Visit(withdrawal);
        await Upload(operates, $"{first},paid,{day},,BANK-0001\nnobody,paid,{day},,BANK-0002\n");
        await operates.Sees("该提款申请的付款文件中没有此行。");
        await operates.SeesASoundPage();
        await Upload(operates, $"{first},paid,{day},,BANK-0001\n{second},failed,{day},账号不存在,\n");
        await operates.Sees("付款失败是您登记的");
        await operates.SeesASoundPage();
        var again = await Reference(withdrawal, scene.Two, "demo-operator-second");
        Assert.NotEqual(second, again);
        await operates.Visit(withdrawal);
        await Upload(operates, $"{again},paid,{day},,BANK-0003\n");
        await operates.Sees("已全部付清。");
    }

    async Task SeeReceipt(Visitor vendor, Scene scene)
    {
        await vendor.Visit("/vendor/payouts");
        await vendor.Page.ClickAsync($"a[href='/vendor/statements/{scene.StatementOf(scene.One)}/receipt']");
        await vendor.Sees("人民币肆仟元整");
        await vendor.Sees("BANK-0001");
        await vendor.SeesASoundPage();
        var receipt = new Uri(await vendor.Page.InnerTextAsync(".verify .number-text")).AbsolutePath;
        await vendor.Visit($"/vendor/statements/{scene.StatementOf(scene.One)}");
        var statement = new Uri(await vendor.Page.InnerTextAsync(".verify .number-text")).AbsolutePath;
        Assert.Equal(404, (await vendor.Page.GotoAsync($"/vendor/statements/{scene.StatementOf(scene.Two)}"))!.Status);
        await VerifyPaper(statement, receipt);
    }

    /// <summary>Anybody with the paper learns that it is on record; with another code, nothing.</summary>
    async Task VerifyPaper(string statement, string receipt)
    {
        await using var anybody = await Visitor.Open(browser, town.Address, Look.WithoutScript);
        await anybody.Visit(statement);
        await anybody.Sees("属实：该结算单与系统记录一致。");
        await anybody.Visit(receipt);
        await anybody.Sees("属实：该付款回单与系统记录一致。");
        await anybody.Sees("人民币肆仟元整");
        await anybody.Sees("BANK-0001");
        Assert.DoesNotContain("6222", await anybody.Page.ContentAsync(), StringComparison.Ordinal);
        var (path, code) = (receipt[..receipt.LastIndexOf('/')], receipt.Split('/')[^1]);
        foreach (var wrong in new[] { $"{path}/{(code[0] == '0' ? '1' : '0')}{code[1..]}", $"{path}/{code[..16]}", $"{path}/%27%20or%20true--", $"/verify/statements/2020-13-x/{code}" })
        {
            Assert.Equal(404, (await anybody.Page.GotoAsync(wrong))!.Status);
            Assert.DoesNotContain("¥", await anybody.Page.ContentAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_province_may_ask_for_the_money_and_then_does_not_approve_it()
    {
        var scene = await NewScene();
        var settlement = new SettlementTown(town.Server) { Town = town.Town, Other = scene.One };
        foreach (var vendor in new[] { scene.One, scene.Two })
        {
            await settlement.Attest(vendor.Vendor);
            await settlement.NameAccount(vendor.Vendor);
        }
        await settlement.Run(scene.Month);
        await InvoiceOf(scene, scene.One);
        await using var province = await Visitor.Open(browser, town.Address);
        await province.ActAs("demo-province");
        await province.Visit($"/settlement?month={scene.Month}");
        Assert.Equal(1, await province.Page.Locator("[name=statement]:checked").CountAsync());
        await province.Visit($"/settlement/request?month={scene.Month}");
        await province.Sees("人民币肆仟元整");
        await province.Page.ClickAsync("main form[action='/withdrawals'] button[type=submit]");
        await province.Sees("提款申请已提交");
        await province.SeesASoundPage();
        Assert.Equal(0, await province.Page.Locator("form[action$='/approval']").CountAsync());
    }

    [Fact]
    public async Task A_city_sees_the_share_of_its_own_fund_and_nothing_of_others()
    {
        var scene = await town.Settled();
        await using var city = await Visitor.Open(browser, town.Address, Look.Phone);
        await city.ActAs("demo-city-340100");
        await city.Visit($"/withdrawals/{scene.Asked}");
        await city.Sees("¥2,000.00");
        var text = await city.Page.InnerTextAsync("main");
        Assert.DoesNotContain("10,000.00", text, StringComparison.Ordinal);
        Assert.DoesNotContain("12,000.00", text, StringComparison.Ordinal);
        Assert.DoesNotContain("province-", text, StringComparison.Ordinal);
        await city.Visit("/withdrawals");
        Assert.DoesNotContain("12,000.00", await city.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Equal(403, (await city.Page.GotoAsync($"/statements/{scene.StatementOf(scene.AskedMonth)}"))!.Status);
        await city.ActAs("demo-city-340200");
        Assert.Equal(404, (await city.Page.GotoAsync($"/withdrawals/{scene.Asked}"))!.Status);
    }

    [Fact]
    public async Task A_recovery_is_checked_confirmed_by_the_province_and_repaid()
    {
        var scene = await town.Settled();
        await using var operates = await Visitor.Open(browser, town.Address);
        await operates.ActAs("demo-operator");
        await operates.Visit($"/recoveries/new?order={scene.Order}");
        await operates.Page.FillAsync("[name=amount]", "99,999.00");
        await operates.Page.FillAsync("[name=reason]", "重复计费");
        await operates.Page.SelectOptionAsync("[name=method]", "repayment");
        await operates.Page.ClickAsync("main form button[type=submit]");
        await operates.Sees("仅可追回该订单已拨付的款项。");
        Assert.Equal("重复计费", await operates.Page.InputValueAsync("[name=reason]"));
        await operates.Page.FillAsync("[name=amount]", "50");
        await operates.Page.ClickAsync("main form button[type=submit]");
        await operates.Page.ClickAsync("main form[action='/recoveries'] button[type=submit]");
        await operates.Sees("追回已提出");
        var recovery = new Uri(operates.Page.Url).AbsolutePath;

        await using var province = await Visitor.Open(browser, town.Address, Look.Phone);
        await province.ActAs("demo-province");
        await province.Visit(recovery);
        await Ask(province, "confirm");
        await Answer(province, "confirm");
        await province.Sees("追回已确认。");
        await province.SeesASoundPage();

        await operates.Visit(recovery);
        await Ask(operates, "repay");
        await operates.Page.FillAsync("#repay [name=bankReference]", "R-1");
        await Answer(operates, "repay");
        await operates.Sees("已全部追回");
    }

    [Fact]
    public async Task A_wallets_statement_tells_what_acceptance_used_up_and_still_adds_up()
    {
        var order = await town.Town.As("demo-operator").Get($"orders/{(await town.Settled()).Order}");
        await using var company = await Visitor.Open(browser, town.Address);
        await company.ActAs($"demo-company-{order["company"]}");
        await company.Visit("/company/wallet");
        await company.Sees("验收通过，占用的 ¥4,000.00 转为已使用");
        foreach (var row in await company.Page.Locator(".card:not(#by-whom) table.cards-narrow tbody tr").AllAsync())
        {
            var held = await row.Locator("td.number").AllInnerTextsAsync();
            Assert.Equal(10_000m, held.Skip(1).Sum(t => decimal.Parse(t.Replace("¥", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)));
        }
    }

    async Task<Scene> NewScene()
    {
        var month = ChinaMonth.Plus($"{Town.Year - 2}-12", -Interlocked.Increment(ref _months));
        var (one, two) = (await new Town(town.Server.Api).BuildVendor(), await new Town(town.Server.Api).BuildVendor());
        var orders = new List<string>();
        foreach (var vendor in new[] { one, two })
            orders.Add((await vendor.Order(await vendor.NewCompany())).Is(HttpStatusCode.Created)["id"]!);
        await AcceptedMonth.Accept(town.Server, month, [.. orders]);
        await town.Shelve();
        return new Scene(month, one, two);
    }

    /// <summary>What the latest file for the bank calls a vendor's payment.</summary>
    async Task<string> Reference(string withdrawal, Town of, string key = "demo-operator")
    {
        var file = (await town.Town.As(key).Get($"{withdrawal[1..]}/payout-file")).Is(HttpStatusCode.OK).Text;
        return file.Split("\r\n").Single(row => row.EndsWith($"-{of.Vendor}", StringComparison.Ordinal)).Split(',')[0];
    }

    static async Task<string> NewInvoice(Visitor vendor) => Number(await vendor.Page.InputValueAsync("[name=issuedOn]"));

    static int _invoices;

    static string Number(string day) => string.Create(CultureInfo.InvariantCulture, $"{day[2..4]}349{Interlocked.Increment(ref _invoices):000000000000000}");

    static Task Ask(Visitor visitor, string id) => visitor.Page.ClickAsync($"a[data-opens='{id}']");

    static async Task Answer(Visitor visitor, string id)
    {
        await visitor.Page.ClickAsync($"#{id} button[type=submit]");
        await visitor.Page.WaitForLoadStateAsync();
    }

    static async Task Upload(Visitor operates, string rows)
    {
        await operates.Page.SetInputFilesAsync("[name=file]",
            new FilePayload { Name = "results.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("reference,result,on,reason,bankReference\n" + rows) });
        await operates.Page.ClickAsync("form[action$='/payout-results'] button[type=submit]");
        await operates.Page.WaitForLoadStateAsync();
    }
}
