using Marketplace.Api.Access;
using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.Identity;

namespace Marketplace.Api.People;

/// <summary>What a newcomer types into an authenticator app, once.</summary>
/// <param name="Secret">Base32.</param>
/// <param name="Uri">The same as <c>otpauth://</c>, for a QR code.</param>
public sealed record SecondFactorSetup(string Secret, string Uri);

/// <summary>The one-time codes (TOTP, RFC 6238): setting them up, and switching them on and off where that is one's own choice.</summary>
public sealed class SecondFactor(UserManager<Person> people, IUserStore<Person> store, Accounts accounts, Guesses guesses)
{
    public async Task<SecondFactorSetup> Setup(Person person)
    {
        var secret = await people.GetAuthenticatorKeyAsync(person) ?? await NewSecret(person);
        return new SecondFactorSetup(secret, $"otpauth://totp/Marketplace:{Uri.EscapeDataString(person.UserName!)}?secret={secret}&issuer=Marketplace&digits=6");
    }

    /// <summary>True once for every code; the caller saves that it was used, and opens nothing if that fails.</summary>
    public async Task<bool> Takes(Person person, string code)
    {
        // Not Identity's own check: it reads a code as a number and accepts each for minutes, again and again.
        if (await people.GetAuthenticatorKeyAsync(person) is not { } secret
            || Totp.StepOf(secret, code, person.LastStep, TimeProvider.System.GetUtcNow()) is not { } step) return false;
        person.LastStep = step;
        return true;
    }

    /// <summary>Within a session: null for a code that has not been used. Wrong ones count towards the lock-out.</summary>
    public Task<Refusal?> Prove(Person person, string code) => guesses.InTurn<Refusal?>(person.UserName!, async () =>
    {
        await guesses.Refresh(person);
        if (await people.IsLockedOutAsync(person)) return SignIn.LockedOut with { Field = "code" };
        if (!await Takes(person, code)) return await guesses.Count(person) ? SignIn.LockedOut with { Field = "code" } : PeopleRefusal.CodeWrong;
        return (await people.UpdateAsync(person)).Succeeded ? null : PeopleRefusal.CodeWrong; // the code was used at the same moment
    });

    /// <summary>
    /// From now on a code is asked for at sign-in; the first one proves that the app has the secret, and the password that nobody
    /// else does it at an unattended screen.
    /// </summary>
    public async Task<Refusal?> SwitchOn(Person person, string code, string password)
    {
        if (person.TwoFactorEnabled) return null;
        if (await guesses.Prove(person, password) is { } refusal) return refusal;
        if (!await Takes(person, code)) return PeopleRefusal.CodeWrong;
        accounts.Note(person, person.ToRequester().Actor, PersonChanges.SecondFactorOn);
        person.TwoFactorEnabled = true;
        return (await people.UpdateAsync(person)).Succeeded ? null : PeopleRefusal.CodeWrong; // the code was used at the same moment
    }

    /// <summary>Takes the password, so that an unattended screen is not enough; the next set-up has another secret.</summary>
    public async Task<Refusal?> SwitchOff(Person person, string password)
    {
        if (!person.TwoFactorEnabled) return null;
        if (await guesses.Prove(person, password) is { } refusal) return refusal;
        accounts.Note(person, person.ToRequester().Actor, PersonChanges.SecondFactorOff);
        person.TwoFactorEnabled = false;
        await NewSecret(person);
        return null;
    }

    /// <summary>Not the manager's way, which ends every session of the person: looking at a set-up must not sign anybody out.</summary>
    async Task<string> NewSecret(Person person)
    {
        var secret = people.GenerateNewAuthenticatorKey();
        person.LastStep = null; // no code of the new secret was used
        await ((IUserAuthenticatorKeyStore<Person>)store).SetAuthenticatorKeyAsync(person, secret, CancellationToken.None);
        await people.UpdateAsync(person);
        return secret;
    }
}
