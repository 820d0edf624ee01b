using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;

namespace Marketplace.Grains.Acceptance;

/// <summary>Judges again whether a company is one that the programme is for (S003 art.2), by the rules of a day.</summary>
public static class Beneficiary
{
    public static Eligibility Judge(CompanyRow company, DateOnly day)
    {
        var standard = SizeStandard.On(day);
        string?[] reasons =
        [
            company.CreditCode.IsValid ? null : CompanyRefusal.CreditCodeInvalid.Code,
            Province.Cities.ContainsKey(company.City) ? null : CompanyRefusal.NotInProvince.Code,
            Industry.IsManufacturing(company.Industry) ? null : CompanyRefusal.NotManufacturing.Code,
            standard.SizeOf(company.Employees, company.AnnualRevenue) == CompanySize.Large ? CompanyRefusal.TooLarge.Code : null,
        ];
        return new Eligibility(standard.Source, [.. reasons.OfType<string>()]);
    }
}
