using System.Globalization;
using System.Text.Json.Serialization;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Payments;

/// <summary>Names what one vendor is paid by file for its sales of a month: <c>2026-12-91340100…-1</c>.</summary>
[JsonConverter(typeof(StringIdJsonConverter<PayoutId>))]
public readonly record struct PayoutId(string Value) : IStringId<PayoutId>
{
    public static PayoutId From(string value) => new(value);

    /// <param name="month">In which it is drawn.</param>
    /// <param name="number">From 1: what did not fit, or failed, comes with another.</param>
    public static PayoutId Of(string month, CreditCode vendor, int number) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{month}-{vendor}-{number}"));

    public override string ToString() => Value;
}
