using System.Buffers.Text;
using Marketplace.Api.Access;
using Marketplace.Api.Companies;
using Marketplace.Api.Http;
using Marketplace.Api.People;
using Marketplace.Api.Personal;
using Marketplace.Api.Portals.Company;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.Identity;

namespace Marketplace.Api.Portals.Settings;

/// <summary>What the page of settings shows: the company's particulars, and the own account.</summary>
/// <param name="Contact">Null when it has been erased.</param>
/// <param name="Setup">What to enter into an authenticator app, while the second factor is off.</param>
public sealed record SettingsView(
    CompanyRow Company, Contact? Contact, Person Person, SecondFactorSetup? Setup, IReadOnlyList<UserPasskeyInfo> Passkeys);

/// <summary>Particulars and contact of the own company; password, second factor and passkeys of the own account.</summary>
public static class SettingsPages
{
    const string Path = "/company/settings";

    public static void MapSettings(this IEndpointRouteBuilder portals)
    {
        portals.MapGet(Path, Show).For(Role.Company);
        portals.MapPost($"{Path}/contact", ChangeContact).For(Role.Company, Right.Manage);
        portals.MapPost($"{Path}/password", ChangePassword).For(Role.Company);
        portals.MapPost($"{Path}/second-factor", SwitchOn).For(Role.Company);
        portals.MapPost($"{Path}/second-factor/removal", SwitchOff).For(Role.Company);
        portals.MapPost($"{Path}/passkeys/{{id}}/removal", RemovePasskey).For(Role.Company);
    }

    static async Task<IResult> Show(HttpContext context, OwnSettings settings) => await settings.Read(context) is { } view
        ? Pages.Show<SettingsPage>(new { View = view })
        : Problems.Result(PeopleRefusal.NotAPerson);

    static async Task<IResult> ChangeContact(HttpContext context, OwnSettings settings, PersonalData personalData, IGrains grains, Freshness freshness)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var check = new Checked();
        var contact = CompanyInput.ReadContact(check, new ContactInput(form["contact.name"], form["contact.phone"], form["contact.email"]));
        if (check.Refusal is { } malformed) return await Again(context, settings, malformed, contact);
        var own = context.Own();
        var turn = new ChangeContact(own, await personalData.Seal(own.Value, contact, context.RequestAborted));
        var sent = await grains.Send(turn, context.Caller(FormKey.Of(form)), context.RequestAborted);
        if (sent.Refusal is { } refusal) return await Again(context, settings, refusal, contact);
        await freshness.Reach(sent.Seq, context.RequestAborted);
        return Pages.SeeOther($"{Path}?notice=contactChanged");
    }

    static async Task<IResult> ChangePassword(HttpContext context, OwnSettings settings, Accounts accounts, People.SignIn signIn)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var refusal = await accounts.ChangePassword(context.Requester(), form["currentPassword"].ToString(), form["newPassword"].ToString());
        if (refusal is not null) return await Again(context, settings, refusal);
        await signIn.Renew(context.Requester());
        return Pages.SeeOther($"{Path}?notice=passwordChanged");
    }

    static Task<IResult> SwitchOn(HttpContext context, OwnSettings settings, Accounts accounts, SecondFactor secondFactor, People.SignIn signIn) =>
        Change(context, settings, accounts, signIn, "secondFactorOn", (person, form) =>
            secondFactor.SwitchOn(person, form["code"].ToString().Replace(" ", "", StringComparison.Ordinal), form["password"].ToString()));

    static Task<IResult> SwitchOff(HttpContext context, OwnSettings settings, Accounts accounts, SecondFactor secondFactor, People.SignIn signIn) =>
        Change(context, settings, accounts, signIn, "secondFactorOff", (person, form) => secondFactor.SwitchOff(person, form["password"].ToString()));

    static async Task<IResult> RemovePasskey(string id, HttpContext context, OwnSettings settings, Accounts accounts, Passkeys passkeys, People.SignIn signIn) =>
        Base64Url.IsValid(id)
            ? await Change(context, settings, accounts, signIn, "passkeyRemoved", (person, form) =>
                passkeys.Remove(person, Base64Url.DecodeFromChars(id), form[PasswordFor(id)].ToString(), PasswordFor(id)))
            : Problems.Result(PeopleRefusal.PasskeyUnknown);

    /// <summary>The field of the password with which one passkey is removed; each has its own on the page.</summary>
    internal static string PasswordFor(string passkey) => $"passkeyPassword.{passkey}";

    /// <summary>Changes the own account; this session goes on, others end where the change asks for it.</summary>
    static async Task<IResult> Change(
        HttpContext context, OwnSettings settings, Accounts accounts, People.SignIn signIn, string notice, Func<Person, IFormCollection, Task<Refusal?>> change)
    {
        if (await accounts.Find(context.Requester()) is not { } person) return Problems.Result(PeopleRefusal.NotAPerson);
        var refusal = await change(person, await context.Request.ReadFormAsync(context.RequestAborted));
        if (refusal is not null) return await Again(context, settings, refusal);
        await signIn.Renew(context.Requester());
        return Pages.SeeOther($"{Path}?notice={notice}");
    }

    static async Task<IResult> Again(HttpContext context, OwnSettings settings, Refusal refusal, Contact? typed = null) =>
        await settings.Read(context) is { } view
            ? Pages.ShowAgain<SettingsPage>(new { View = typed is null ? view : view with { Contact = typed }, Problem = refusal }, refusal)
            : Problems.Result(PeopleRefusal.NotAPerson);
}

/// <summary>Gathers what the page of settings shows.</summary>
public sealed class OwnSettings(FactStreams streams, PersonalData personalData, Accounts accounts, SecondFactor secondFactor, Passkeys passkeys)
{
    /// <summary>Null for a key, which has no account.</summary>
    public async Task<SettingsView?> Read(HttpContext context)
    {
        var (own, cancel) = (context.Own(), context.RequestAborted);
        if (await accounts.Find(context.Requester()) is not { } person) return null;
        if (await streams.Row<CompanyRow>(CompanyRow.Table, own.Value, cancel) is not { } company) return null;
        return new SettingsView(
            company, await personalData.Open(own.Value, company.Contact, cancel), person,
            person.TwoFactorEnabled ? null : await secondFactor.Setup(person), await passkeys.Of(person));
    }
}
