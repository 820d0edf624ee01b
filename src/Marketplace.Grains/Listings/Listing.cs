using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Listings.ListingCommand;
using static Marketplace.Grains.Listings.ListingEvent;

namespace Marketplace.Grains.Listings;

public abstract record ListingCommand
{
    public sealed record Publish(ListingContent Content) : ListingCommand;

    /// <param name="Rule">Its version is given here: one more than the newest.</param>
    public sealed record FileRule(UsageRule Rule) : ListingCommand;

    /// <param name="NoticeDays">Before a renewal becomes dearer.</param>
    public sealed record AnnouncePrice(CreditCode Vendor, RenewalPrice Price, DateOnly Today, int NoticeDays) : ListingCommand;

    /// <summary>The platform offers the vendor a contract about its fee.</summary>
    public sealed record ProposeFee(FeeContract Contract) : ListingCommand;
    public sealed record AcceptFee(CreditCode Vendor, int FeeBasisPoints) : ListingCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record ListingEvent
{
    public sealed record ListingPublished(ListingContent Content) : ListingEvent;
    public sealed record UsageRuleFiled(UsageRule Rule) : ListingEvent;
    public sealed record RenewalPriceAnnounced(RenewalPrice Price) : ListingEvent;
    public sealed record FeeProposed(FeeContract Contract) : ListingEvent;
    public sealed record FeeAgreed(FeeContract Contract) : ListingEvent;
}

/// <summary>What a renewal costs from a day on (S003 art.17: market terms).</summary>
/// <param name="From">Terms that begin on this day, in Asia/Shanghai, or later.</param>
/// <param name="AnnouncedOn">When companies could know of it.</param>
public sealed record RenewalPrice(string Plan, Money PricePerYear, DateOnly From, DateOnly AnnouncedOn);

/// <summary>What the platform keeps of what companies pay for a software themselves: proposed by the platform, accepted by the vendor.</summary>
/// <param name="FeeBasisPoints">1 % is 100.</param>
/// <param name="By">Who proposed it.</param>
public sealed record FeeContract(int FeeBasisPoints, string By)
{
    /// <summary>30 %.</summary>
    public const int FeeBasisPointsMax = 3_000;
}

/// <summary>A software offered on the platform (软件服务包, S003 art.4, art.8).</summary>
/// <param name="Content">As it is offered now, with the newest usage rule.</param>
/// <param name="Rules">Every version of its usage rule, oldest first: an order is judged by the one it was confirmed with.</param>
/// <param name="RenewalPrices">Announced, in the order of their days; a plan that has none renews at its market price.</param>
/// <param name="FeeOffered">Waits for the vendor's yes.</param>
/// <param name="FeeAgreed">Null where the policy's fee applies.</param>
public sealed record Listing(
    ListingContent? Content, EquatableList<UsageRule> Rules, EquatableList<RenewalPrice> RenewalPrices, FeeContract? FeeOffered, FeeContract? FeeAgreed)
    : IAggregate<Listing, ListingCommand, ListingEvent>
{
    /// <summary>So many prices one software may have announced.</summary>
    public const int RenewalPricesMax = 200;

    /// <summary>So many versions one software may have.</summary>
    public const int RulesMax = 100;

    public static readonly GrainType<Listing, ListingCommand, ListingEvent> Grain = new("listing");

    public static Listing Initial { get; } = new(Content: null, Rules: [], RenewalPrices: [], FeeOffered: null, FeeAgreed: null);

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

        AnnouncePrice c when c.Vendor != listing.Content?.Vendor => ListingRefusal.Unknown,
        AnnouncePrice c => listing.Announced(c),
        ProposeFee when listing.Content is null => ListingRefusal.Unknown,
        ProposeFee { Contract.FeeBasisPoints: < 0 or > FeeContract.FeeBasisPointsMax } => ListingRefusal.FeeOutOfRange,
        ProposeFee c => c.Contract.FeeBasisPoints == (listing.FeeOffered ?? listing.FeeAgreed)?.FeeBasisPoints ? Nothing.Happens : new FeeProposed(c.Contract),
        AcceptFee c when c.Vendor != listing.Content?.Vendor => ListingRefusal.Unknown,
        AcceptFee c when listing.FeeOffered is null && listing.FeeAgreed?.FeeBasisPoints == c.FeeBasisPoints => Nothing.Happens,
        AcceptFee c => listing.FeeOffered?.FeeBasisPoints == c.FeeBasisPoints ? new ListingEvent.FeeAgreed(listing.FeeOffered!) : ListingRefusal.FeeNotOffered,
        _ => throw Unhandled.Of(command),
    };

    public static Listing Evolve(Listing listing, ListingEvent fact) => fact switch
    {
        ListingPublished f => listing with { Content = f.Content, Rules = [f.Content.UsageRule] },
        UsageRuleFiled f => listing with
        {
            Content = listing.Content is { } content ? content with { UsageRule = f.Rule } : null, Rules = [.. listing.Rules, f.Rule],
        },
        RenewalPriceAnnounced f => listing with { RenewalPrices = With(listing.RenewalPrices, f.Price) },
        FeeProposed f => listing with { FeeOffered = f.Contract },
        ListingEvent.FeeAgreed f => listing with { FeeAgreed = f.Contract, FeeOffered = null },
        _ => throw Unhandled.Of(fact),
    };

    /// <summary>By the listing's contract; null where the policy's applies.</summary>
    public int? FeeBasisPoints => FeeAgreed?.FeeBasisPoints;

    /// <summary>What a plan's renewal costs that begins on a day; null where there is no such plan.</summary>
    public Money? RenewalPrice(string plan, DateOnly on) =>
        RenewalPrices.LastOrDefault(p => p.Plan == plan && p.From <= on)?.PricePerYear ?? Plan(plan)?.MarketPrice;

    /// <summary>What is announced replaces what was announced for the same day and later ones.</summary>
    internal static EquatableList<RenewalPrice> With(EquatableList<RenewalPrice> prices, RenewalPrice price) =>
        [.. prices.Where(p => p.Plan != price.Plan || p.From < price.From).Append(price).OrderBy(p => p.From)];

    Decision<ListingEvent> Announced(AnnouncePrice c)
    {
        if (RenewalPrice(c.Price.Plan, c.Price.From) is not { } before) return ListingRefusal.PlanUnknown;
        if (RenewalPrices.Any(p => p.Plan == c.Price.Plan && p.From == c.Price.From && p.PricePerYear == c.Price.PricePerYear)) return Nothing.Happens;
        if (RenewalPrices.Count >= RenewalPricesMax) return ListingRefusal.TooManyPrices;
        var (tomorrow, noticed) = (c.Today.AddDays(1), c.Today.AddDays(c.NoticeDays));
        var isTooLate = c.Price.From < tomorrow || c.Price.PricePerYear > before && c.Price.From < noticed
            // What was announced for a later day, and falls away, was cheaper.
            || RenewalPrices.Any(p => p.Plan == c.Price.Plan && p.From > c.Price.From && p.From < noticed && p.PricePerYear < c.Price.PricePerYear);
        return isTooLate ? ListingRefusal.AnnouncedTooLate : new RenewalPriceAnnounced(c.Price);
    }

    UsageRule Next(UsageRule rule) => rule with { Version = Rules[^1].Version + 1 };
}
