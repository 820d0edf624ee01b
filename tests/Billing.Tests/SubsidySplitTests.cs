using Billing.Subsidies;
using static Billing.Money;

namespace Billing.Tests;

public sealed class SubsidySplitTests
{
    [Theory]
    [InlineData(3_000, 10_000, 0, 3_000, 0, 0)]
    [InlineData(12_000, 10_000, 0, 10_000, 0, 2_000)]
    [InlineData(12_000, 10_000, 500, 10_000, 500, 1_500)]
    [InlineData(12_000, 10_000, 5_000, 10_000, 2_000, 0)]
    [InlineData(3_000, 0, 0, 0, 0, 3_000)]
    [InlineData(3_000, 0, 3_000, 0, 3_000, 0)]
    [InlineData(0, 10_000, 10_000, 0, 0, 0)]
    [InlineData(10_000, 10_000, 10_000, 10_000, 0, 0)]
    public void Subsidy_first_then_city_money_the_company_pays_the_rest(
        long price, long remainder, long cityAvailable, long province, long city, long company) =>
        Assert.Equal(
            new SubsidySplit(Yuan(province), Yuan(city), Yuan(company)),
            SubsidySplit.Of(Yuan(price), Yuan(remainder), Yuan(cityAvailable)));

    [Fact]
    public void The_cap_is_ten_thousand_yuan() => Assert.Equal(Yuan(10_000), new SubsidyPolicy().Cap);
}
