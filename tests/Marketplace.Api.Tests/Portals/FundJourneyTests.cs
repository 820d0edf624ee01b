using System.Globalization;
using System.Text;
using Marketplace.Api.Tests.Hosting;
using Microsoft.Playwright;

namespace Marketplace.Api.Tests.Portals;

/// <summary>A fund's owner takes interest over from the bank's file, opens the next year's fund, pays in, and closes the year.</summary>
public sealed class FundJourneyTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    static int _cities = 340_200;

    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task A_year_gets_its_interest_from_a_file_and_is_closed_into_the_next(Look look)
    {
        var city = NewCity();
        var (year, fund) = (Town.Year - 1, string.Create(CultureInfo.InvariantCulture, $"city-{city}-{Town.Year - 1}"));
        var own = town.Town.As($"demo-city-{city}");
        (await own.Post("funds", new { id = fund, owner = city, year })).Is(System.Net.HttpStatusCode.Created);
        await town.Shelve();
        await using var owner = await Visitor.Open(browser, town.Address, look);
        await owner.ActAs($"demo-city-{city}");

        await owner.Visit($"/records/funds/{fund}");
        await Ask(owner, "appropriate");
        await owner.Page.FillAsync("#appropriate [name=amount]", "100000");
        await owner.Page.FillAsync("#appropriate [name=reference]", "芜财 1 号");
        await Answer(owner, "appropriate");
        await owner.Sees("拨款已登记。");

        // A row that is wrong is named, the others are on record; the file that was put right goes through.
        await Upload(owner, $"{fund},{year}-01,12.34,利息单 1\nprovince-{year},{year}-02,5.00,利息单 2\n");
        await owner.Sees("以下各行未登记，其余各行已登记。");
        await Assertions.Expect(owner.Page.Locator("#interest").GetByText($"province-{year}").First).ToBeVisibleAsync();
        await owner.Sees("12.34");
        await owner.SeesASoundPage();
        await Upload(owner, $"{fund},{year}-01,12.34,利息单 1\n{fund},{year}-02,5.00,利息单 2\n");
        await owner.Sees("文件中的利息均已登记。");
        await owner.SeesASoundPage();
        Assert.Equal("17.34", (await own.Get($"funds/{fund}"))["interest"]);

        // A year is closed into the next: whose fund there must be.
        await owner.Sees("结账前须先设立");
        await Ask(owner, "succeed");
        await Answer(owner, "succeed");
        await owner.Sees("年度资金账户已设立，可以登记拨款。");
        await owner.SeesASoundPage();
        await owner.Visit($"/records/funds/{fund}");
        await Ask(owner, "close");
        await owner.Sees("100,017.34");
        await Answer(owner, "close");
        await owner.Sees("已结账并结转。");
        Assert.Equal(5, await owner.Page.Locator("#closing tbody tr").CountAsync());
        Assert.Equal(0, await owner.Page.Locator("#closing .tone-refused").CountAsync());
        await owner.SeesASoundPage();
        Assert.Equal("100017.34", (await own.Get(string.Create(CultureInfo.InvariantCulture, $"funds/city-{city}-{Town.Year}")))["carriedIn"]);
    }

    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task An_owner_without_a_fund_opens_its_first_on_the_list(Look look)
    {
        var city = NewCity();
        await using var owner = await Visitor.Open(browser, town.Address, look);
        await owner.ActAs($"demo-city-{city}");
        await owner.Visit("/records/funds");
        await Ask(owner, "begin");
        await Answer(owner, "begin");
        await owner.Sees("年度资金账户已设立，可以登记拨款。");
        await owner.SeesASoundPage();
        Assert.Equal("0.00", (await town.Town.As($"demo-city-{city}").Get(string.Create(CultureInfo.InvariantCulture, $"funds/city-{city}-{Town.Year}")))["available"]);
    }

    [Fact]
    public async Task Who_does_not_own_a_fund_finds_no_form_on_its_page()
    {
        await using var visitor = await Visitor.Open(browser, town.Address);
        foreach (var who in new[] { "operator", "auditor" })
        {
            await visitor.ActAs($"demo-{who}");
            await visitor.Visit($"/records/funds/province-{Town.Year}");
            Assert.Equal(0, await visitor.Page.Locator("main form[method=post]").CountAsync());
        }
    }

    [Fact]
    public async Task What_is_no_list_of_interest_is_told_beside_the_file()
    {
        await using var province = await Visitor.Open(browser, town.Address);
        await province.ActAs("demo-province");
        await province.Visit($"/records/funds/province-{Town.Year}");
        await Send(province, "date;sum\n1;2\n");
        await Assertions.Expect(province.Page.Locator("#interest .invalid-feedback")).ToBeVisibleAsync();
        await province.SeesASoundPage();
    }

    /// <summary>One whose funds no other test opens.</summary>
    static string NewCity() => Interlocked.Add(ref _cities, 100).ToString(CultureInfo.InvariantCulture);

    static Task Ask(Visitor visitor, string id) => visitor.Page.ClickAsync($"a[data-opens='{id}']");

    static async Task Answer(Visitor visitor, string id)
    {
        await visitor.Page.ClickAsync($"#{id} button[type=submit]");
        await visitor.Page.WaitForLoadStateAsync();
    }

    static Task Upload(Visitor visitor, string rows) => Send(visitor, "fund,period,amount,reference\n" + rows);

    static async Task Send(Visitor visitor, string text)
    {
        if (await visitor.Page.Locator("details:has(form[action$='/interest-imports'])").GetAttributeAsync("open") is null)
            await visitor.Page.ClickAsync("details:has(form[action$='/interest-imports']) summary");
        await visitor.Page.SetInputFilesAsync("form[action$='/interest-imports'] [name=file]",
            new FilePayload { Name = "interest.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(text) });
        await visitor.Page.ClickAsync("form[action$='/interest-imports'] button[type=submit]");
        await visitor.Page.WaitForLoadStateAsync();
    }
}
