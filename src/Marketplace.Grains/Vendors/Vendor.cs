using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Vendors.VendorCommand;
using static Marketplace.Grains.Vendors.VendorEvent;

namespace Marketplace.Grains.Vendors;

/// <param name="Contact">Personal data, sealed under a key of its own that can be destroyed.</param>
/// <param name="Summary">What it makes and for whom, in its own words.</param>
/// <param name="Seat">Where it is at home, such as 合肥市高新区.</param>
public sealed record VendorProfile(
    CreditCode CreditCode, string Name, string Contact, string? Summary = null, string? Website = null, string? Seat = null);

public abstract record VendorCommand
{
    public sealed record Register(VendorProfile Profile) : VendorCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record VendorEvent
{
    public sealed record VendorRegistered(VendorProfile Profile) : VendorEvent;
}

/// <summary>A software vendor (软件服务供应商, S003 art.5).</summary>
public sealed record Vendor(VendorProfile? Profile) : IAggregate<Vendor, VendorCommand, VendorEvent>
{
    public static readonly GrainType<Vendor, VendorCommand, VendorEvent> Grain = new("vendor");

    public static Vendor Initial { get; } = new(Profile: null);

    public static Decision<VendorEvent> Decide(Vendor vendor, VendorCommand command) => command switch
    {
        Register { Profile.CreditCode.IsValid: false } => CompanyRefusal.CreditCodeInvalid,
        Register c when vendor.Profile is { } known => known == c.Profile ? Nothing.Happens : VendorRefusal.Exists,
        Register c => new VendorRegistered(c.Profile),
        _ => throw Unhandled.Of(command),
    };

    public static Vendor Evolve(Vendor vendor, VendorEvent fact) => fact switch
    {
        VendorRegistered f => new Vendor(f.Profile),
        _ => throw Unhandled.Of(fact),
    };
}
