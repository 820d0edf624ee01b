using Marketplace.Api.Access;

namespace Marketplace.Api.Demo;

/// <summary>
/// Keys that anybody can guess, for trying the program: <c>demo-operator</c>, <c>demo-province</c>, <c>demo-auditor</c>,
/// <c>demo-city-340100</c>, <c>demo-vendor-&lt;creditCode&gt;</c>, <c>demo-company-&lt;creditCode&gt;</c>. With <c>-second</c> at the end it
/// is a second person of the same side, for what one person may not do alone.
/// </summary>
public sealed class DemoKeys(DemoMode mode)
{
    const string Prefix = "demo-";
    const string Second = "-second";

    public Requester? Find(string secret)
    {
        if (!mode.IsOn || !secret.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var isSecond = secret.EndsWith(Second, StringComparison.Ordinal);
        var name = isSecond ? "demo-second" : "demo";
        var parts = secret[Prefix.Length..(secret.Length - (isSecond ? Second.Length : 0))].Split('-', 2);
        var scope = parts.Length == 2 ? parts[1] : null;
        return Roles.Parse(parts[0]) is { } role && RoleScope.Fits(role, scope) ? new Requester(role, scope, name, name, Rights.All) : null;
    }
}
