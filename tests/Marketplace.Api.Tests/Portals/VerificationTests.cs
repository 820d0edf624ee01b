namespace Marketplace.Api.Tests.Portals;

/// <summary>Paper that says what is on record is told from paper that does not.</summary>
public sealed class VerificationTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    [Fact]
    public async Task A_sheet_is_genuine_also_after_the_order_has_moved_on()
    {
        await using var visitor = await Visitor.Open(browser, town.Address, Look.WithoutScript);
        await visitor.Visit(town.Sheet);
        await visitor.Sees("凭证属实");
        await visitor.Sees("此后没有变化");
        await visitor.Sees("¥4,000.00");

        (await town.Town.AsCompany(town.Mine.Code).Post($"orders/{town.Mine.Order}/cancellation", new { reason = "试" })).Is(System.Net.HttpStatusCode.OK);
        await visitor.Visit(town.Sheet);
        await visitor.Sees("此后订单又有变化");
        await visitor.Sees("待开通");
    }

    [Theory]
    [InlineData("0000000000000000")]
    [InlineData("0")]
    [InlineData("%27%20or%20true--")]
    public async Task A_code_that_nobody_printed_verifies_nothing(string code)
    {
        using var client = new HttpClient { BaseAddress = town.Address };
        var number = town.Sheet.Split('/')[2];
        using var response = await client.GetAsync($"/verify/{number}/{code}");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
        Assert.DoesNotContain("¥", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
