using Marketplace.Api.Access;
using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.Identity;

namespace Marketplace.Api.People;

/// <summary>
/// Signs people in by password, and those who operate, approve or audit also by a one-time code (TOTP, RFC 6238). Every wrong
/// password or code counts towards the lock-out.
/// </summary>
public sealed class SignIn(UserManager<Person> people, SignInManager<Person> signIn, SecondFactor secondFactor, Accounts accounts, Guesses guesses)
{
    static readonly Refusal Wrong = new(RefusalKind.NotAllowed, "session.wrong-credentials",
        "The name, the password or the code is wrong.", "用户名、密码或验证码错误。");

    /// <summary>Also for an account that is closed: that it is closed is told to nobody but its own side.</summary>
    public static readonly Refusal LockedOut = new(RefusalKind.NotAllowed, "session.locked-out",
        "Too many wrong attempts; try again in 15 minutes.", "错误次数过多，请 15 分钟后再试。");

    static readonly Refusal CodeRequired = new(RefusalKind.NotAllowed, "session.code-required",
        "Send the one-time code of your authenticator app too.", "请同时提供身份验证器的动态验证码。", "code");

    static readonly Refusal SetupRequired = new(RefusalKind.NotAllowed, "session.second-factor-setup-required",
        "Your role needs a second factor: enter the secret into an authenticator app, then sign in with its code.",
        "该角色须启用第二因子：请将密钥录入身份验证器，再携带验证码登录。", "code");

    static readonly Refusal Changed = new(RefusalKind.NotAllowed, "session.changed-meanwhile",
        "The account was changed at the same moment. Sign in again, with a new code.", "该账号刚刚有变更，请重新登录（如需验证码，请用新的验证码）。");

    public Task<(Person? Person, Refusal? Refusal, SecondFactorSetup? Setup)> Enter(string userName, string password, string? code) =>
        guesses.InTurn(userName, () => Try(userName, password, code));

    async Task<(Person? Person, Refusal? Refusal, SecondFactorSetup? Setup)> Try(string userName, string password, string? code)
    {
        if (await people.FindByNameAsync(userName) is not { } person) return (null, Wrong, null);
        if (await people.IsLockedOutAsync(person)) return (null, LockedOut, null);
        if (!await people.CheckPasswordAsync(person, password)) return (null, await Fail(person), null);
        if (Roles.WithSecondFactor.Includes(person.Role) || person.TwoFactorEnabled)
        {
            if (code is null) return person.TwoFactorEnabled ? (null, CodeRequired, null) : (null, SetupRequired, await secondFactor.Setup(person));
            if (!await secondFactor.Takes(person, code)) return (null, await Fail(person), null);
            person.TwoFactorEnabled = true;
        }
        // Another node took the same code, or closed the account, at the same moment: then nothing is opened.
        if (!(await people.ResetAccessFailedCountAsync(person)).Succeeded || !(await people.UpdateAsync(person)).Succeeded) return (null, Changed, null);
        await signIn.SignInAsync(person, isPersistent: false);
        return (person, null, null);
    }

    /// <summary>This session goes on after a change that ends all others.</summary>
    public async Task Renew(Requester requester)
    {
        if (await accounts.Find(requester) is { } person) await signIn.RefreshSignInAsync(person);
    }

    /// <summary>Ends every session of the person, also one whose cookie somebody has copied.</summary>
    public async Task Leave(Requester? requester)
    {
        if (requester is not null && await accounts.Find(requester) is { } person) await people.UpdateSecurityStampAsync(person);
        await signIn.SignOutAsync();
    }

    async Task<Refusal> Fail(Person person) => await guesses.Count(person) ? LockedOut : Wrong;
}
