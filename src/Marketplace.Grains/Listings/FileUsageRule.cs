using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Listings;

/// <summary>A software gets a new usage rule: new orders are judged by it, running ones by the version they were confirmed with (S003 art.9).</summary>
public sealed record FileUsageRule(ListingId Listing, UsageRule Rule) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Listings.Listing.Grain[Listing.Value]];

    public Reply Run(Turn turn)
    {
        var key = Listings.Listing.Grain[Listing.Value];
        if (turn.Do(key, new ListingCommand.FileRule(Rule)) is { } refusal) return refusal;
        return Reply.With(turn.Read(key).Rules[^1]);
    }
}
