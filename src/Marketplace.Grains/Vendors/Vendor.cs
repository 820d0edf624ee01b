using System.Collections.Immutable;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using static Marketplace.Grains.Vendors.VendorCommand;
using static Marketplace.Grains.Vendors.VendorEvent;

namespace Marketplace.Grains.Vendors;

/// <param name="Contact">Personal data, sealed under a key of its own that can be destroyed.</param>
/// <param name="Summary">What it makes and for whom, in its own words.</param>
/// <param name="Seat">Where it is at home, such as 合肥市高新区.</param>
public sealed record VendorProfile(
    CreditCode CreditCode, string Name, string Contact, string? Summary = null, string? Website = null, string? Seat = null);

/// <summary>An account at the payment processor that a vendor's share is to go to.</summary>
/// <param name="By">Who named it; somebody else confirms.</param>
public sealed record AccountProposal(string Account, string By);

public abstract record VendorCommand
{
    public sealed record Register(VendorProfile Profile) : VendorCommand;

    /// <param name="Authorisation">Null when the vendor receives its money itself again.</param>
    public sealed record Authorise(PayeeAuthorisation? Authorisation, DateOnly Today) : VendorCommand;
    public sealed record NameAccount(BankAccount Account) : VendorCommand;
    public sealed record Attest(CreditStanding Standing, DateOnly Today) : VendorCommand;

    /// <summary>One operator names the account, another confirms it: nobody turns a vendor's money elsewhere alone.</summary>
    public sealed record ProposeAccount(AccountProposal Proposal) : VendorCommand;

    /// <param name="Account">At the payment processor; null to be paid by file again.</param>
    /// <param name="By">Who confirms it; needed for an account.</param>
    public sealed record Connect(string? Account, string? By = null) : VendorCommand;

    /// <summary>A confirmed recovery waits for the next statement.</summary>
    public sealed record OweRecovery(RecoveryId Recovery) : VendorCommand;

