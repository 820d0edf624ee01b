using Marketplace.Api.Access;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Api.People;

/// <summary>
/// What people gave to others, invitations and keys, ends with their power to give it: a link in somebody's mailbox must not
/// outlive the account that made it. All of it happens in the caller's transaction.
/// </summary>
public sealed class Handouts(PeopleDb database, TimeProvider clock)
{
    /// <summary>Withdraws the open invitations of one who may not invite any more.</summary>
    public Task EndOf(Person maker, string actor, CancellationToken cancel)
    {
        var madeBy = maker.ToRequester().Actor;
        return Withdraw(OpenOf(maker).Where(i => i.CreatedBy == madeBy), actor, cancel);
    }

    /// <summary>
    /// Ends all that the side of its last person gave out: who claimed a company that is not theirs keeps no way back. A key
    /// that the operator made for the company stays.
    /// </summary>
    public async Task EndAll(Person last, string actor, CancellationToken cancel)
    {
        await Withdraw(OpenOf(last), actor, cancel);
        var (maker, now) = ($"{last.RoleName}:{last.Scope}:", clock.GetUtcNow());
        await database.Database.ExecuteSqlAsync(
            $"""
            update access.api_keys set revoked_at = {now}, revoked_by = {actor}
            where role = {last.RoleName} and scope = {last.Scope} and starts_with(created_by, {maker}) and revoked_at is null
            """, cancel);
    }

    /// <summary>
    /// Ends the keys that speak for one who has left an operator's or a bureau's staff: they approve without a second factor, and
    /// nobody would answer for them any more. Those of companies and vendors run their programs, and stay.
    /// </summary>
    public async Task EndKeys(Person maker, string actor, CancellationToken cancel)
    {
        var roles = Enum.GetValues<Role>().Where(r => Roles.WithSecondFactor.Includes(r)).Select(r => r.Name()).ToArray();
        var (madeBy, now) = (maker.ToRequester().Actor, clock.GetUtcNow());
        await database.Database.ExecuteSqlAsync(
            $"update access.api_keys set revoked_at = {now}, revoked_by = {actor} where maker = {madeBy} and role = any({roles}) and revoked_at is null", cancel);
    }

    IQueryable<Invitation> OpenOf(Person person) => database.Invitations
        .Where(i => i.RoleName == person.RoleName && i.Scope == person.Scope && i.AcceptedAt == null && i.WithdrawnAt == null);

    Task Withdraw(IQueryable<Invitation> invitations, string actor, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return invitations.ExecuteUpdateAsync(i => i.SetProperty(x => x.WithdrawnAt, now).SetProperty(x => x.WithdrawnBy, actor), cancel);
    }
}
