using System.Globalization;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;

namespace Marketplace.Grains.Listings;

/// <summary>Lists a vendor's software; the operator does so until the collection process exists (S003 art.7-10).</summary>
public sealed record PublishListing(ListingContent Content) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Vendor.Grain[Content.Vendor.Value]];

    public Reply Run(Turn turn)
    {
        var id = HashChain.Derive(turn.CommandId, "listing", 0).ToString("N", CultureInfo.InvariantCulture);
        if (turn.Read(Vendor.Grain[Content.Vendor.Value]).Profile is null) return VendorRefusal.Unknown;
        if (turn.Do(Listing.Grain[id], new ListingCommand.Publish(Content), isNew: true) is { } refusal) return refusal;
        return Reply.With(ListingRow.Of(new ListingId(id), Content, turn.Now));
    }
}
