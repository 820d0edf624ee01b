using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Acceptance;

/// <summary>What acceptance counted for an order: the months of its term up to the batch's.</summary>
/// <param name="MonthsMet">How many of them met the rule.</param>
/// <param name="LateUses">Corrections to closed months that arrived in the batch's month; zero where there are none.</param>
public sealed record UsageSummary(long Uses, int ActiveDays, int DistinctUsers, int MonthsMet, long LateUses);

/// <summary>A line of an applied batch that the vendor is paid for.</summary>
/// <param name="Percent">The share of the whole subsidy that was asked for.</param>
/// <param name="Approved">By fund; their sum is what the vendor is paid for it.</param>
/// <param name="RuleVersion">Of the usage rule that it was judged by.</param>
/// <param name="Evidence">SHA-256, in hexadecimal, over the order's closed months.</param>
public sealed record AcceptedLine(
    OrderId Order, string Number, CreditCode Company, CreditCode Vendor, ListingId Listing, int Percent, EquatableList<FundShare> Approved,
    int RuleVersion, UsageSummary Usage, string Evidence);
