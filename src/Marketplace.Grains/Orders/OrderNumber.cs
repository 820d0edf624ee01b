using System.Globalization;

namespace Marketplace.Grains.Orders;

/// <summary>
/// An order number that people read out on the phone: <c>26-0001234-5</c>, the year, a running number, and Damm's check
/// digit, which finds every single wrong digit and every swap of two neighbours.
/// </summary>
public static class OrderNumber
{
    static readonly byte[,] Damm =
    {
        { 0, 3, 1, 7, 5, 9, 8, 6, 4, 2 }, { 7, 0, 9, 2, 1, 5, 4, 8, 6, 3 }, { 4, 2, 0, 6, 8, 7, 1, 3, 5, 9 },
        { 1, 7, 5, 0, 9, 8, 3, 4, 2, 6 }, { 6, 1, 2, 3, 0, 4, 5, 9, 7, 8 }, { 3, 6, 7, 4, 2, 0, 9, 5, 8, 1 },
        { 5, 8, 6, 9, 7, 2, 0, 1, 3, 4 }, { 8, 9, 4, 5, 3, 6, 2, 0, 1, 7 }, { 9, 4, 3, 8, 6, 1, 7, 2, 0, 5 },
        { 2, 5, 8, 1, 4, 3, 6, 7, 9, 0 },
    };

    /// <param name="year">Of the order, in Asia/Shanghai.</param>
    /// <param name="running">Above zero; unique over all years.</param>
    public static string Of(int year, long running)
    {
        var digits = string.Create(CultureInfo.InvariantCulture, $"{year % 100:00}-{running:0000000}");
        return string.Create(CultureInfo.InvariantCulture, $"{digits}-{CheckDigit(digits)}");
    }

    /// <summary>True when the check digit is right; hyphens do not count.</summary>
    public static bool IsValid(string number) =>
        number.Length is >= 12 and <= 24 && number.All(c => c is '-' or (>= '0' and <= '9')) && CheckDigit(number) == 0;

    static int CheckDigit(string digits) =>
        digits.Where(char.IsAsciiDigit).Aggregate(0, (interim, digit) => Damm[interim, digit - '0']);
}
