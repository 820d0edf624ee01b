using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Vendors;

namespace Marketplace.Grains.Acceptance;

/// <summary>Judges again, by the rules of a day, whether a company is one that the programme is for (S003 art.2) and its vendor may be paid (art.5).</summary>
public static class Eligibilities
{
    public static Eligibility Judge(CompanyRow company, VendorRow vendor, DateOnly day)
    {
        var standard = SizeStandard.On(day);
        string?[] reasons =
        [
            company.CreditCode.IsValid ? null : CompanyRefusal.CreditCodeInvalid.Code,
            Province.Cities.ContainsKey(company.City) ? null : CompanyRefusal.NotInProvince.Code,
            Industry.IsManufacturing(company.Industry) ? null : CompanyRefusal.NotManufacturing.Code,
            standard.SizeOf(company.Employees, company.AnnualRevenue) == CompanySize.Large ? CompanyRefusal.TooLarge.Code : null,
            vendor.IsBarredOn(day) ? VendorRefusal.CreditBreach.Code : null,
        ];
        return new Eligibility(standard.Source, [.. reasons.OfType<string>()]);
    }
}
