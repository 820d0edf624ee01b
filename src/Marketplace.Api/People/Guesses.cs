using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.Identity;

namespace Marketplace.Api.People;

/// <summary>
/// Counts wrong passwords and codes towards one lock-out, at sign-in and within a session alike: an unattended screen is no
/// place to guess a password without end.
/// </summary>
public sealed class Guesses(UserManager<Person> people, PeopleDb database)
{
    /// <summary>Guesses for one name wait for each other, so that many at once count like many in a row.</summary>
    static readonly SemaphoreSlim[] OneAtATime = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1, 1))];

    public async Task<T> InTurn<T>(string userName, Func<Task<T>> guess)
    {
        var gate = OneAtATime[(uint)people.NormalizeName(userName).GetHashCode(StringComparison.Ordinal) % OneAtATime.Length];
        await gate.WaitAsync();
        try
        {
            return await guess();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Null when this is the password of the person, who is signed in already.</summary>
    /// <param name="field">Where it was typed.</param>
    public Task<Refusal?> Prove(Person person, string password, string field = "password") => InTurn<Refusal?>(person.UserName!, async () =>
    {
        await Refresh(person);
        if (await people.IsLockedOutAsync(person)) return SignIn.LockedOut with { Field = field };
        if (!await people.CheckPasswordAsync(person, password))
            return (await Count(person) ? SignIn.LockedOut : PeopleRefusal.PasswordWrong) with { Field = field };
        await people.ResetAccessFailedCountAsync(person);
        return null;
    });

    /// <summary>With what was counted while a guess waited for its turn.</summary>
    public Task Refresh(Person person) => database.Entry(person).ReloadAsync();

    /// <summary>Whether the account is locked now. Another node may count at the same time; a guess that was not counted is counted again.</summary>
    public async Task<bool> Count(Person person)
    {
        while (!(await people.AccessFailedAsync(person)).Succeeded)
        {
            await database.Entry(person).ReloadAsync();
            if (await people.IsLockedOutAsync(person)) break;
        }
        return await people.IsLockedOutAsync(person);
    }
}
