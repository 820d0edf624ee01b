using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Marketplace.Api.Access;
using Marketplace.Grains.Runtime;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Api.People;

/// <summary>Invitations: made by a manager, shown once as a link, good for one account within a week.</summary>
public sealed class Invitations(PeopleDb database, Accounts accounts, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    const int TokenLength = 32;
    const int ListMax = 200;

    /// <summary>An id that was used before is refused: the token was shown then and cannot be shown again.</summary>
    public async Task<(Invitation? Made, string? Token, Refusal? Refusal)> Create(Guid id, Requester requester, Right rights, CancellationToken cancel)
    {
        await using var transaction = await database.BeginFor(requester.Role.Name(), requester.Scope, cancel);
        if (!await MayStillInvite(requester, cancel)) return (null, null, AccessRefusal.RightMissing(Right.Manage));
        if (await database.Invitations.AnyAsync(i => i.Id == id, cancel)) return (null, null, PeopleRefusal.InvitationMadeBefore);
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenLength));
        var now = clock.GetUtcNow();
        var invitation = new Invitation
        {
            Id = id, Hash = Hash(token), RoleName = requester.Role.Name(), Scope = requester.Scope!, Rights = rights,
            CreatedAt = now, CreatedBy = requester.Actor, ExpiresAt = now + Lifetime,
        };
        database.Invitations.Add(invitation);
        await database.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return (invitation, token, null);
    }

    /// <summary>A session shows for some seconds what was taken away meanwhile; an invitation would outlast it by days.</summary>
    async Task<bool> MayStillInvite(Requester requester, CancellationToken cancel) =>
        !Guid.TryParse(requester.Id, out var person) // a key
        || await database.Users.AnyAsync(p => p.Id == person && p.ClosedAt == null && (p.Rights & Right.Manage) != 0, cancel);

    /// <summary>Those that can still be accepted.</summary>
    public async Task<IReadOnlyList<Invitation>> Open(Requester requester, CancellationToken cancel)
    {
        var (roleName, now) = (requester.Role.Name(), clock.GetUtcNow());
        return await database.Invitations.AsNoTracking()
            .Where(i => i.RoleName == roleName && i.Scope == requester.Scope && i.AcceptedAt == null && i.WithdrawnAt == null && i.ExpiresAt > now)
            .OrderByDescending(i => i.CreatedAt).Take(ListMax).ToListAsync(cancel);
    }

    /// <summary>The invitation of a token, or null when there is none that can still be accepted.</summary>
    public async Task<Invitation?> Find(string token, CancellationToken cancel)
    {
        var hash = Hash(token);
        return await database.Invitations.AsNoTracking().SingleOrDefaultAsync(i => i.Hash == hash, cancel) is { } found && found.IsOpen(clock.GetUtcNow())
            ? found
            : null;
    }

    public async Task<bool> Withdraw(Requester requester, Guid id, CancellationToken cancel)
    {
        var roleName = requester.Role.Name();
        return await database.Invitations
            .Where(i => i.Id == id && i.RoleName == roleName && i.Scope == requester.Scope && i.AcceptedAt == null && i.WithdrawnAt == null)
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.WithdrawnAt, clock.GetUtcNow()).SetProperty(x => x.WithdrawnBy, requester.Actor), cancel) == 1;
    }

    /// <summary>Makes the account. Accepting again with the same name and password, after a lost answer, answers the same.</summary>
    public async Task<(Person? Person, Refusal? Refusal)> Accept(string token, string userName, string password, CancellationToken cancel)
    {
        var hash = Hash(token);
        if (await database.Invitations.AsNoTracking().SingleOrDefaultAsync(i => i.Hash == hash, cancel) is not { } known) return (null, PeopleRefusal.InvitationUnknown);
        await using var transaction = await database.BeginFor(known.RoleName, known.Scope, cancel);
        var invitation = await database.Invitations.SingleAsync(i => i.Id == known.Id, cancel);
        if (invitation.AcceptedBy is { } by) return await Again(by, userName, password);
        if (!invitation.IsOpen(clock.GetUtcNow())) return (null, PeopleRefusal.InvitationUnknown);
        var (person, refusal) = await accounts.Create(new NewAccount(
            Guid.NewGuid(), userName, password, invitation.Role, invitation.Scope, invitation.Rights, invitation.CreatedBy, $"invitation {invitation.Id}"));
        if (refusal is not null) return (null, refusal);
        (invitation.AcceptedAt, invitation.AcceptedBy) = (clock.GetUtcNow(), person!.Id);
        await database.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return (person, null);
    }

    async Task<(Person? Person, Refusal? Refusal)> Again(Guid id, string userName, string password) =>
        await accounts.Find(id) is { ClosedAt: null } person && person.UserName == userName && await accounts.HasPassword(person, password)
            ? (person, null)
            : (null, PeopleRefusal.InvitationUnknown);

    static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
