namespace Billing.Tests;

public sealed class ChineseNumeralsTests
{
    /// <summary>The examples of 《支付结算办法》 annex 1, and the ends.</summary>
    [Theory]
    [InlineData("0.00", "人民币零元整")]
    [InlineData("1409.50", "人民币壹仟肆佰零玖元伍角整")]
    [InlineData("6007.14", "人民币陆仟零柒元壹角肆分")]
    [InlineData("1680.32", "人民币壹仟陆佰捌拾元零叁角贰分")]
    [InlineData("107000.53", "人民币壹拾万柒仟元零伍角叁分")]
    [InlineData("16409.02", "人民币壹万陆仟肆佰零玖元零贰分")]
    [InlineData("325.04", "人民币叁佰贰拾伍元零肆分")]
    [InlineData("10000.00", "人民币壹万元整")]
    [InlineData("4000.00", "人民币肆仟元整")]
    [InlineData("0.07", "人民币柒分")]
    [InlineData("0.50", "人民币伍角整")]
    [InlineData("100000001.00", "人民币壹亿零壹元整")]
    [InlineData("100010000.00", "人民币壹亿零壹万元整")]
    [InlineData("200000000.00", "人民币贰亿元整")]
    [InlineData("-12.00", "负人民币壹拾贰元整")]
    [InlineData("1234567890123.45", "人民币壹万亿贰仟叁佰肆拾伍亿陆仟柒佰捌拾玖万零壹佰贰拾叁元肆角伍分")]
    public void An_amount_reads_as_on_a_cheque(string amount, string expected)
    {
Assert.Equal(expected, ChineseNumerals.Of(Money.Parse(amount)));
    }

    [Fact]
    public void No_two_amounts_read_the_same()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var fen = 0; fen < 2_000_000; fen++) Assert.True(seen.Add(ChineseNumerals.Of(new Money(fen))));
    }
}
