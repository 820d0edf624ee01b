using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Vendors;

/// <summary>A vendor has its share of what companies pay transferred to its account at the payment processor, or paid by file again.</summary>
/// <param name="Account">Its id there; null for the payout file.</param>
public sealed record ConnectVendor(CreditCode Vendor, string? Account) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Vendors.Vendor.Grain[Vendor.Value]];

    public Reply Run(Turn turn) => turn.Do(Vendors.Vendor.Grain[Vendor.Value], new VendorCommand.Connect(Account)) is { } refusal
        ? refusal : Reply.With(new { vendor = Vendor, account = Account });
}
