using System.Security.Claims;

namespace Marketplace.Api.Access;

/// <summary>Who asks: a person or a key, acting in one role, for one company, vendor or city where the role has a scope.</summary>
/// <param name="Scope">A credit code or a city's code; null for roles without a scope.</param>
/// <param name="Name">The person or the key, as its own side sees it.</param>
/// <param name="Id">The same for the record: no name of a person goes into facts, which are for ever.</param>
/// <param name="Rights">What it may do beyond looking.</param>
/// <param name="Maker">Of a key: the person who made it, as facts record people; null for people and for keys that no person made.</param>
public sealed record Requester(Role Role, string? Scope, string Name, string Id, Right Rights, string? Maker = null)
{
    const string RoleClaim = "marketplace:role";
    const string ScopeClaim = "marketplace:scope";
    const string RightClaim = "marketplace:right";
    const string MakerClaim = "marketplace:maker";

    /// <summary>As facts record it: role, scope, id.</summary>
    public string Actor { get; } = string.Join(':', new[] { Role.Name(), Scope, Id }.OfType<string>());

    /// <summary>
    /// Who answers for what is proposed or confirmed, where two different people are needed: whoever makes a key does not become
    /// a second person by it.
    /// </summary>
    public string Signatory => Maker ?? Actor;

    /// <summary>The person whom a key that the requester makes now speaks for; null when no person made the key that makes it.</summary>
    public string? MakerOfKeys => Maker ?? (Guid.TryParse(Id, out _) ? Actor : null);

    /// <summary>Whose idempotency keys they are: any key of the same company may send a command again.</summary>
    public string Tenant { get; } = string.Join(':', new[] { Role.Name(), Scope }.OfType<string>());

    /// <summary>True when this is the one company, vendor or city that is meant.</summary>
    public bool Is(Role role, string scope) => Role == role && Scope == scope;

    public IEnumerable<Claim> ToClaims()
    {
        yield return new Claim(RoleClaim, Role.Name());
        if (Scope is not null) yield return new Claim(ScopeClaim, Scope);
        foreach (var right in Rights.Names()) yield return new Claim(RightClaim, right);
        if (Maker is not null) yield return new Claim(MakerClaim, Maker);
        yield return new Claim(ClaimTypes.Name, Name);
        yield return new Claim(ClaimTypes.NameIdentifier, Id);
    }

    /// <summary>Null for the public.</summary>
    public static Requester? From(ClaimsPrincipal principal) =>
        Roles.Parse(principal.FindFirstValue(RoleClaim)) is { } role
            ? new Requester(
                role, principal.FindFirstValue(ScopeClaim), principal.FindFirstValue(ClaimTypes.Name) ?? "?",
                principal.FindFirstValue(ClaimTypes.NameIdentifier) ?? "?",
                Access.Rights.Parse(principal.FindAll(RightClaim).Select(c => c.Value)) ?? Right.None, principal.FindFirstValue(MakerClaim))
            : null;
}
