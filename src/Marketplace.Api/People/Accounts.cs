using Marketplace.Api.Access;
using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Marketplace.Api.People;

/// <summary>An account that is to be made.</summary>
/// <param name="By">Who makes it.</param>
/// <param name="Occasion">How it came about, for the journal.</param>
public sealed record NewAccount(
    Guid Id, string UserName, string Password, Role Role, string? Scope, Right Rights, string By, string? Occasion = null);

/// <summary>Makes accounts and changes passwords; every change leaves a line in the journal.</summary>
public sealed class Accounts(UserManager<Person> people, PeopleDb database, Guesses guesses)
{
    public Task<(Person? Person, Refusal? Refusal)> Create(string userName, string password, Role role, string? scope, string createdBy) =>
        Create(new NewAccount(Guid.NewGuid(), userName, password, role, scope, Rights.All, createdBy));

    public async Task<(Person? Person, Refusal? Refusal)> Create(NewAccount account)
    {
        if (await people.FindByNameAsync(account.UserName) is not null) return (null, PeopleRefusal.NameTaken);
        var person = Draft(account);
        Note(person, account.By, PersonChanges.Created, account.Occasion);
        try
        {
            var result = await people.CreateAsync(person, account.Password);
            if (result.Succeeded) return (person, null);
            database.ChangeTracker.Clear();
            return (null, Of(result, "password"));
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            database.ChangeTracker.Clear();
            return (null, PeopleRefusal.NameTaken); // somebody was first by a moment
        }
    }

    /// <summary>What creating this account would be refused for, before anything else is done.</summary>
    public async Task<Refusal?> Check(NewAccount account)
    {
        if (await people.FindByNameAsync(account.UserName) is not null) return PeopleRefusal.NameTaken;
        var draft = Draft(account);
        foreach (var validator in people.UserValidators)
            if (await validator.ValidateAsync(people, draft) is { Succeeded: false } wrong)
                return Of(wrong, "userName");
        foreach (var validator in people.PasswordValidators)
            if (await validator.ValidateAsync(people, draft, account.Password) is { Succeeded: false } wrong)
                return Of(wrong, "password");
        return null;
    }

    public Task<Person?> Find(Guid id) => people.FindByIdAsync(id.ToString());

    /// <summary>The person who asks, or null when it is a key.</summary>
    public Task<Person?> Find(Requester requester) => Guid.TryParse(requester.Id, out var id) ? Find(id) : Task.FromResult<Person?>(null);

    public Task<bool> HasPassword(Person person, string password) => people.CheckPasswordAsync(person, password);

    public async Task<Refusal?> ChangePassword(Requester requester, string current, string next)
    {
        if (await Find(requester) is not { } person) return PeopleRefusal.NotAPerson;
        if (await guesses.Prove(person, current, "currentPassword") is { } refusal) return refusal;
        Note(person, requester.Actor, PersonChanges.PasswordChanged);
        var result = await people.ChangePasswordAsync(person, current, next);
        if (result.Succeeded) return null;
        database.ChangeTracker.Clear();
        return Of(result, "newPassword");
    }

    /// <summary>A line in the journal, written together with the next change of the account.</summary>
    public void Note(Person person, string actor, string what, string? detail = null) => database.Changes.Add(new PersonChange
    {
        PersonId = person.Id, At = TimeProvider.System.GetUtcNow(), Actor = actor, What = what, Detail = detail,
    });

    static Person Draft(NewAccount account) => new()
    {
        Id = account.Id, UserName = account.UserName, RoleName = account.Role.Name(), Scope = account.Scope, Rights = account.Rights,
        CreatedAt = TimeProvider.System.GetUtcNow(), CreatedBy = account.By,
    };

    static Refusal Of(IdentityResult result, string field) => Refusal.Invalid(
        result.Errors.Any(e => e.Code.Contains("UserName", StringComparison.Ordinal)) ? "userName" : field,
        string.Join(' ', result.Errors.Select(e => e.Description)), "账号或密码不符合要求：密码至少 12 位，含大小写字母和数字。");
}
