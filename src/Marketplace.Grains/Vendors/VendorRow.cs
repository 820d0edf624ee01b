using Marketplace.Grains.Companies;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Vendors.VendorEvent;

namespace Marketplace.Grains.Vendors;

/// <summary>A vendor as lists and readers see it.</summary>
/// <param name="Contact">Sealed personal data; opened at the edge for those entitled.</param>
public sealed record VendorRow(
    CreditCode CreditCode, string Name, string Status, string Contact, string? Summary, string? Website, string? Seat)
    : IReadRow<VendorRow, VendorEvent>
{
    public static ReadTable Table { get; } = ReadTable.For<VendorRow, VendorEvent>(Vendor.Grain, "vendors");

    public static VendorRow Of(VendorProfile profile) => new(
        profile.CreditCode, profile.Name, "registered", profile.Contact, profile.Summary, profile.Website, profile.Seat);

    public static VendorRow Evolve(VendorRow? row, VendorEvent fact, Envelope envelope) => fact switch
    {
        VendorRegistered f => Of(f.Profile),
        _ => throw Unhandled.Of(fact),
    };
}
