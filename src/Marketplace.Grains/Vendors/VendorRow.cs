using Marketplace.Grains.Companies;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Vendors.VendorEvent;

namespace Marketplace.Grains.Vendors;

/// <summary>A vendor as lists and readers see it.</summary>
/// <param name="Contact">Sealed personal data; opened at the edge for those entitled.</param>
/// <param name="Payee">Null when it receives its money itself (S003 art.6).</param>
/// <param name="BankAccount">Sealed, like the contact.</param>
/// <param name="CreditStanding">What was attested last.</param>
/// <param name="LastBreach">The latest attestation of a breach.</param>
/// <param name="ConnectedAccount">At the payment processor; null when its share of what companies pay is paid by file.</param>
/// <param name="ProposedAccount">Waits for a second operator.</param>
public sealed record VendorRow(
    CreditCode CreditCode, string Name, string Status, string Contact, string? Summary, string? Website, string? Seat,
    PayeeAuthorisation? Payee = null, BankAccount? BankAccount = null, CreditStanding? CreditStanding = null, CreditStanding? LastBreach = null,
    string? ConnectedAccount = null, AccountProposal? ProposedAccount = null)
    : IReadRow<VendorRow, VendorEvent>
{
    public static ReadTable Table { get; } = ReadTable.For<VendorRow, VendorEvent>(Vendor.Grain, "vendors");

    public static VendorRow Of(VendorProfile profile) => new(
        profile.CreditCode, profile.Name, "registered", profile.Contact, profile.Summary, profile.Website, profile.Seat);

    /// <summary>Whether a breach was on record that bars it on a day (S003 art.5).</summary>
    public bool IsBarredOn(DateOnly day) => LastBreach is { } breach && breach.On <= day && day < breach.On.AddYears(Vendor.BreachYears);

    public static VendorRow Evolve(VendorRow? row, VendorEvent fact, Envelope envelope) => fact switch
    {
        VendorRegistered f => Of(f.Profile),
        PayeeAuthorised f => row! with { Payee = f.Authorisation },
        PayeeWithdrawn => row! with { Payee = null },
        BankAccountNamed f => row! with { BankAccount = f.Account },
        CreditAttested f => row! with { CreditStanding = f.Standing, LastBreach = f.Standing.Clean ? row.LastBreach : f.Standing },
        RecoveryOwed or RecoveryCleared => row!,
        AccountProposed f => row! with { ProposedAccount = f.Proposal },
        AccountConnected f => row! with { ConnectedAccount = f.Account, ProposedAccount = null },
        AccountDisconnected => row! with { ConnectedAccount = null, ProposedAccount = null },
        _ => throw Unhandled.Of(fact),
    };
}
