using System.Globalization;

namespace Marketplace.Grains.Places;

/// <summary>A month of Asia/Shanghai, written <c>2026-10</c>.</summary>
public readonly record struct ChinaMonth(int Year, int Month) : IComparable<ChinaMonth>
{
    public const int YearMin = 2020;
    public const int YearMax = 2100;

    public static ChinaMonth Of(DateTimeOffset moment)
    {
        var local = ChinaTime.Of(moment);
        return new ChinaMonth(local.Year, local.Month);
    }

    public static bool TryParse(string? text, out ChinaMonth month)
    {
        month = default;
        if (text is not { Length: 7 } || text[4] != '-'
            || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || year is < YearMin or > YearMax || number is < 1 or > 12) return false;
        month = new ChinaMonth(year, number);
        return true;
    }

    public static ChinaMonth Parse(string text) =>
        TryParse(text, out var month) ? month : throw new FormatException($"'{text}' is not a month such as 2026-10.");

    public ChinaMonth Next => Plus(1);

    public ChinaMonth Previous => Plus(-1);

    public ChinaMonth Plus(int months)
    {
        var count = Year * 12 + Month - 1 + months;
        return new ChinaMonth(count / 12, count % 12 + 1);
    }

    /// <summary>Its first moment.</summary>
    public DateTimeOffset Begins => new(Year, Month, 1, 0, 0, 0, ChinaTime.Offset);

    public int CompareTo(ChinaMonth other) => Begins.CompareTo(other.Begins);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-{Month:00}");
}
