using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace Marketplace.Api.People;

/// <summary>
/// Passkeys (WebAuthn). One that verifies its owner by fingerprint, face or PIN is possession and knowledge in one, so it
/// signs in without a password or a one-time code.
/// </summary>
public sealed class Passkeys(UserManager<Person> people, SignInManager<Person> signIn, Accounts accounts, Guesses guesses)
{
    public const int CountMax = 10;

    const string Required = "required";

    public static readonly TimeSpan ChallengeLifetime = TimeSpan.FromMinutes(5);

    public static void Configure(IdentityPasskeyOptions passkeys)
    {
        passkeys.UserVerificationRequirement = Required;
        passkeys.ResidentKeyRequirement = Required; // so that nobody needs to type a name first
        passkeys.AuthenticatorTimeout = ChallengeLifetime;
    }

    /// <summary>
    /// What the browser needs to make a passkey; the challenge stays in a cookie of its own. Takes the password: a passkey that
    /// somebody adds at an unattended screen would let them in for good.
    /// </summary>
    public async Task<(string? Options, Refusal? Refusal)> CreationOptions(Person person, string password)
    {
        if (await guesses.Prove(person, password) is { } refusal) return (null, refusal);
        var user = new PasskeyUserEntity { Id = person.Id.ToString(), Name = person.UserName!, DisplayName = person.UserName! };
        return (await signIn.MakePasskeyCreationOptionsAsync(user), null);
    }

    /// <param name="credential">The JSON of the browser's answer.</param>
    public async Task<(UserPasskeyInfo? Passkey, Refusal? Refusal)> Add(Person person, string name, string credential, HttpContext context)
    {
        if ((await people.GetPasskeysAsync(person)).Count >= CountMax) return (null, PeopleRefusal.PasskeysTooMany);
        if (!await HasChallenge(context)) return (null, PeopleRefusal.PasskeyNoChallenge);
        var made = await signIn.PerformPasskeyAttestationAsync(credential);
        if (!made.Succeeded || made.UserEntity.Id != person.Id.ToString() || !made.Passkey.IsUserVerified) return (null, PeopleRefusal.PasskeyWrong);
        made.Passkey.Name = name;
        accounts.Note(person, person.ToRequester().Actor, PersonChanges.PasskeyAdded, name);
        return (await people.AddOrUpdatePasskeyAsync(person, made.Passkey)).Succeeded ? (made.Passkey, null) : (null, PeopleRefusal.PasskeyWrong);
    }

    public async Task<IReadOnlyList<UserPasskeyInfo>> Of(Person person) =>
        [.. (await people.GetPasskeysAsync(person)).OrderBy(p => p.CreatedAt)];

    /// <param name="field">Where the password was typed.</param>
    public async Task<Refusal?> Remove(Person person, byte[] credentialId, string password, string field = "password")
    {
        if (await people.GetPasskeyAsync(person, credentialId) is not { } passkey) return PeopleRefusal.PasskeyUnknown;
        if (await guesses.Prove(person, password, field) is { } refusal) return refusal;
        accounts.Note(person, person.ToRequester().Actor, PersonChanges.PasskeyRemoved, passkey.Name);
        await people.RemovePasskeyAsync(person, credentialId);
        return null;
    }

    /// <summary>For anybody: the passkey itself says whose it is.</summary>
    public Task<string> RequestOptions() => signIn.MakePasskeyRequestOptionsAsync(null);

    /// <summary>Signs in by a passkey. A locked or closed account stays shut.</summary>
    public async Task<(Person? Person, Refusal? Refusal)> Enter(string credential, HttpContext context)
    {
        if (!await HasChallenge(context)) return (null, PeopleRefusal.PasskeyNoChallenge);
        var shown = await signIn.PerformPasskeyAssertionAsync(credential);
        if (!shown.Succeeded || !shown.Passkey.IsUserVerified) return (null, PeopleRefusal.PasskeyWrong);
        var person = shown.User;
        if (await people.IsLockedOutAsync(person)) return (null, SignIn.LockedOut);
        // Counts its uses, so that a copy of it is noticed.
        if (!(await people.AddOrUpdatePasskeyAsync(person, shown.Passkey)).Succeeded) return (null, PeopleRefusal.PasskeyWrong);
        await signIn.SignInAsync(person, isPersistent: false);
        return (person, null);
    }

    static async Task<bool> HasChallenge(HttpContext context) =>
        (await context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme)).Succeeded;
}
