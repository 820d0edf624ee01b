using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Tests.Storage;

namespace Marketplace.Grains.Tests.Signals;

/// <summary>What companies, vendors and their contracts give away, each beside what is nearly so and says nothing.</summary>
public sealed class PartySignalTests
{
    [Fact]
    public async Task In_a_plain_town_nothing_is_conspicuous()
    {
        await using var town = await SuspiciousTown.Build();
        for (var i = 0; i < 6; i++)
        {
            var order = await town.NewOrder();
            for (var day = 8; day < 14; day++) await town.UseOn(order, day, 4 + (day * i % 5), user: $"u{i}");
        }

        Assert.Empty(await town.Flags());
    }

    [Theory]
    [InlineData("person", "parties.one-representative")]
    [InlineData("phone", "parties.one-phone")]
    [InlineData("account", "parties.one-account")]
    public async Task Companies_with_one_mark_are_conspicuous_and_name_each_other(string kind, string signal)
    {
        await using var town = await SuspiciousTown.Build();
        var (first, second, third) = (await town.NewCompany("合肥甲阀门有限公司"), await town.NewCompany("芜湖乙轴承有限公司"), await town.NewCompany());
        var orders = new[] { await town.NewOrder(first), await town.NewOrder(second), await town.NewOrder(third) };
        await town.Mark("company", first, kind, "same");
        await town.Mark("company", second, kind, "same");
        await town.Mark("company", third, kind, "other");

        Assert.Equal(
            new Dictionary<OrderId, string> { [orders[0]] = "2 | 芜湖乙轴承有限公司", [orders[1]] = "2 | 合肥甲阀门有限公司" }, await town.Raised(signal));
    }

