using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Vendors;

/// <summary>Registers a vendor; the operator does so until vendors apply themselves.</summary>
public sealed record RegisterVendor(VendorProfile Profile) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Vendor.Grain[Profile.CreditCode.Value]];

    public Reply Run(Turn turn)
    {
        if (turn.Do(Vendor.Grain[Profile.CreditCode.Value], new VendorCommand.Register(Profile)) is { } refusal) return refusal;
        return Reply.With(VendorRow.Of(Profile));
    }
}
