using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Billing.Tests;

public sealed class MoneyTests
{
    static readonly Gen<Money> Amounts =
        from millions in Gen.Choose(-9_999_999, 9_999_999)
        from fen in Gen.Choose(0, 99_999_999)
        select new Money(millions * 100_000_000L + fen);

    [Theory]
    [InlineData("1200", 120_000)]
    [InlineData("1200.5", 120_050)]
    [InlineData("1200.05", 120_005)]
    [InlineData("-3.07", -307)]
    [InlineData("0", 0)]
    [InlineData("-0.00", 0)]
    [InlineData("007.10", 710)]
    [InlineData("92233720368547758.07", long.MaxValue)]
    public void Yuan_with_at_most_two_decimals_is_read(string text, long fen) => Assert.Equal(new Money(fen), Money.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("1.005")]
    [InlineData("1,200.00")]
    [InlineData("1e3")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("+1")]
    [InlineData("--1")]
    [InlineData("1.-5")]
    [InlineData("0x10")]
    [InlineData("１２")]
    [InlineData("NaN")]
    [InlineData("92233720368547758.08")]
    [InlineData("99999999999999999999999999")]
    public void Anything_else_is_not_an_amount(string text)
    {
        Assert.False(Money.TryParse(text, out _));
        Assert.Throws<FormatException>(() => Money.Parse(text));
    }

    [Theory]
    [InlineData(120_000, "1200.00")]
    [InlineData(5, "0.05")]
    [InlineData(-5, "-0.05")]
    [InlineData(0, "0.00")]
    [InlineData(long.MinValue, "-92233720368547758.08")]
    public void An_amount_is_written_with_two_decimals(long fen, string text) => Assert.Equal(text, new Money(fen).ToString());

    [Fact]
    public void What_is_written_is_read_again() =>
        Prop.ForAll(Amounts.ToArbitrary(), amount => Money.Parse(amount.ToString()) == amount).QuickCheckThrowOnFailure();

    [Fact]
    public void An_overflow_throws_instead_of_wrapping()
    {
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue) + new Money(1));
        Assert.Throws<OverflowException>(() => new Money(long.MinValue) - new Money(1));
        Assert.Throws<OverflowException>(() => -new Money(long.MinValue));
        Assert.Throws<OverflowException>(() => Money.Yuan(long.MaxValue));
    }

    [Fact]
    public void In_JSON_an_amount_is_a_string() => Assert.Equal("\"3.07\"", JsonSerializer.Serialize(new Money(307)));

    [Theory]
    [InlineData("3.07")]
    [InlineData("3")]
    [InlineData("null")]
    [InlineData("\"3.075\"")]
    [InlineData("{}")]
    public void In_JSON_nothing_else_is(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Money>(json));
}
