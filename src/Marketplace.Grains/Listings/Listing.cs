using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Listings.ListingCommand;
using static Marketplace.Grains.Listings.ListingEvent;

namespace Marketplace.Grains.Listings;

public abstract record ListingCommand
{
    public sealed record Publish(ListingContent Content) : ListingCommand;

    /// <param name="Rule">Its version is given here: one more than the newest.</param>
    public sealed record FileRule(UsageRule Rule) : ListingCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record ListingEvent
{
    public sealed record ListingPublished(ListingContent Content) : ListingEvent;
    public sealed record UsageRuleFiled(UsageRule Rule) : ListingEvent;
}

/// <summary>A software offered on the platform (软件服务包, S003 art.4, art.8).</summary>
/// <param name="Content">As it is offered now, with the newest usage rule.</param>
/// <param name="Rules">Every version of its usage rule, oldest first: an order is judged by the one it was confirmed with.</param>
public sealed record Listing(ListingContent? Content, EquatableList<UsageRule> Rules) : IAggregate<Listing, ListingCommand, ListingEvent>
{
    /// <summary>So many versions one software may have.</summary>
    public const int RulesMax = 100;

    public static readonly GrainType<Listing, ListingCommand, ListingEvent> Grain = new("listing");

    public static Listing Initial { get; } = new(Content: null, Rules: []);

    public Plan? Plan(string id) => Content?.Plans.FirstOrDefault(p => p.Id == id);

    /// <summary>The version that an order names; null where there is none.</summary>
    public UsageRule? Rule(int version) => Rules.FirstOrDefault(r => r.Version == version);

    public bool IsOfferedIn(string city) => Content is { } content && (content.Cities.Count == 0 || content.Cities.Contains(city));

    public static Decision<ListingEvent> Decide(Listing listing, ListingCommand command) => command switch
    {
        Publish c when listing.Content is { } known => known with { UsageRule = listing.Rules[0] } == c.Content ? Nothing.Happens : ListingRefusal.Exists,
        Publish { Content.Plans.Count: 0 } => ListingRefusal.WithoutPlan,
        Publish c when c.Content.Plans.DistinctBy(p => p.Id).Count() != c.Content.Plans.Count => ListingRefusal.PlanIdTwice,
        Publish c when c.Content.Plans.Any(p => p.PricePerYear > p.MarketPrice) => ListingRefusal.PriceAboveMarket,
        Publish c when c.Content.UsageRule.Check() is { } wrong => wrong,
        Publish c => new ListingPublished(c.Content),

        FileRule when listing.Content is null => ListingRefusal.Unknown,
        FileRule c when listing.Next(c.Rule) is var next => next == listing.Rules[^1] with { Version = next.Version } ? Nothing.Happens
            : listing.Rules.Count >= RulesMax ? ListingRefusal.TooManyRules
            : next.Check() is { } wrong ? wrong : new UsageRuleFiled(next),
        _ => throw Unhandled.Of(command),
    };

    public static Listing Evolve(Listing listing, ListingEvent fact) => fact switch
    {
        ListingPublished f => new Listing(f.Content, [f.Content.UsageRule]),
        UsageRuleFiled f => new Listing(listing.Content is { } content ? content with { UsageRule = f.Rule } : null, [.. listing.Rules, f.Rule]),
        _ => throw Unhandled.Of(fact),
    };

    UsageRule Next(UsageRule rule) => rule with { Version = Rules[^1].Version + 1 };
}
