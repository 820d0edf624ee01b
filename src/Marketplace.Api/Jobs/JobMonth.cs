using System.Globalization;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Jobs;

/// <summary>Months of Asia/Shanghai, written <c>2026-10</c>.</summary>
public static class JobMonth
{
    const string Format = "yyyy-MM";

    public static string Of(DateTimeOffset moment) => ChinaTime.Of(moment).ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>The last month that was over at a moment.</summary>
    public static string Before(DateTimeOffset moment) => Of(ChinaTime.Of(moment).AddMonths(-1));

    public static bool IsMonth(string? text) =>
        DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
