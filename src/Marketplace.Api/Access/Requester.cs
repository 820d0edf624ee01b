using System.Security.Claims;

namespace Marketplace.Api.Access;

/// <summary>Who asks: a person or a key, acting in one role, for one company, vendor or city where the role has a scope.</summary>
/// <param name="Scope">A credit code or a city's code; null for roles without a scope.</param>
/// <param name="Name">The person or the key, for the record.</param>
public sealed record Requester(Role Role, string? Scope, string Name)
{
    const string RoleClaim = "marketplace:role";
    const string ScopeClaim = "marketplace:scope";

    /// <summary>As facts record it: role, scope, name.</summary>
    public string Actor { get; } = string.Join(':', new[] { Role.Name(), Scope, Name }.OfType<string>());

    /// <summary>True when this is the one company, vendor or city that is meant.</summary>
    public bool Is(Role role, string scope) => Role == role && Scope == scope;

    public IEnumerable<Claim> ToClaims()
    {
        yield return new Claim(RoleClaim, Role.Name());
        if (Scope is not null) yield return new Claim(ScopeClaim, Scope);
        yield return new Claim(ClaimTypes.Name, Name);
    }

    /// <summary>Null for the public.</summary>
    public static Requester? From(ClaimsPrincipal principal) =>
        Roles.Parse(principal.FindFirstValue(RoleClaim)) is { } role
            ? new Requester(role, principal.FindFirstValue(ScopeClaim), principal.FindFirstValue(ClaimTypes.Name) ?? "?")
            : null;
}
