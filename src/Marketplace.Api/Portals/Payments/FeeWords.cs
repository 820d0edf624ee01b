using System.Globalization;

namespace Marketplace.Api.Portals.Payments;

/// <summary>How the platform's fee is written.</summary>
public static class FeeWords
{
    /// <summary><c>5%</c>, <c>2.5%</c>.</summary>
    public static string Percent(int basisPoints) => Figure(basisPoints) + "%";

    /// <summary>As a field takes it: <c>2.5</c>.</summary>
    public static string Figure(int basisPoints) => (basisPoints / 100m).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Null where it is no figure.</summary>
    public static decimal? Read(string? text) =>
        decimal.TryParse(text?.Trim().TrimEnd('%', '％'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) ? percent : null;
}
