using Marketplace.Api.Tests.Hosting;
using Microsoft.Playwright;

namespace Marketplace.Api.Tests.Portals;

/// <summary>What operators and vendors do about what companies paid, each on its page: two people where money goes back or out.</summary>
public sealed class PaymentFormTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    [Fact]
    public async Task One_operator_proposes_a_refund_and_another_one_confirms_it()
    {
        var (company, person, _) = await town.NewCompany(withOrder: false, city: "341700"); // where no city pays what is above the subsidy
        var order = (await town.Town.Order(company, await town.Town.NewListing("12000.00")))["id"]!;
        await town.Pay(company, order);
        await using var first = await As("demo-operator");
        await first.Visit($"/records/payments/{order}");
        await first.Press("提出退款");
        await first.Page.FillAsync("dialog [name=amount]", "2000.01");
        await first.Page.FillAsync("dialog [name=reason]", "开通晚了三天");
        await first.Page.ClickAsync("#propose button[type=submit]");
        await first.Sees("退款金额不得超过已付款且尚未退还的金额。");
        await first.Page.FillAsync("dialog [name=amount]", "100");
        await first.Page.ClickAsync("#propose button[type=submit]");
        await first.Sees("您是提出人，需由另一名运营人员确认。");

        await using var second = await As("demo-operator-second");
        await second.Visit($"/records/payments/{order}");
        await second.Press("确认退款 ¥100.00");
        await second.Page.ClickAsync("#confirm button[type=submit]");
        await second.Sees("退款已确认，正在原路退回。");
        await Patience.Until(async () => (await town.Town.AsCompany(company).Get($"orders/{order}/payment"))["refunded"] == "100.00");

        await using var visitor = await Visitor.Open(browser, town.Address, Look.Phone);
        await visitor.SignIn(person);
        await visitor.Visit($"/company/payments/{order}");
        await visitor.Sees("部分退款");
        await visitor.Sees("¥1,900.00");
    }

    [Fact]
    public async Task A_payout_is_approved_by_a_second_operator_and_a_difference_is_settled_with_a_note()
    {
        var paid = await town.Paid();
        await using var drawer = await As("demo-operator");
        await drawer.Visit($"/sales-payouts/{paid.Payout}");
        Assert.Equal(0, await drawer.Page.GetByRole(AriaRole.Link, new() { Name = "批准打款" }).CountAsync());
        await using var second = await As("demo-operator-second");
        await second.Visit($"/sales-payouts/{paid.Payout}");
        await second.Press("批准打款");
        await second.Page.ClickAsync("#approve button[type=submit]");
        await second.Sees("打款已批准。");
        await second.Visit("/sales-payouts/bank");
        await second.Sees("银行文件");

        await second.Visit($"/reconciliations/{paid.Day}");
        await second.Press("登记处理结果");
        await second.Page.Locator("dialog[open] textarea").FillAsync("后台手工收款，已退回付款人。");
        await second.Page.Locator("dialog[open] button[type=submit]").ClickAsync();
        await second.Sees("处理结果已登记。");
        await second.Sees("后台手工收款，已退回付款人。");
        await second.SeesASoundPage();
    }

    [Fact]
    public async Task A_vendor_announces_a_price_in_time_and_accepts_the_fee_that_is_offered()
    {
        await using var operators = await As("demo-operator");
        await operators.Visit($"/records/listings/{town.Town.Listing}");
        await operators.Press("提出服务费合同");
        await operators.Page.FillAsync("[name=feePercent]", "2.5");
        await operators.Page.ClickAsync("#offer-fee button[type=submit]");
        await operators.Sees("服务费已提出，等待供应商确认。");

        await using var vendor = await As($"demo-vendor-{town.Town.Vendor}");
        await vendor.Visit("/vendor/prices");
        await vendor.Press("接受 2.5% 服务费");
        await vendor.Page.Locator("dialog[open] button[type=submit]").ClickAsync();
        await vendor.Sees("服务费已确认。");

        var card = vendor.Page.Locator($"#listing-{town.Town.Listing}");
        await card.Locator("[data-opens]").First.ClickAsync();
        await card.Locator("[name=plan]").SelectOptionAsync("basic");
        await card.Locator("[name=pricePerYear]").FillAsync("4,800.00");
        await card.Locator("[name=from]").FillAsync(TimeProvider.System.GetUtcNow().AddDays(3).ToString("yyyy-MM-dd", null));
        await card.Locator("dialog[open] button[type=submit]").ClickAsync();
        Assert.Equal("4,800.00", await vendor.Page.Locator($"#listing-{town.Town.Listing} [name=pricePerYear]").InputValueAsync());
        await vendor.Page.Locator($"#listing-{town.Town.Listing} [name=from]").FillAsync(TimeProvider.System.GetUtcNow().AddDays(90).ToString("yyyy-MM-dd", null));
        await vendor.Page.Locator("dialog[open] button[type=submit]").ClickAsync();
        await vendor.Sees("续订价格已公布。");
        await vendor.Sees("¥4,800.00");
        await vendor.SeesASoundPage();
    }

    async Task<Visitor> As(string key)
    {
        var visitor = await Visitor.Open(browser, town.Address);
        await visitor.ActAs(key);
        return visitor;
    }
}
