using Marketplace.Api.Access;
using Marketplace.Api.Companies;
using Marketplace.Api.Http;
using Marketplace.Api.People;
using Marketplace.Api.Portals.Company;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Vendors;

namespace Marketplace.Api.Portals.Newcomers;

/// <summary>The other ways in: claiming the record that a list made, and accepting an invitation. Both end with the receipt or at home.</summary>
public static class ArrivalPages
{
    public static void MapArrivals(this IEndpointRouteBuilder portals)
    {
        portals.MapGet("/claim", (string? creditCode) => Pages.Show<ClaimPage>(new { CreditCode = creditCode })).ForThePublic();
        portals.MapPost("/claim", Claim).IsForNewcomers();
        portals.MapGet("/invitation/{token}", ShowInvitation).ForThePublic();
        portals.MapPost("/invitation/{token}", Accept).IsForNewcomers();
        portals.MapGet("/company/welcome", Welcome).For(Role.Company);
    }

    static async Task<IResult> Claim(HttpContext context, People.Newcomers newcomers, People.SignIn signIn)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var key = FormKey.Of(form);
        var check = new Checked();
        var company = check.Text("creditCode", form["creditCode"], 30).ToUpperInvariant();
        var claimCode = check.Text("claimCode", form["claimCode"], 40);
        var (name, password) = (check.UserName(form["userName"]), check.Password(form["password"]));
        var refusal = check.Refusal
            ?? (await newcomers.Claim(new CreditCode(company), claimCode, name, password, key, context.RequestAborted)).Refusal;
        if (refusal is not null)
            return Pages.ShowAgain<ClaimPage>(new { CreditCode = company, ClaimCode = claimCode, UserName = name, Key = key, Problem = refusal }, refusal);
        await signIn.Enter(name, password, null);
        return Pages.SeeOther("/company/welcome");
    }

    static async Task<IResult> ShowInvitation(string token, HttpContext context, Invitations invitations, FactStreams streams) =>
        await invitations.Find(token, context.RequestAborted) is { } invitation
            ? Pages.Show<InvitationPage>(new { Invitation = invitation, Host = await HostOf(invitation, streams, context.RequestAborted), Token = token })
            : Problems.Result(PeopleRefusal.InvitationUnknown);

    static async Task<IResult> Accept(string token, HttpContext context, Invitations invitations, FactStreams streams, People.SignIn signIn)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var check = new Checked();
        var (name, password) = (check.UserName(form["userName"]), check.Password(form["password"]));
        var refusal = check.Refusal ?? (await invitations.Accept(token, name, password, context.RequestAborted)).Refusal;
        if (refusal is null)
        {
            var entered = await signIn.Enter(name, password, null);
            return Pages.SeeOther(entered.Person?.Role == Role.Company ? "/company?notice=invitationAccepted" : "/?notice=invitationAccepted");
        }
        return await invitations.Find(token, context.RequestAborted) is { } invitation
            ? Pages.ShowAgain<InvitationPage>(
                new { Invitation = invitation, Host = await HostOf(invitation, streams, context.RequestAborted), Token = token, UserName = name, Problem = refusal }, refusal)
            : Problems.Result(PeopleRefusal.InvitationUnknown);
    }

    /// <summary>Into which company or vendor one is invited.</summary>
    static async Task<string> HostOf(Invitation invitation, FactStreams streams, CancellationToken cancel) => invitation.Role == Role.Company
        ? (await streams.Row<CompanyRow>(CompanyRow.Table, invitation.Scope, cancel))?.Name ?? invitation.Scope
        : (await streams.Row<VendorRow>(VendorRow.Table, invitation.Scope, cancel))?.Name ?? invitation.Scope;

    static async Task<IResult> Welcome(HttpContext context, FactStreams streams, Wallets wallets)
    {
        var (own, cancel) = (context.Own(), context.RequestAborted);
        if (await streams.Row<CompanyRow>(CompanyRow.Table, own.Value, cancel) is not { } company) return Problems.Result(CompanyRefusal.Unknown);
        var stream = await streams.Stream(Grains.Companies.Company.Grain.StreamId(own.Value), cancel);
        return Pages.Show<WelcomePage>(new { Company = company, Enrolment = stream!.Facts[0], Wallet = await wallets.Of(own, cancel) });
    }
}
