using Marketplace.Grains.Companies;

namespace Marketplace.Grains.Tests.Companies;

public sealed class IndustryTests
{
    [Theory]
    [InlineData("C13")]
    [InlineData("C34")]
    [InlineData("C43")]
    [InlineData("C341")]
    [InlineData("C3411")]
    public void Divisions_13_to_43_of_section_C_are_manufacturing(string code) => Assert.True(Industry.IsManufacturing(code));

    [Theory]
    [InlineData("C12")]
    [InlineData("C44")]
    [InlineData("D44")]
    [InlineData("I65")]
    [InlineData("c34")]
    [InlineData("C3")]
    [InlineData("C34111")]
    [InlineData("C3x")]
    [InlineData("C３４")]
    [InlineData("34")]
    [InlineData("")]
    [InlineData(null)]
    public void Nothing_else_is(string? code) => Assert.False(Industry.IsManufacturing(code!));
}
