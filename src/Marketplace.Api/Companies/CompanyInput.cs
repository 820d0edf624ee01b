using Billing;
using Marketplace.Api.Http;
using Marketplace.Api.Personal;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Companies;

public sealed record ContactInput(string? Name, string? Phone, string? Email);

/// <summary>A company as it is sent in.</summary>
/// <param name="City">The code of one of the 16 cities, such as <c>340100</c>.</param>
/// <param name="County">Code or name of a county of the city.</param>
/// <param name="Industry">GB/T 4754, such as <c>C34</c>.</param>
/// <param name="AnnualRevenue">Yuan, of the last full year.</param>
public sealed record CompanyInput(
    string? CreditCode, string? Name, string? City, string? County, string? Industry, int? Employees, Money? AnnualRevenue,
    ContactInput? Contact)
{
    public const int NameMax = 100;
    public const int EmployeesMax = 10_000_000;

    /// <summary>Checks the form of every field; the rules of the programme are the grain's.</summary>
    public Refusal? Check(out CreditCode code, out Contact contact, out CompanyProfile profile)
    {
        var check = new Checked();
        code = new CreditCode(check.Text("creditCode", CreditCode, 64));
        var name = check.Text("name", Name, NameMax);
        var city = check.Text("city", City, 16);
        var county = check.OptionalText("county", County, 32);
        var industry = check.Text("industry", Industry, 8);
        check.That(industry.Length == 0 || Grains.Companies.Industry.IsWellFormed(industry), "industry",
            "industry is a code of GB/T 4754 such as C34: a letter from A to T and two to four digits.",
            "行业应为 GB/T 4754 代码，例如 C34。");
        var employees = check.Whole("employees", Employees, 0, EmployeesMax);
        var revenue = check.Amount("annualRevenue", AnnualRevenue);
        contact = ReadContact(check, Contact);
        if (check.Refusal is null && county is not null && Province.Cities.TryGetValue(city, out var known))
        {
            check.That(known.County(county) is not null, "county", "county is a code or a name of a county of the city.", "区县应属于所填的市。");
            county = known.County(county)?.Code;
        }
        profile = new CompanyProfile(code, name, city, county, industry, employees, revenue, "");
        return check.Refusal ?? (code.IsValid ? null : CompanyRefusal.CreditCodeInvalid);
    }

    /// <param name="path">Where the fields stand in the request.</param>
    public static Contact ReadContact(Checked check, ContactInput? contact, string path = "contact.")
    {
        check.That(contact is not null, "contact", "contact is required, with name and phone.", "请填写联系人（姓名与电话）。");
        if (contact is null) return new Contact("", "", null);
        return new Contact(
            check.Text($"{path}name", contact.Name, 50), check.Text($"{path}phone", contact.Phone, 30),
            check.OptionalText($"{path}email", contact.Email, 100));
    }
}
