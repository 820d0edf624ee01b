using System.Collections.Immutable;
using Billing;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Companies.CompanyCommand;
using static Marketplace.Grains.Companies.CompanyEvent;

namespace Marketplace.Grains.Companies;

/// <summary>What is known of a company when it is enrolled.</summary>
/// <param name="County">The code of a county of the city, where it is known.</param>
/// <param name="Contact">Personal data, sealed under a key of its own that can be destroyed.</param>
public sealed record CompanyProfile(
    CreditCode CreditCode, string Name, string City, string? County, string Industry, int Employees, Money AnnualRevenue,
    string Contact);

public abstract record CompanyCommand
{
    /// <param name="EnrolledOn">The day in Asia/Shanghai; it decides which size standard applies.</param>
    public sealed record Enrol(CompanyProfile Profile, DateOnly EnrolledOn) : CompanyCommand;

    /// <param name="Contact">Sealed, as in the profile.</param>
    public sealed record NameContact(string Contact) : CompanyCommand;
    public sealed record TakeSubscription(ListingId Listing, OrderId Order) : CompanyCommand;
    public sealed record EndSubscription(ListingId Listing, OrderId Order) : CompanyCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record CompanyEvent
{
    public sealed record CompanyEnrolled(CompanyProfile Profile, CompanySize Size, string SizeStandard) : CompanyEvent;
    public sealed record ContactChanged(string Contact) : CompanyEvent;
    public sealed record SubscriptionTaken(ListingId Listing, OrderId Order) : CompanyEvent;
    public sealed record SubscriptionEnded(ListingId Listing, OrderId Order) : CompanyEvent;
}

/// <summary>A small, medium or micro manufacturer of the province (中小微制造业企业, S003 art.2) and what it subscribes to now.</summary>
public sealed record Company(CompanyProfile? Profile, CompanySize Size, ImmutableDictionary<ListingId, OrderId> Subscriptions)
    : IAggregate<Company, CompanyCommand, CompanyEvent>
{
    public static readonly GrainType<Company, CompanyCommand, CompanyEvent> Grain = new("company");

    public static Company Initial { get; } = new(null, default, ImmutableDictionary<ListingId, OrderId>.Empty);

    public static Decision<CompanyEvent> Decide(Company company, CompanyCommand command) => command switch
    {
        Enrol { Profile.CreditCode.IsValid: false } => CompanyRefusal.CreditCodeInvalid,
        Enrol c when company.Profile is { } known => known == c.Profile ? Nothing.Happens : CompanyRefusal.Exists,
        Enrol c when !Province.Cities.ContainsKey(c.Profile.City) => CompanyRefusal.NotInProvince,
        Enrol c when !Industry.IsManufacturing(c.Profile.Industry) => CompanyRefusal.NotManufacturing,
        Enrol c => EnrolAs(c.Profile, SizeStandard.On(c.EnrolledOn)),

        NameContact when company.Profile is null => CompanyRefusal.Unknown,
        NameContact c when company.Profile.Contact == c.Contact => Nothing.Happens,
        NameContact c => new ContactChanged(c.Contact),

        TakeSubscription when company.Profile is null => CompanyRefusal.Unknown,
        TakeSubscription c when company.Subscriptions.TryGetValue(c.Listing, out var order) =>
            order == c.Order ? Nothing.Happens : OrderRefusal.Duplicate,
        TakeSubscription c => new SubscriptionTaken(c.Listing, c.Order),

        EndSubscription c when company.Subscriptions.GetValueOrDefault(c.Listing) != c.Order => Nothing.Happens,
        EndSubscription c => new SubscriptionEnded(c.Listing, c.Order),
        _ => throw Unhandled.Of(command),
    };

    public static Company Evolve(Company company, CompanyEvent fact) => fact switch
    {
        CompanyEnrolled f => company with { Profile = f.Profile, Size = f.Size },
        ContactChanged f => company with { Profile = company.Profile is { } profile ? profile with { Contact = f.Contact } : null },
        SubscriptionTaken f => company with { Subscriptions = company.Subscriptions.Add(f.Listing, f.Order) },
        SubscriptionEnded f => company with { Subscriptions = company.Subscriptions.Remove(f.Listing) },
        _ => throw Unhandled.Of(fact),
    };

    static Decision<CompanyEvent> EnrolAs(CompanyProfile profile, SizeStandard standard) =>
        standard.SizeOf(profile.Employees, profile.AnnualRevenue) is var size && size == CompanySize.Large
            ? CompanyRefusal.TooLarge
            : new CompanyEnrolled(profile, size, standard.Source);
}