    /// <summary>Nothing of it is left for a statement to take.</summary>
    public sealed record ClearRecovery(RecoveryId Recovery) : VendorCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record VendorEvent
{
    public sealed record VendorRegistered(VendorProfile Profile) : VendorEvent;
    public sealed record PayeeAuthorised(PayeeAuthorisation Authorisation) : VendorEvent;
    public sealed record PayeeWithdrawn : VendorEvent;
    public sealed record BankAccountNamed(BankAccount Account) : VendorEvent;
    public sealed record CreditAttested(CreditStanding Standing) : VendorEvent;
    public sealed record RecoveryOwed(RecoveryId Recovery) : VendorEvent;
    public sealed record RecoveryCleared(RecoveryId Recovery) : VendorEvent;
    public sealed record AccountProposed(AccountProposal Proposal) : VendorEvent;
    public sealed record AccountConnected(string Account, string? By = null) : VendorEvent;
    public sealed record AccountDisconnected : VendorEvent;
}

/// <summary>A software vendor (软件服务供应商, S003 art.5).</summary>
/// <param name="Payee">Null when it receives its money itself.</param>
/// <param name="LastClean">The latest attestation without a breach.</param>
/// <param name="LastBreach">The latest attestation of one.</param>
/// <param name="ConnectedAccount">At the payment processor, for its share of what companies pay; null when that is paid by file.</param>
/// <param name="ProposedAccount">Waits for a second operator.</param>
/// <param name="Owed">Recoveries that the next statement takes, the oldest first.</param>
public sealed record Vendor(
    VendorProfile? Profile, PayeeAuthorisation? Payee, BankAccount? Account, CreditStanding? LastClean, CreditStanding? LastBreach,
    ImmutableList<RecoveryId> Owed, string? ConnectedAccount, AccountProposal? ProposedAccount) : IAggregate<Vendor, VendorCommand, VendorEvent>
{
    public static readonly GrainType<Vendor, VendorCommand, VendorEvent> Grain = new("vendor");

    /// <summary>A breach bars a vendor for so long (S003 art.5).</summary>
    public const int BreachYears = 3;

    public static Vendor Initial { get; } = new(null, null, null, null, null, [], null, null);

    public static Decision<VendorEvent> Decide(Vendor vendor, VendorCommand command) => command switch
    {
        Register { Profile.CreditCode.IsValid: false } => CompanyRefusal.CreditCodeInvalid,
        Register c when vendor.Profile is { } known => known == c.Profile ? Nothing.Happens : VendorRefusal.Exists,
        Register c => new VendorRegistered(c.Profile),

        _ when vendor.Profile is null => VendorRefusal.Unknown,

        Authorise c when c.Authorisation == vendor.Payee => Nothing.Happens,
        Authorise { Authorisation: null } => new PayeeWithdrawn(),
        Authorise c => vendor.FaultOf(c.Authorisation!, c.Today) is { } fault ? fault : new PayeeAuthorised(c.Authorisation!),

        NameAccount c when c.Account == vendor.Account => Nothing.Happens,
        NameAccount c => c.Account.Holder == vendor.PayeeCode ? new BankAccountNamed(c.Account) : VendorRefusal.AccountNotPayees,

        Attest c when c.Standing == vendor.LastClean || c.Standing == vendor.LastBreach => Nothing.Happens,
        Attest c => c.Standing.On > c.Today ? VendorRefusal.AttestedInFuture : new CreditAttested(c.Standing),

        ProposeAccount c when c.Proposal.Account == vendor.ConnectedAccount || c.Proposal == vendor.ProposedAccount => Nothing.Happens,
        ProposeAccount c => new AccountProposed(c.Proposal),
        Connect c when c.Account == vendor.ConnectedAccount => Nothing.Happens,
        Connect { Account: null } => new AccountDisconnected(),
        Connect c when c.Account != vendor.ProposedAccount?.Account => VendorRefusal.AccountNotProposed,
        Connect c when c.By == vendor.ProposedAccount!.By => VendorRefusal.AccountSamePerson,
        Connect c => new AccountConnected(c.Account!, c.By),

        OweRecovery c => vendor.Owed.Contains(c.Recovery) ? Nothing.Happens : new RecoveryOwed(c.Recovery),
        ClearRecovery c => vendor.Owed.Contains(c.Recovery) ? new RecoveryCleared(c.Recovery) : Nothing.Happens,
        _ => throw Unhandled.Of(command),
    };

    public static Vendor Evolve(Vendor vendor, VendorEvent fact) => fact switch
    {
        VendorRegistered f => vendor with { Profile = f.Profile },
        PayeeAuthorised f => vendor with { Payee = f.Authorisation },
        PayeeWithdrawn => vendor with { Payee = null },
        BankAccountNamed f => vendor with { Account = f.Account },
        CreditAttested { Standing.Clean: true } f => vendor with { LastClean = Latest(vendor.LastClean, f.Standing) },
        CreditAttested f => vendor with { LastBreach = Latest(vendor.LastBreach, f.Standing) },
        RecoveryOwed f => vendor with { Owed = vendor.Owed.Add(f.Recovery) },
        RecoveryCleared f => vendor with { Owed = vendor.Owed.Remove(f.Recovery) },
        AccountProposed f => vendor with { ProposedAccount = f.Proposal },
        AccountConnected f => vendor with { ConnectedAccount = f.Account, ProposedAccount = null },
        AccountDisconnected => vendor with { ConnectedAccount = null, ProposedAccount = null },
        _ => throw Unhandled.Of(fact),
    };

    /// <summary>Who receives its money.</summary>
    public CreditCode PayeeCode => Payee?.Payee ?? Profile?.CreditCode ?? default;

    public string PayeeName => Payee?.Name ?? Profile?.Name ?? "";

    /// <summary>Why nothing can be paid to it on a day; null when it can.</summary>
    public Refusal? Obstacle(DateOnly today, SubsidyPolicy policy) =>
        Profile is null ? VendorRefusal.Unknown
        : CreditObstacle(today, policy) ?? (Account is null ? VendorRefusal.AccountMissing
        : Account.Holder != PayeeCode ? VendorRefusal.AccountNotPayees
        : null);

    /// <summary>What its credit standing has against a payment on a day (S003 art.5); null when nothing.</summary>
    public Refusal? CreditObstacle(DateOnly today, SubsidyPolicy policy) =>
        LastBreach is { } breach && today < breach.On.AddYears(BreachYears) ? VendorRefusal.CreditBreach
        : LastClean is not { } clean ? VendorRefusal.CreditMissing
        : clean.On.AddDays(policy.CreditStandingDaysMax) < today ? VendorRefusal.CreditExpired
        : null;

    Refusal? FaultOf(PayeeAuthorisation authorisation, DateOnly today) =>
        !authorisation.Payee.IsValid ? CompanyRefusal.CreditCodeInvalid with { Field = "company" }
        : authorisation.Payee == Profile!.CreditCode ? VendorRefusal.PayeeIsVendor
        : authorisation.ShareBasisPoints is <= PayeeAuthorisation.HalfBasisPoints or > PayeeAuthorisation.WholeBasisPoints ? VendorRefusal.ShareTooSmall
        : !Province.Cities.ContainsKey(authorisation.RegisteredIn) ? VendorRefusal.PayeeNotInAnhui
        : authorisation.AuthorisedOn > today ? VendorRefusal.AuthorisedInFuture
        : null;

    static CreditStanding Latest(CreditStanding? known, CreditStanding news) => known is null || news.On >= known.On ? news : known;
}
