using System.Globalization;
using System.Text.RegularExpressions;

namespace Marketplace.Grains.Places;

/// <summary>Months of Asia/Shanghai, written <c>2026-10</c>, so that their texts sort as the months follow each other.</summary>
public static partial class ChinaMonth
{
    public static string Of(DateTimeOffset moment) => Of(ChinaTime.DayOf(moment));

    public static string Of(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>The last month that was over at a moment.</summary>
    public static string Before(DateTimeOffset moment) => Plus(Of(moment), -1);

    /// <summary>Whether it is a month of the years 2000 to 2199.</summary>
    public static bool IsOne(string? text) => text is not null && Pattern().IsMatch(text);

    public static DateOnly FirstDay(string month) => DateOnly.ParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly LastDay(string month) => FirstDay(month).AddMonths(1).AddDays(-1);

    /// <summary>The first day of the month after.</summary>
    public static DateOnly DayAfter(string month) => FirstDay(month).AddMonths(1);

    /// <summary>The first moment of a month.</summary>
    public static DateTimeOffset Begin(string month) => new(FirstDay(month), TimeOnly.MinValue, ChinaTime.Offset);

    /// <summary>The first moment after a month.</summary>
    public static DateTimeOffset End(string month) => Begin(Plus(month, 1));

    /// <summary>The month that is so many months later, or earlier when negative.</summary>
    public static string Plus(string month, int months) => Of(FirstDay(month).AddMonths(months));

    /// <summary>From the first to the last, both included; none when the last is before the first.</summary>
    public static IEnumerable<string> Range(string first, string last)
    {
        for (var month = first; !IsAfter(month, last); month = Plus(month, 1)) yield return month;
    }

    public static bool IsAfter(string month, string other) => string.CompareOrdinal(month, other) > 0;

    public static string Earlier(string month, string other) => IsAfter(month, other) ? other : month;

    [GeneratedRegex("^2[01][0-9]{2}-(0[1-9]|1[0-2])\\z")]
    private static partial Regex Pattern();
}
