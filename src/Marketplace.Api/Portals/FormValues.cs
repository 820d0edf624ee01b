using System.Globalization;
using Billing;

namespace Marketplace.Api.Portals;

/// <summary>What people typed into a form, as inputs take it; null where it is nothing of the kind.</summary>
public static class FormValues
{
    public static DateOnly? Day(this IFormCollection form, string field) =>
        DateOnly.TryParseExact(form[field].ToString().Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>Yuan; the commas and the sign that pages show amounts with may stand in it.</summary>
    public static Money? Money(this IFormCollection form, string field) => ReadMoney(form[field].ToString());

    public static Money? ReadMoney(string text) =>
        Billing.Money.TryParse(text.Trim().TrimStart('¥', '￥').Replace(",", "", StringComparison.Ordinal), out var money) ? money : null;
}
