using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Vendors;

/// <summary>
/// An operator names the account at the payment processor to which a vendor's share of what companies pay shall go; it does when a
/// second one has confirmed it. Without an account it is paid by file again, at once.
/// </summary>
/// <param name="Account">Its id there; null for the payout file.</param>
public sealed record ConnectVendor(CreditCode Vendor, string? Account, string By) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Vendors.Vendor.Grain[Vendor.Value]];

    public Reply Run(Turn turn) => ConnectionAnswer.After(turn, Vendor, Account is null
        ? new VendorCommand.Connect(null) : new VendorCommand.ProposeAccount(new AccountProposal(Account, By)));
}

/// <summary>A second operator confirms the account that was named.</summary>
/// <param name="Account">Which was seen.</param>
public sealed record ConfirmConnection(CreditCode Vendor, string Account, string By) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Vendors.Vendor.Grain[Vendor.Value]];

    public Reply Run(Turn turn) => ConnectionAnswer.After(turn, Vendor, new VendorCommand.Connect(Account, By));
}

/// <summary>Where a vendor's share goes after a command about it.</summary>
/// <param name="Account">Null for the payout file.</param>
/// <param name="Proposed">Waits for a second operator.</param>
public sealed record ConnectionAnswer(CreditCode Vendor, string? Account, AccountProposal? Proposed)
{
    internal static Reply After(Turn turn, CreditCode code, VendorCommand command)
    {
        var key = Vendors.Vendor.Grain[code.Value];
        if (turn.Do(key, command) is { } refusal) return refusal;
        var vendor = turn.Read(key);
        return Reply.With(new ConnectionAnswer(code, vendor.ConnectedAccount, vendor.ProposedAccount));
    }
}
