using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Listings.ListingEvent;

namespace Marketplace.Grains.Listings;

/// <summary>A listed software as the catalogue shows it.</summary>
/// <param name="PriceFrom">The lowest price per year among its plans.</param>
public sealed record ListingRow(
    ListingId Id, CreditCode Vendor, string Name, string Category, string Summary, EquatableList<Plan> Plans, Money PriceFrom,
    UsageRule UsageRule, EquatableList<string> Cities, EquatableList<string> Industries, bool FirstVersion, string Status,
    DateTimeOffset ListedAt, string? Description, EquatableList<string>? Features, EquatableList<Screenshot>? Screenshots,
    EquatableList<Certificate>? Certificates, string? LaunchUrl, string? Support) : IReadRow<ListingRow, ListingEvent>
{
    public static ReadTable Table { get; } = ReadTable.For<ListingRow, ListingEvent>(Listing.Grain, "listings");

    public static ListingRow Of(ListingId id, ListingContent content, DateTimeOffset listedAt) => new(
        id, content.Vendor, content.Name, content.Category, content.Summary, content.Plans,
        content.Plans.Min(p => p.PricePerYear), content.UsageRule, content.Cities, content.Industries, content.FirstVersion,
        "listed", listedAt, content.Description, content.Features, content.Screenshots, content.Certificates, content.LaunchUrl,
        content.Support);

    public static ListingRow Evolve(ListingRow? row, ListingEvent fact, Envelope envelope) => fact switch
    {
        ListingPublished f => Of(new ListingId(envelope.Key), f.Content, envelope.At),
        _ => throw Unhandled.Of(fact),
    };
}
