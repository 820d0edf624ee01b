using Marketplace.Api.Access;
using Microsoft.AspNetCore.Identity;

namespace Marketplace.Api.People;

/// <summary>A person who signs in with a name of its own: one role, and a scope where the role has one.</summary>
public sealed class Person : IdentityUser<Guid>
{
    public required string RoleName { get; init; }

    /// <summary>A credit code or a city's code; null for roles without a scope.</summary>
    public string? Scope { get; init; }

    public Right Rights { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made this account.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Since when the account opens nothing any more.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>The time step of the last one-time code that was accepted: neither it nor an earlier one opens anything again.</summary>
    public long? LastStep { get; set; }

    public Role Role => Roles.Parse(RoleName) ?? Role.None;

    public Requester ToRequester() => new(Role, Scope, UserName!, Id.ToString(), Rights);
}
