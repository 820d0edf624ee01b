namespace Marketplace.Grains.Places;

/// <summary>Asia/Shanghai, in which all terms and deadlines count. No daylight saving since 1991, so a fixed offset is exact.</summary>
public static class ChinaTime
{
    public static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    public static DateTimeOffset Of(DateTimeOffset moment) => moment.ToOffset(Offset);

    /// <summary>The day of the calendar that a moment falls on.</summary>
    public static DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(Of(moment).DateTime);

    /// <summary>The moment at which a day begins.</summary>
    public static DateTimeOffset Begin(DateOnly day) => new(day, TimeOnly.MinValue, Offset);

    /// <summary>The same, in UTC as the database takes it.</summary>
    public static DateTimeOffset BeginUtc(DateOnly day) => Begin(day).ToUniversalTime();

    /// <summary>The same wall clock one year later; 29 February becomes 28 February (S003 art.17).</summary>
    public static DateTimeOffset OneYearAfter(DateTimeOffset moment) => Of(moment).AddYears(1);
}