    [Fact]
    public async Task Vendors_that_are_paid_to_one_account_are_conspicuous_once_for_each_order_of_theirs()
    {
        await using var town = await SuspiciousTown.Build();
        var (first, second) = (await town.NewVendor("合肥云舟软件有限公司"), await town.NewVendor("芜湖云帆软件有限公司"));
        var buyer = await town.NewCompany("合肥甲阀门有限公司");
        var orders = new[] { await town.NewOrder(buyer, await town.NewSoftware(first)), await town.NewOrder(software: await town.NewSoftware(second)), await town.NewOrder() };
        await town.Mark("vendor", first, "account", "same");
        await town.Mark("vendor", second, "account", "same");
        await town.Mark("company", buyer, "account", "same");

        var raised = await town.Raised("parties.one-account");

        Assert.Equal(orders[..2].ToHashSet(), raised.Keys.ToHashSet());
        Assert.All(raised.Values, evidence => Assert.StartsWith("3 | ", evidence, StringComparison.Ordinal));
        Assert.Contains("合肥甲阀门有限公司", raised[orders[1]], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vendor_that_orders_of_itself_is_the_same_party()
    {
        await using var town = await SuspiciousTown.Build();
        await town.NewOrder();
        var order = await town.NewOrder(await town.NewCompany(code: town.Vendor));

        Assert.Equal([new(order, town.Vendor.Value)], await town.Raised("parties.same"));
    }

    [Fact]
    public async Task A_vendor_and_its_customer_with_one_phone_are_related()
    {
        await using var town = await SuspiciousTown.Build();
        var company = await town.NewCompany();
        var (order, _) = (await town.NewOrder(company), await town.NewOrder());
        await town.Mark("vendor", town.Vendor, "phone", "same");
        await town.Mark("company", company, "phone", "same");
        await town.Mark("company", company, "person", "own");

        Assert.Equal([new(order, "南京云起软件有限公司 | phone")], await town.Raised("parties.one-contact"));
    }

    [Theory]
    [InlineData("合肥市云起精密机械有限责任公司", true)]
    [InlineData("云起（芜湖）科技股份有限公司", true)]
    [InlineData("安徽云开机械有限公司", false)]
    [InlineData("合肥机械有限公司", false)]
    public async Task A_vendor_and_its_customer_with_one_name_are_related(string name, bool isRaised)
    {
        await using var town = await SuspiciousTown.Build();
        await town.NewOrder();
        var other = await town.NewSoftware(await town.NewVendor("云起信息技术有限公司"));
        var order = await town.NewOrder(await town.NewCompany(name), other);

        Assert.Equal(isRaised ? [new(order, $"云起信息技术有限公司 | {name} | 云起")] : [], await town.Raised("parties.one-name"));
    }

    [Fact]
    public async Task A_company_that_receives_its_vendors_money_is_told()
    {
        await using var town = await SuspiciousTown.Build();
        var company = await town.NewCompany();
        var (order, _) = (await town.NewOrder(company), await town.NewOrder());
        await town.Flags(); // the read tables are there
        await town.Sql(
            $"update read.vendors set doc = jsonb_set(doc, '{{payee}}', jsonb_build_object('payee', '{company}')) where id = '{town.Vendor}'; delete from usage.daily");

        Assert.Equal([new(order, "南京云起软件有限公司")], await town.Raised("parties.payee"));
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(4, false)]
    public async Task Five_registrations_from_one_address_on_one_day_are_a_crowd(int sameDay, bool isRaised)
    {
        await using var town = await SuspiciousTown.Build();
        var order = await town.NewOrder();
        for (var i = 0; i < 5; i++)
        {
            var company = await town.NewCompany($"合肥第{i}阀门有限公司");
            if (i == 0) order = await town.NewOrder(company);
            await town.Sql($"insert into signals.arrivals values ('{company}', '2026-10-0{(i < sameDay ? 1 : 2)}', 'address', 'test')");
        }

        Assert.Equal(
            isRaised ? [new(order, "2026-10-01 | 5 | 合肥第1阀门有限公司、合肥第2阀门有限公司、合肥第3阀门有限公司")] : [],
            await town.Raised("enrolment.one-address"));
    }

    [Fact]
    public async Task Software_for_other_industries_does_not_fit()
    {
        await using var town = await SuspiciousTown.Build();
        var software = await town.NewSoftware(industries: ["C13", "C14"]);
        var (order, _) = (await town.NewOrder(await town.NewCompany(industry: "C34"), software), await town.NewOrder(await town.NewCompany(industry: "C131"), software));

        Assert.Equal([new(order, "C34 | C13、C14")], await town.Raised("software.industry-misfit"));
    }

    [Fact]
    public async Task Three_seats_for_each_employee_are_too_many()
    {
        await using var town = await SuspiciousTown.Build();
        var (large, small) = (await town.NewSoftware(plan: Some.BasicPlan with { Seats = 50 }), await town.NewSoftware(plan: Some.BasicPlan with { Seats = 10 }));
        var tiny = await town.NewCompany(employees: 3);
        var order = await town.NewOrder(tiny, large);
        await town.NewOrder(tiny, small); // the smallest plans are sold as they are
        await town.NewOrder(await town.NewCompany(employees: 25), large);

        Assert.Equal([new(order, "50 | 3")], await town.Raised("software.too-many-seats"));
    }

    [Fact]
    public async Task A_price_without_any_evidence_is_told()
    {
        await using var town = await SuspiciousTown.Build();
        var order = await town.NewOrder(software: await town.NewSoftware(plan: Some.BasicPlan with { MarketPriceEvidence = null }));
        await town.NewOrder();

        Assert.Equal([new(order, "3000.00")], await town.Raised("price.without-evidence"));
    }

    [Fact]
    public async Task A_price_above_the_proved_one_is_told()
    {
        await using var town = await SuspiciousTown.Build();
        var (order, _) = (await town.NewOrder(), await town.NewOrder(software: await town.NewSoftware()));
        await town.Flags();
        // No listing may be published so: it comes about where the market price was proved again later.
        await town.Sql($$"""
            update read.listings set doc = jsonb_set(doc, '{plans,0,marketPrice}', '"2999.99"') where id = '{{town.Software}}'; delete from usage.daily
            """);

        Assert.Equal([new(order, "3000.00 | 2999.99 | https://example.cn/price")], await town.Raised("price.above-evidence"));
    }

    [Fact]
    public async Task A_tip_is_raised_for_the_order_or_all_orders_of_the_company_until_it_is_dismissed()
    {
        await using var town = await SuspiciousTown.Build();
        var company = await town.NewCompany();
        var (one, two, three) = (await town.NewOrder(company), await town.NewOrder(company, await town.NewSoftware()), await town.NewOrder());
        await town.NewOrder();
        const string insert = "insert into signals.tips (id, received_at, actor, what, about, order_id, company, finding) values (gen_random_uuid(), '2026-10-20 00:00+08', 'public', '没有人用', ";
        await town.Sql($"{insert} 'company', null, '{company}', null)");
        await town.Sql($"{insert} 'order', '{three}', '{company}', 'confirmed')");
        await town.Sql($"{insert} 'order', '{three}', '{company}', 'dismissed')");

        Assert.Equal(
            new Dictionary<OrderId, string> { [one] = "1 | 2026-10-20 | 1", [two] = "1 | 2026-10-20 | 1", [three] = "1 | 2026-10-20 | 2" },
            await town.Raised("tip"));
    }
}
