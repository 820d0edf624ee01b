using Marketplace.Api.Access;
using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.Identity;

namespace Marketplace.Api.People;

/// <summary>Makes accounts and changes passwords.</summary>
public sealed class Accounts(UserManager<Person> people)
{
    static readonly Refusal NameTaken = new(RefusalKind.Conflict, "person.name-taken",
        "There is an account with this name.", "该用户名已存在。", "userName");

    public async Task<(Person? Person, Refusal? Refusal)> Create(string userName, string password, Role role, string? scope, string createdBy)
    {
        if (await people.FindByNameAsync(userName) is not null) return (null, NameTaken);
        var person = new Person
        {
            Id = Guid.NewGuid(), UserName = userName, RoleName = role.Name(), Scope = scope,
            CreatedAt = TimeProvider.System.GetUtcNow(), CreatedBy = createdBy,
        };
        var result = await people.CreateAsync(person, password);
        return result.Succeeded ? (person, null) : (null, Of(result, "password"));
    }

    public Task<Person?> Find(Guid id) => people.FindByIdAsync(id.ToString());

    /// <summary>For ever locked out, and every session ended; the account stays for the record.</summary>
    public async Task<bool> Close(Person person) =>
        (await people.SetLockoutEndDateAsync(person, DateTimeOffset.MaxValue)).Succeeded
        && (await people.UpdateSecurityStampAsync(person)).Succeeded;

    public async Task<Refusal?> ChangePassword(string userName, string current, string next)
    {
        if (await people.FindByNameAsync(userName) is not { } person) return AccessRefusal.NotSignedIn;
        var result = await people.ChangePasswordAsync(person, current, next);
        return result.Succeeded ? null : Of(result, "newPassword");
    }

    static Refusal Of(IdentityResult result, string field) => Refusal.Invalid(
        result.Errors.Any(e => e.Code.Contains("UserName", StringComparison.Ordinal)) ? "userName" : field,
        string.Join(' ', result.Errors.Select(e => e.Description)), "账号或密码不符合要求：密码至少 12 位，含大小写字母和数字。");
}
