using Marketplace.Grains.Orders;

namespace Marketplace.Grains.Tests.Orders;

public sealed class OrderNumberTests
{
    static readonly string[] Numbers =
        [.. new long[] { 1, 42, 1234, 99_999, 1_234_567, 9_999_999, 10_000_000, 123_456_789 }.Select(n => OrderNumber.Of(2026, n))];

    [Fact]
    public void A_number_has_a_year_a_running_number_and_a_check_digit() => Assert.Matches("^26-0001234-[0-9]$", OrderNumber.Of(2026, 1234));

    [Fact]
    public void A_number_as_issued_is_valid() => Assert.All(Numbers, n => Assert.True(OrderNumber.IsValid(n)));

    [Fact]
    public void Every_single_wrong_digit_is_found() =>
        Assert.All(Numbers, number =>
        {
            for (var at = 0; at < number.Length; at++)
                if (char.IsAsciiDigit(number[at]))
                    foreach (var wrong in "0123456789".Where(d => d != number[at]))
                        Assert.False(OrderNumber.IsValid(number[..at] + wrong + number[(at + 1)..]));
        });

    [Fact]
    public void Every_swap_of_two_neighbours_is_found() =>
        Assert.All(Numbers, number =>
        {
            var digits = number.Replace("-", "", StringComparison.Ordinal);
            for (var at = 0; at + 1 < digits.Length; at++)
                if (digits[at] != digits[at + 1])
                    Assert.False(IsValid($"{digits[..at]}{digits[at + 1]}{digits[at]}{digits[(at + 2)..]}"));
        });

    static bool IsValid(string digits) => OrderNumber.IsValid($"{digits[..2]}-{digits[2..^1]}-{digits[^1]}");

    [Theory]
    [InlineData("")]
    [InlineData("26-0001234")]
    [InlineData("26-000123x-5")]
    [InlineData("２６-0001234-5")]
    public void What_is_no_number_is_not_valid(string text) => Assert.False(OrderNumber.IsValid(text));
}
