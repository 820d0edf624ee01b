using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Listings.ListingCommand;
using static Marketplace.Grains.Listings.ListingEvent;

namespace Marketplace.Grains.Listings;

public abstract record ListingCommand
{
    public sealed record Publish(ListingContent Content) : ListingCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record ListingEvent
{
    public sealed record ListingPublished(ListingContent Content) : ListingEvent;
}

/// <summary>A software offered on the platform (软件服务包, S003 art.4, art.8).</summary>
public sealed record Listing(ListingContent? Content) : IAggregate<Listing, ListingCommand, ListingEvent>
{
    public static readonly GrainType<Listing, ListingCommand, ListingEvent> Grain = new("listing");

    public static Listing Initial { get; } = new(Content: null);

    public Plan? Plan(string id) => Content?.Plans.FirstOrDefault(p => p.Id == id);

    public bool IsOfferedIn(string city) => Content is { } content && (content.Cities.Count == 0 || content.Cities.Contains(city));

    public static Decision<ListingEvent> Decide(Listing listing, ListingCommand command) => command switch
    {
        Publish c when listing.Content is { } known => known == c.Content ? Nothing.Happens : ListingRefusal.Exists,
        Publish { Content.Plans.Count: 0 } => ListingRefusal.WithoutPlan,
        Publish c when c.Content.Plans.DistinctBy(p => p.Id).Count() != c.Content.Plans.Count => ListingRefusal.PlanIdTwice,
        Publish c when c.Content.Plans.Any(p => p.PricePerYear > p.MarketPrice) => ListingRefusal.PriceAboveMarket,
        Publish c => new ListingPublished(c.Content),
        _ => throw Unhandled.Of(command),
    };

    public static Listing Evolve(Listing listing, ListingEvent fact) => fact switch
    {
        ListingPublished f => new Listing(f.Content),
        _ => throw Unhandled.Of(fact),
    };
}
