using System.Globalization;
using Marketplace.Api.Companies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Microsoft.Extensions.Primitives;

namespace Marketplace.Api.Portals.Newcomers;

/// <summary>What somebody typed into the form of a registration, as it was typed, so that the form comes back filled.</summary>
public sealed class RegistrationAnswers(IEnumerable<KeyValuePair<string, StringValues>> typed)
{
    /// <summary>Every field but the password.</summary>
    public static readonly string[] Fields =
    [
        "creditCode", "name", "city", "county", "industry", "employees", "annualRevenue", "contact.name", "contact.phone", "contact.email",
        "userName",
    ];

    const int ValueMax = 200;

    readonly Dictionary<string, string> _typed = typed.Where(t => Fields.Contains(t.Key))
        .ToDictionary(t => t.Key, t => (t.Value.LastOrDefault() ?? "").Trim() is { Length: <= ValueMax } text ? text : "", StringComparer.Ordinal);

    public string this[string field] => _typed.GetValueOrDefault(field, "");

    /// <summary>In capitals and without blanks, as it stands on the licence.</summary>
    public string CreditCode => string.Concat(this["creditCode"].ToUpperInvariant().Where(c => !char.IsWhiteSpace(c)));

    public int? Employees => int.TryParse(Plain("employees"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public Billing.Money? AnnualRevenue => Billing.Money.TryParse(Plain("annualRevenue"), out var money) ? money : null;

    /// <summary>The size that follows, once both figures are there.</summary>
    public CompanySize? SizeOn(DateOnly day) => Employees is { } employees && AnnualRevenue is { IsNegative: false } revenue
        ? SizeStandard.On(day).SizeOf(employees, revenue)
        : null;

    public City? City => Province.Cities.GetValueOrDefault(this["city"]);

    public County? County => City?.County(this["county"]);

    /// <summary>For the enrolment; a refusal when a figure cannot be read.</summary>
    public (CompanyInput Input, Refusal? Refusal) ToInput()
    {
        var refusal = Employees is null && this["employees"].Length > 0
            ? Refusal.Invalid("employees", "Give the headcount as a whole number, such as 60.", "从业人员请填整数，例如 60。")
            : AnnualRevenue is null && this["annualRevenue"].Length > 0
                ? Refusal.Invalid("annualRevenue", "Give the revenue in yuan, such as 12000000.", "营业收入请填以元为单位的数字，例如 12000000。")
                : null;
        var contact = new ContactInput(this["contact.name"], this["contact.phone"], this["contact.email"]);
        return (new CompanyInput(CreditCode, this["name"], this["city"], this["county"], this["industry"], Employees, AnnualRevenue, contact), refusal);
    }

    string Plain(string field) => this[field].Replace(",", "", StringComparison.Ordinal).Replace("，", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
}
