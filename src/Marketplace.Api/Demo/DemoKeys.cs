using Marketplace.Api.Access;

namespace Marketplace.Api.Demo;

/// <summary>
/// Keys that anybody can guess, for trying the program: <c>demo-operator</c>, <c>demo-province</c>, <c>demo-auditor</c>,
/// <c>demo-city-340100</c>, <c>demo-vendor-&lt;creditCode&gt;</c>, <c>demo-company-&lt;creditCode&gt;</c>.
/// </summary>
public sealed class DemoKeys(DemoMode mode)
{
    const string Prefix = "demo-";

    public Requester? Find(string secret)
    {
        if (!mode.IsOn || !secret.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var parts = secret[Prefix.Length..].Split('-', 2);
        var scope = parts.Length == 2 ? parts[1] : null;
        return Roles.Parse(parts[0]) is { } role && RoleScope.Fits(role, scope) ? new Requester(role, scope, "demo", "demo", Rights.All) : null;
    }
}
