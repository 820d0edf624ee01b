using Marketplace.Api.Access;
using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Api.People;

/// <summary>An account as its own side sees it.</summary>
/// <param name="Rights">Names of rights; empty for one who only looks.</param>
/// <param name="SecondFactor">Whether a one-time code is asked for at sign-in.</param>
public sealed record MemberView(
    Guid Id, string UserName, Role Role, string? Scope, IReadOnlyList<string> Rights, bool SecondFactor, DateTimeOffset CreatedAt,
    string CreatedBy, DateTimeOffset? ClosedAt)
{
    public static MemberView Of(Person person) => new(
        person.Id, person.UserName!, person.Role, person.Scope, person.Rights.Names(), person.TwoFactorEnabled, person.CreatedAt,
        person.CreatedBy, person.ClosedAt);
}

/// <summary>The people of a company, a vendor or a bureau: who they are, what they may do, and whose account is closed.</summary>
public sealed class Members(PeopleDb database, UserManager<Person> people, Accounts accounts, Handouts handouts, ApiKeys keys)
{
    const int ChangeTriesMax = 10;

    /// <summary>The accounts that the requester may manage, the open ones first.</summary>
    public async Task<(IReadOnlyList<Person> People, long Total)> List(Requester requester, string? scope, Http.Page page, CancellationToken cancel)
    {
        var roles = Enum.GetValues<Role>().Where(r => r != Role.None && RoleScope.MayManage(requester, r, requester.Scope))
            .Select(r => r.Name()).ToArray();
        var all = database.Users.AsNoTracking().Where(p => roles.Contains(p.RoleName));
        if ((requester.Scope ?? scope) is { } only) all = all.Where(p => p.Scope == only);
        var people = await all.OrderBy(p => p.ClosedAt != null).ThenBy(p => p.CreatedAt).ThenBy(p => p.Id)
            .Skip((int)page.Offset).Take(page.Size).ToListAsync(cancel);
        return (people, await all.LongCountAsync(cancel));
    }

    public async Task<IReadOnlyList<PersonChange>?> Changes(Requester requester, Guid id, CancellationToken cancel) =>
        await Managed(requester, id) is null
            ? null
            : await database.Changes.AsNoTracking().Where(c => c.PersonId == id).OrderBy(c => c.Id).Take(Http.Page.SizeMax).ToListAsync(cancel);

    public async Task<(Person? Person, Refusal? Refusal)> ChangeRights(Requester requester, Guid id, Right rights, CancellationToken cancel)
    {
        if (await Managed(requester, id) is not { } person) return (null, PeopleRefusal.Unknown);
        if (person.Role != Role.Company && rights != Rights.All) return (null, PeopleRefusal.VendorsHaveAllRights);
        await using var transaction = await database.BeginFor(person.RoleName, person.Scope, cancel);
        await database.Entry(person).ReloadAsync(cancel);
        if (person.ClosedAt is not null) return (null, PeopleRefusal.Unknown);
        if (person.Rights == rights) return (person, null);
        if (!rights.Includes(Right.Manage) && await MustStay(requester, person, cancel)) return (null, PeopleRefusal.LastManager);
        accounts.Note(person, requester.Actor, PersonChanges.RightsChanged, $"{Text(person.Rights)} -> {Text(rights)}");
        await Change(person, () => person.Rights = rights, cancel);
        if (!rights.Includes(Right.Manage)) await handouts.EndOf(person, requester.Actor, cancel);
        await transaction.CommitAsync(cancel);
        return (person, null);
    }

    /// <summary>
    /// For ever locked out, every session ended, and what the person gave out withdrawn; the account stays for the record. Closing
    /// twice changes nothing more.
    /// </summary>
    public async Task<Refusal?> Close(Requester requester, Guid id, CancellationToken cancel)
    {
        if (await Managed(requester, id) is not { } person) return PeopleRefusal.Unknown;
        await using var transaction = await database.BeginFor(person.RoleName, person.Scope, cancel);
        await database.Entry(person).ReloadAsync(cancel);
        if (person.ClosedAt is not null) return null;
        if (await MustStay(requester, person, cancel)) return PeopleRefusal.LastManager;
        accounts.Note(person, requester.Actor, PersonChanges.Closed);
        await Change(person, () =>
        {
            person.LockoutEnd = DateTimeOffset.MaxValue;
            person.ClosedAt = TimeProvider.System.GetUtcNow();
            person.SecurityStamp = Guid.NewGuid().ToString();
        }, cancel);
        await handouts.EndOf(person, requester.Actor, cancel);
        await handouts.EndKeys(person, requester.Actor, cancel);
        var isLast = person.Scope is not null && !await HasPeople(person.Role, person.Scope, cancel);
        if (isLast) await handouts.EndAll(person, requester.Actor, cancel);
        await transaction.CommitAsync(cancel);
        await keys.ForgetRevoked(cancel);
        return null;
    }

    /// <summary>Makes the first account of a company, unless it has an open one.</summary>
    /// <param name="claim">The generation of the code that it claims with; null for a registration. The code is used up with it.</param>
    public async Task<(Person? Person, Refusal? Refusal)> CreateFirst(NewAccount account, Refusal otherwise, int? claim, CancellationToken cancel)
    {
        await using var transaction = await database.BeginFor(account.Role.Name(), account.Scope, cancel);
        if (await HasPeople(account.Role, account.Scope, cancel)) return (null, otherwise);
        if (claim is { } generation && !await database.RaiseClaimGeneration(account.Scope!, generation, cancel)) return (null, PeopleRefusal.ClaimCodeUsed);
        var made = await accounts.Create(account);
        if (made.Refusal is null) await transaction.CommitAsync(cancel);
        return made;
    }

    /// <summary>Whether there is an open account.</summary>
    public Task<bool> HasPeople(Role role, string? scope, CancellationToken cancel)
    {
        var roleName = role.Name();
        return database.Users.AnyAsync(p => p.RoleName == roleName && p.Scope == scope && p.ClosedAt == null, cancel);
    }

    async Task<Person?> Managed(Requester requester, Guid id) =>
        await accounts.Find(id) is { } person && RoleScope.MayManage(requester, person.Role, person.Scope) ? person : null;

    /// <summary>A company must not lock itself out; the operator may close its last account, and it can be claimed again then.</summary>
    async Task<bool> MustStay(Requester requester, Person person, CancellationToken cancel) =>
        person.Scope is not null && requester.Scope == person.Scope && person.Rights.Includes(Right.Manage)
        && !await database.Users.AnyAsync(
            p => p.RoleName == person.RoleName && p.Scope == person.Scope && p.Id != person.Id && p.ClosedAt == null
                && (p.Rights & Right.Manage) != 0, cancel);

    /// <summary>A sign-in may count its attempts at the same time; then the change is made upon that.</summary>
    async Task Change(Person person, Action change, CancellationToken cancel)
    {
        for (var i = 0; i < ChangeTriesMax; i++)
        {
            change();
            if ((await people.UpdateAsync(person)).Succeeded) return;
            await database.Entry(person).ReloadAsync(cancel);
        }
        throw new InvalidOperationException("The account keeps changing.");
    }

    static string Text(Right rights) => rights == Right.None ? "view" : string.Join('+', rights.Names());
}
