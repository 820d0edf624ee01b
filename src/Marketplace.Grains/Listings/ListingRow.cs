using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Listings.ListingEvent;

namespace Marketplace.Grains.Listings;

/// <summary>A listed software as the catalogue shows it.</summary>
/// <param name="PriceFrom">The lowest price per year among its plans.</param>
/// <param name="UsageRule">The newest, which new orders get.</param>
/// <param name="Rules">Every version, oldest first, so that an order's own can be explained.</param>
/// <param name="RenewalPrices">Announced, in the order of their days; a plan that has none renews at its market price.</param>
/// <param name="FeeOffered">What the platform would keep of what companies pay themselves; waits for the vendor's yes.</param>
/// <param name="FeeAgreed">Null where the policy's fee applies.</param>
public sealed record ListingRow(
    ListingId Id, CreditCode Vendor, string Name, string Category, string Summary, EquatableList<Plan> Plans, Money PriceFrom,
    UsageRule UsageRule, EquatableList<string> Cities, EquatableList<string> Industries, bool FirstVersion, string Status,
    DateTimeOffset ListedAt, string? Description, EquatableList<string>? Features, EquatableList<Screenshot>? Screenshots,
    EquatableList<Certificate>? Certificates, string? LaunchUrl, string? Support, EquatableList<UsageRule> Rules,
    EquatableList<RenewalPrice> RenewalPrices, FeeContract? FeeOffered, FeeContract? FeeAgreed) : IReadRow<ListingRow, ListingEvent>
{
    public static ReadTable Table { get; } = ReadTable.For<ListingRow, ListingEvent>(Listing.Grain, "listings");

    public static ListingRow Of(ListingId id, ListingContent content, DateTimeOffset listedAt) => new(
        id, content.Vendor, content.Name, content.Category, content.Summary, content.Plans,
        content.Plans.Min(p => p.PricePerYear), content.UsageRule, content.Cities, content.Industries, content.FirstVersion,
        "listed", listedAt, content.Description, content.Features, content.Screenshots, content.Certificates, content.LaunchUrl,
        content.Support, [content.UsageRule], [], null, null);

    /// <summary>The version that an order was confirmed with.</summary>
    public UsageRule Rule(int version) => Rules.FirstOrDefault(r => r.Version == version)
        ?? throw new ArgumentOutOfRangeException(nameof(version), version, $"Listing {Id} has no such usage rule.");

    /// <summary>What a plan's renewal costs that begins on a day.</summary>
    public Money RenewalPriceOf(Plan plan, DateOnly on) => RenewalPrices.LastOrDefault(p => p.Plan == plan.Id && p.From <= on)?.PricePerYear ?? plan.MarketPrice;

    public static ListingRow Evolve(ListingRow? row, ListingEvent fact, Envelope envelope) => fact switch
    {
        ListingPublished f => Of(new ListingId(envelope.Key), f.Content, envelope.At),
        UsageRuleFiled f when row is not null => row with { UsageRule = f.Rule, Rules = [.. row.Rules, f.Rule] },
        RenewalPriceAnnounced f when row is not null => row with { RenewalPrices = Listing.With(row.RenewalPrices, f.Price) },
        FeeProposed f when row is not null => row with { FeeOffered = f.Contract },
        ListingEvent.FeeAgreed f when row is not null => row with { FeeAgreed = f.Contract, FeeOffered = null },
        _ => throw Unhandled.Of(fact),
    };
}
