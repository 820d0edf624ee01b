using System.Globalization;
using Marketplace.Grains.Places;

namespace Marketplace.Grains.Usage;

/// <summary>Days and months of Asia/Shanghai, in which usage is counted.</summary>
public static class UsageCalendar
{
    const string MonthFormat = "yyyy-MM";

    public static DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(ChinaTime.Of(moment).DateTime);

    /// <summary>Such as <c>2026-10</c>.</summary>
    public static string MonthOf(DateTimeOffset moment) => MonthOf(DayOf(moment));

    public static string MonthOf(DateOnly day) => day.ToString(MonthFormat, CultureInfo.InvariantCulture);

    public static bool IsMonth(string text) => DateOnly.TryParseExact(text, MonthFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    public static DateOnly FirstDay(string month) => DateOnly.ParseExact(month, MonthFormat, CultureInfo.InvariantCulture);

    /// <summary>The first day of the month after.</summary>
    public static DateOnly End(string month) => FirstDay(month).AddMonths(1);

    /// <summary>The moment at which a day begins, in UTC as the database takes it.</summary>
    public static DateTimeOffset Start(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, ChinaTime.Offset).ToUniversalTime();
}
