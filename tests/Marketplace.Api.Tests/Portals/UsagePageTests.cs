using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Portals;

/// <summary>What a company sees of its use, and how the operator changes a rule.</summary>
public sealed class UsagePageTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task A_company_sees_what_it_used_and_what_is_still_missing(Look look)
    {
        var (_, person, order) = await town.NewCompany();
        await town.Provision(order);
        await using var visitor = await Visitor.Open(browser, town.Address, look);
        await visitor.SignIn(person);
        await visitor.Visit("/company/usage");
        await visitor.Sees("还没有使用记录。请在");
        await visitor.Sees("未使用");

        await PastUsage.Fill(town.Server.ConnectionString, order, PastUsage.ThisMonth, days: 3, usesADay: 2);
        await visitor.Visit("/company/usage");
        await visitor.Sees("6 次，3 天，1 人");
        await visitor.Sees("还差 4 次使用、1 个使用日");
        await visitor.Sees("已达标 0 个月，共需 3 个月，还差 3 个月。");

        await visitor.Press("云上工厂");
        await visitor.Sees($"本月（{PastUsage.ThisMonth}）还差 4 次使用、1 个使用日。");
        await visitor.SeesASoundPage();

        await PastUsage.Add(town.Server.ConnectionString, order, Grains.Places.ChinaMonth.FirstDay(PastUsage.ThisMonth).AddDays(7), 4, 18);
        await visitor.Visit($"/company/orders/{order}");
        await visitor.Sees($"本月（{PastUsage.ThisMonth}）已达标。");
        await visitor.Sees("已达标 1 个月，共需 3 个月，还差 2 个月。");
    }

    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task A_rule_is_filled_in_tried_read_and_filed(Look look)
    {
        var listing = await town.Town.NewListing();
        await using var visitor = await Visitor.Open(browser, town.Address, look);
        await visitor.ActAs("demo-operator");
        await visitor.Visit($"/records/listings/{listing}");
        await visitor.Press("修改使用规则");
        await visitor.Page.ClickAsync("a[href$='preset=kit-digital']");
        await visitor.SeesASoundPage();
        await visitor.Page.FillAsync("[name='usageRule.anniversary']", "20");
        await visitor.Press("下一步：核对");
        await visitor.Sees("补贴分期应为 1 至 3 期");
        await visitor.SeesASoundPage();
        Assert.Equal("70", await visitor.Page.InputValueAsync("[name='usageRule.installation']"));
        await visitor.Page.FillAsync("[name='usageRule.anniversary']", "30");
        await visitor.Press("下一步：核对");
        await visitor.Sees("补贴这样结算：开通并首次使用后 70%；满 12 个月且仍在使用 30%。");
        await visitor.Sees("还没有可以试算的订单。");
        await visitor.SeesASoundPage();
        await visitor.Press("提交第 2 版");
        await visitor.Sees("新的使用规则已提交，适用于今后的订单。");
        await visitor.SeesASoundPage();
        Assert.Equal("2", (await town.Town.As("demo-auditor").Get($"listings/{listing}"))["usageRule.version"]);
    }

    [Fact]
    public async Task Bureaus_see_the_use_of_an_order()
    {
        await PastUsage.Fill(town.Server.ConnectionString, town.Mine.Order, PastUsage.ThisMonth, days: 2, usesADay: 2);
        await using var visitor = await Visitor.Open(browser, town.Address);
        await visitor.ActAs("demo-city-340100");
        await visitor.Visit($"/records/orders/{town.Mine.Order}");
        await visitor.Sees($"本月（{PastUsage.ThisMonth}）还差 6 次使用、2 个使用日。");
    }
}
