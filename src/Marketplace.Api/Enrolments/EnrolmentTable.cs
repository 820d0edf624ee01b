using System.Collections.Frozen;
using System.Globalization;
using Billing;
using Marketplace.Api.Companies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Enrolments;

/// <summary>A table of companies by its header, in the API's names or in Chinese; a header that is not known is passed over.</summary>
public sealed class EnrolmentTable
{
    /// <summary>The fields in the order of the template.</summary>
    public static readonly IReadOnlyList<string> Fields =
        ["creditCode", "name", "city", "county", "industry", "employees", "annualRevenue", "contactName", "contactPhone", "contactEmail"];

    /// <summary>Money is in yuan: a header that says 万元 is not known, so that no amount is taken for another.</summary>
    static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["统一社会信用代码"] = "creditCode", ["信用代码"] = "creditCode",
        ["企业名称"] = "name", ["名称"] = "name",
        ["市"] = "city", ["所在市"] = "city", ["城市"] = "city",
        ["区县"] = "county", ["县区"] = "county", ["县（市、区）"] = "county",
        ["行业"] = "industry", ["行业代码"] = "industry",
        ["从业人员"] = "employees", ["从业人员数"] = "employees", ["从业人数"] = "employees",
        ["营业收入"] = "annualRevenue", ["营业收入（元）"] = "annualRevenue", ["营业收入(元)"] = "annualRevenue",
        ["联系人"] = "contactName", ["联系电话"] = "contactPhone", ["邮箱"] = "contactEmail", ["电子邮箱"] = "contactEmail",
        ["contact.name"] = "contactName", ["contact.phone"] = "contactPhone", ["contact.email"] = "contactEmail",
    }.Concat(Fields.Select(f => KeyValuePair.Create(f, f))).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    static readonly FrozenDictionary<string, string> CitiesByName =
        Province.Cities.Values.ToFrozenDictionary(c => c.Name, c => c.Code, StringComparer.Ordinal);

    static readonly Refusal NotAWholeNumber = Refusal.Invalid("employees", "employees is a whole number.", "从业人员数应为整数。");

    static readonly Refusal NotAnAmount = Refusal.Invalid("annualRevenue",
        "annualRevenue is an amount in yuan such as 12000000.00.", "营业收入应为金额（元）。");

    readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>Null when the header has no credit code.</summary>
    public static EnrolmentTable? Of(IReadOnlyList<string?> header)
    {
        var table = new EnrolmentTable();
        for (var i = 0; i < header.Count; i++)
            if (Names.TryGetValue(header[i]?.Trim() ?? "", out var field))
                table._places.TryAdd(field, i);
        return table._places.ContainsKey("creditCode") ? table : null;
    }

    public EnrolmentRow Row(int number, IReadOnlyList<string?> cells)
    {
        string? Field(string name) =>
            _places.TryGetValue(name, out var place) && place < cells.Count && cells[place]?.Trim() is { Length: > 0 } value ? value : null;

        var code = Field("creditCode");
        int? employees = null;
        if (Plain(Field("employees")) is { } employeesText)
        {
            if (!int.TryParse(employeesText, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
                return new EnrolmentRow(number, code, null, NotAWholeNumber);
            employees = parsed;
        }
        Money? revenue = null;
        if (Plain(Field("annualRevenue")) is { } revenueText)
        {
            if (!Money.TryParse(revenueText, out var parsed)) return new EnrolmentRow(number, code, null, NotAnAmount);
            revenue = parsed;
        }
        var contact = new ContactInput(Field("contactName"), Field("contactPhone"), Field("contactEmail"));
        return new EnrolmentRow(number, code,
            new CompanyInput(code, Field("name"), CodeOf(Field("city")), Field("county"), Field("industry"), employees, revenue, contact), null);
    }

    /// <summary>Spreadsheets put separators into large numbers.</summary>
    static string? Plain(string? number) => number?.Replace(",", "", StringComparison.Ordinal);

    static string? CodeOf(string? city) => city is null ? null
        : CitiesByName.TryGetValue(city, out var code) || CitiesByName.TryGetValue($"{city}市", out code) ? code : city;
}
