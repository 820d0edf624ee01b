using Marketplace.Api.Http;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Access;

/// <summary>A role with the company, vendor or city it is for: how one is read, and who may make accounts and keys for it.</summary>
public static class RoleScope
{
    /// <summary>Nobody makes a key or an account with more rights than the own; who operates does not make them for who approves.</summary>
    public static bool MayManage(Requester requester, Role role, string? scope) => requester.Role switch
    {
        Role.Operator => (Role.Operator | Role.Company | Role.Vendor).Includes(role),
        Role.ProvinceBureau => (Role.ProvinceBureau | Role.CityBureau | Role.Auditor).Includes(role),
        _ => requester.Is(role, scope ?? "") || (requester.Scope is null && requester.Role == role && scope is null),
    };

    public static (Role Role, string? Scope) Read(Checked check, string? roleName, string? scopeText)
    {
        var role = Roles.Parse(check.Text("role", roleName, 20)) ?? Role.None;
        check.That(role != Role.None, "role", "role is company, vendor, operator, city, province or auditor.", "role 应为 company、vendor、operator、city、province 或 auditor。");
        var scope = check.OptionalText("scope", scopeText, 18);
        check.That(Fits(role, scope), "scope",
            "scope is the credit code for company and vendor, the city's code for city, and absent for others.",
            "scope：企业、供应商为统一社会信用代码，市为市代码，其余不填。");
        return (role, scope);
    }

    public static bool Fits(Role role, string? scope) => role switch
    {
        Role.Company or Role.Vendor => scope is not null && new CreditCode(scope).IsValid,
        Role.CityBureau => scope is not null && Province.Cities.ContainsKey(scope),
        _ => scope is null,
    };
}
