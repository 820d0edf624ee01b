using Marketplace.Api.Access;

namespace Marketplace.Api.People;

/// <summary>A link by which a member of a company or vendor brings in another; it makes one account.</summary>
public sealed class Invitation
{
    public required Guid Id { get; init; }

    /// <summary>SHA-256 of the token, which is shown once.</summary>
    public required byte[] Hash { get; init; }

    public required string RoleName { get; init; }
    public required string Scope { get; init; }
    public required Right Rights { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? AcceptedAt { get; set; }
    public Guid? AcceptedBy { get; set; }
    public DateTimeOffset? WithdrawnAt { get; set; }
    public string? WithdrawnBy { get; set; }

    public Role Role => Roles.Parse(RoleName) ?? Role.None;

    public bool IsOpen(DateTimeOffset now) => AcceptedAt is null && WithdrawnAt is null && now < ExpiresAt;
}
