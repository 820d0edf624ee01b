using System.Net;
using Marketplace.Api.Access;
using Marketplace.Api.Companies;
using Marketplace.Api.Personal;
using Marketplace.Api.Signals;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.People;

/// <summary>
/// Companies that come by themselves: one that registers is enrolled and gets its first account; one that was enrolled from a
/// list claims its record with the code of its notice. Both may be sent again with the same idempotency key.
/// </summary>
public sealed class Newcomers(
    IGrains grains, PersonalData personalData, SubsidyPolicy policy, Accounts accounts, Members members, ClaimCodes claimCodes, Arrivals arrivals)
{
    const string CompanyField = "company.";

    /// <summary>What came of a registration.</summary>
    public sealed record Registered(Person Person, Enrolment Enrolment, Contact Contact, Sent Sent);

    /// <summary>
    /// Enrols first and makes the account then; whoever sends again after a crash between the two gets the rest done, because
    /// the enrolment answers the same again and the account's id follows from the key.
    /// </summary>
    /// <param name="from">The network address that it came from, where it is known.</param>
    public async Task<(Registered? Registered, Refusal? Refusal)> Register(
        CompanyInput input, string userName, string password, Guid key, IPAddress? from, CancellationToken cancel)
    {
        if (input.Check(out var code, out var contact, out var profile) is { } malformed) return (null, InCompany(malformed));
        var account = First(code, userName, password, key, "registration");
        var (made, conflict) = await MadeBefore(account);
        if (conflict is not null) return (null, conflict);
        if (made is null && await accounts.Check(account) is { } unfit) return (null, unfit);

        var sealedContact = await personalData.Seal(code.Value, contact, cancel);
        var sent = await grains.Send(
            new EnrolCompany(profile with { Contact = sealedContact }) { Policy = policy }, Caller(account, key), cancel);
        if (sent.Refusal is { } refusal)
            return (null, refusal == CompanyRefusal.Exists ? PeopleRefusal.CompanyExists : InCompany(refusal));
        var enrolment = (Enrolment)CanonicalJson.Read(sent.Answer!, typeof(Enrolment));
        if (!enrolment.IsNew) return (null, PeopleRefusal.CompanyExists);
        await arrivals.Keep(code, from, account.By, cancel);

        if (made is null && await members.CreateFirst(account, PeopleRefusal.CompanyExists, claim: null, cancel) is var (person, taken))
        {
            if (taken is not null) return (null, taken);
            made = person;
        }
        return (new Registered(made!, enrolment, contact, sent), null);
    }

    /// <summary>The same refusal for a code that is wrong and for a company that is not enrolled: who is enrolled is not told.</summary>
    public async Task<(Person? Person, Refusal? Refusal)> Claim(
        CreditCode company, string claimCode, string userName, string password, Guid key, CancellationToken cancel)
    {
        var account = First(company, userName, password, key, "claim code");
        var (made, conflict) = await MadeBefore(account); // first, because what it made has used up its code
        if (made is not null || conflict is not null) return (made, conflict);
        var generation = await claimCodes.Generation(company, cancel);
        if (!await IsEnrolled(company, cancel)) return (null, PeopleRefusal.ClaimCodeWrong);
        if (!claimCodes.IsRight(company, generation, claimCode)) return (null, await Wrong(company, generation, claimCode, cancel));
        return await members.CreateFirst(account, PeopleRefusal.ClaimTaken, generation, cancel);
    }

    /// <summary>Whoever holds a notice whose code was used is told so: perhaps somebody else used it.</summary>
    async Task<Refusal> Wrong(CreditCode company, int generation, string claimCode, CancellationToken cancel) =>
        !Enumerable.Range(0, generation).Any(earlier => claimCodes.IsRight(company, earlier, claimCode)) ? PeopleRefusal.ClaimCodeWrong
        : await members.HasPeople(Role.Company, company.Value, cancel) ? PeopleRefusal.ClaimTaken
        : PeopleRefusal.ClaimCodeUsed;

    public async Task<bool> IsEnrolled(CreditCode company, CancellationToken cancel) =>
        company.IsValid && await grains.Read(t => t.Read(Company.Grain[company.Value]).Profile is not null, cancel);

    static NewAccount First(CreditCode company, string userName, string password, Guid key, string occasion)
    {
        var id = HashChain.Derive(key, $"first account of {company.Value}", 0);
        var requester = new Requester(Role.Company, company.Value, userName, id.ToString(), Rights.All);
        return new NewAccount(id, userName, password, Role.Company, company.Value, Rights.All, requester.Actor, occasion);
    }

    static Caller Caller(NewAccount account, Guid key) =>
        new(account.By, key, new Requester(account.Role, account.Scope, account.UserName, "", account.Rights).Tenant);

    /// <summary>What this key made before; a conflict when the key is used for another account now.</summary>
    async Task<(Person? Person, Refusal? Conflict)> MadeBefore(NewAccount account) =>
        await accounts.Find(account.Id) is not { } person ? (null, null)
        : person.UserName == account.UserName && await accounts.HasPassword(person, account.Password) ? (person, null)
        : (null, HostRefusal.IdempotencyConflict);

    static Refusal InCompany(Refusal refusal) => refusal.Field is null ? refusal : refusal with { Field = CompanyField + refusal.Field };
}
