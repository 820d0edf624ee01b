using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Companies;

/// <summary>Lists of companies: who sees which of them and what of each, by what they are filtered, and their columns.</summary>
public static class CompanyLists
{
    static readonly string[] Sizes = ["micro", "small", "medium"];
    static readonly string[] Figures = ["employees", "annualRevenue"];

    public static readonly ListShape Shape = new()
    {
        Name = "companies",
        From = "read.companies c",
        Document = "c.doc",
        Key = "c.id",
        DefaultOrder = "c.id",
        SizeIsAlsoAFilter = true,
        Columns =
        [
            new("creditCode", Sort: "c.id"), new("name", Sort: "c.name"), new("city", Sort: "c.city", Words: "city"), new("county"),
            new("industry", Sort: "c.industry"), new("employees", ColumnKind.Whole, Sort: "c.employees"),
            new("annualRevenue", ColumnKind.Money, Sort: "c.annual_revenue"),
            new("size", Sort: "array_position('{micro,small,medium}', c.size)", Words: "size"),
            new("status", Sort: "c.status", Words: "companyStatus"), new("running", ColumnKind.Whole, Sort: "c.running"),
            new("enrolledAt", ColumnKind.Instant, Sort: "c.enrolled_at"),
        ],
        Facets = new Dictionary<string, Facet> { ["city"] = new("c.city"), ["size"] = new("c.size"), ["industry"] = new("c.division"), ["status"] = new("c.status") },
    };

    /// <summary>Bureaus see the size, not a company's private figures (S003 art.22).</summary>
    public static bool SeesFigures(Requester requester) => (Role.Operator | Role.Auditor | Role.Company).Includes(requester.Role);

    /// <summary>Whether the requester may know of this one company.</summary>
    public static bool MaySee(Requester requester, CompanyRow company) => requester.Role switch
    {
        Role.Company => company.CreditCode.Value == requester.Scope,
        Role.CityBureau => company.City == requester.Scope,
        _ => Roles.Overseers.Includes(requester.Role),
    };

    /// <summary>The contact is for the company itself and the operator only.</summary>
    public static bool SeesContact(Requester requester, CompanyRow company) =>
        requester.Role == Role.Operator || requester.Is(Role.Company, company.CreditCode.Value);

    /// <summary>The one place that says which companies a requester may list; a city's bureau sees its own.</summary>
    public static Refusal? Read(Requester requester, IQueryCollection query, out ListRequest list)
    {
        var sizes = query["size"].Where(s => !string.IsNullOrEmpty(s) && !Page.IsNumber(s)).ToArray();
        var filter = new ListFilter()
            .Only("c.city = ?", requester.Role == Role.CityBureau ? requester.Scope : null)
            .Search(query["q"], "c.name", "c.id")
            .AnyOf("city", "c.city", query["city"])
            .AnyOf("size", "c.size", sizes)
            .AnyOf("industry", "c.division", query["industry"])
            .AnyOf("status", "c.status", query["status"]);
        var refusal = ListRequest.Read(Shape, filter, query, out list, SeesFigures(requester) ? [] : Figures);
        return sizes.All(s => Sizes.Contains(s)) ? refusal : Refusal.Invalid("size",
            "size is micro, small or medium, or a number of rows from 1 to 200.", "size 应为 micro、small、medium，或 1 至 200 的行数。");
    }
}
