using Billing;
using Marketplace.Grains.Companies;

namespace Marketplace.Grains.Tests.Companies;

public sealed class CompanySizeTests
{
    [Theory]
    [InlineData(1000, 40000, CompanySize.Large)]
    [InlineData(999, 40000, CompanySize.Medium)]
    [InlineData(1000, 39999, CompanySize.Medium)]
    [InlineData(300, 2000, CompanySize.Medium)]
    [InlineData(299, 50000, CompanySize.Small)]
    [InlineData(500, 1999, CompanySize.Small)]
    [InlineData(1200, 1500, CompanySize.Small)]
    [InlineData(20, 300, CompanySize.Small)]
    [InlineData(19, 9000, CompanySize.Micro)]
    [InlineData(500, 299, CompanySize.Micro)]
    public void Both_lower_bounds_must_hold_else_one_size_down(int people, long tenThousandYuan, CompanySize size) =>
        Assert.Equal(size, SizeStandard.On(Some.Day).SizeOf(people, Money.Yuan(tenThousandYuan * 10_000)));

    [Fact]
    public void The_standard_is_the_one_in_force_on_the_day() =>
        Assert.All(SizeStandard.All, s => Assert.Same(s, SizeStandard.On(s.EffectiveOn)));
}
