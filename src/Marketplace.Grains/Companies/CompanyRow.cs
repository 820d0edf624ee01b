using Billing;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Companies.CompanyEvent;

namespace Marketplace.Grains.Companies;

/// <summary>A company as lists and readers see it.</summary>
/// <param name="Contact">Sealed personal data; opened at the edge for those entitled.</param>
/// <param name="Running">Subscriptions running or waiting for payment.</param>
public sealed record CompanyRow(
    CreditCode CreditCode, string Name, string City, string? County, string Industry, int Employees, Money AnnualRevenue,
    CompanySize Size, string Status, string Contact, int Running = 0, DateTimeOffset? EnrolledAt = null)
    : IReadRow<CompanyRow, CompanyEvent>
{
    public static ReadTable Table { get; } = ReadTable.For<CompanyRow, CompanyEvent>(Company.Grain, "companies");

    public static CompanyRow Of(CompanyProfile profile, CompanySize size) => new(
        profile.CreditCode, profile.Name, profile.City, profile.County, profile.Industry, profile.Employees,
        profile.AnnualRevenue, size, "enrolled", profile.Contact);

    public static CompanyRow Evolve(CompanyRow? row, CompanyEvent fact, Envelope envelope) => fact switch
    {
        CompanyEnrolled f => Of(f.Profile, f.Size) with { EnrolledAt = envelope.At },
        ContactChanged f => row! with { Contact = f.Contact },
        SubscriptionTaken => row! with { Running = row.Running + 1 },
        SubscriptionEnded => row! with { Running = row.Running - 1 },
        _ => throw Unhandled.Of(fact),
    };
}
