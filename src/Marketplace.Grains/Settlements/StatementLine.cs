using System.Security.Cryptography;
using Billing;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;

namespace Marketplace.Grains.Settlements;

/// <summary>What a vendor is paid for one accepted order.</summary>
/// <param name="Percent">The share of the whole subsidy that was asked for.</param>
/// <param name="RuleVersion">Of the usage rule that it was judged by.</param>
/// <param name="Usage">Its late uses are corrections to closed months that arrived in this one.</param>
/// <param name="UsageEvidence">SHA-256, in hexadecimal, over the order's closed months.</param>
/// <param name="Approved">By fund.</param>
public sealed record StatementLine(
    OrderId Order, string Number, CreditCode Company, ListingId Listing, int Percent, int RuleVersion, UsageSummary Usage,
    string UsageEvidence, EquatableList<FundShare> Approved, Money Amount)
{
    public static StatementLine Of(AcceptedLine line) => new(
        line.Order, line.Number, line.Company, line.Listing, line.Percent, line.RuleVersion, line.Usage, line.Evidence, line.Approved,
        line.Approved.Sum());
}

/// <summary>What a statement takes back of an order that was paid before.</summary>
/// <param name="Amount">Above zero; it counts against the lines.</param>
public sealed record RecoveryLine(RecoveryId Recovery, OrderId Order, string Number, Money Amount);

/// <summary>Who receives a statement's money, and by what right (S003 art.5, art.6).</summary>
/// <param name="Account">Sealed.</param>
/// <param name="Authorisation">Null when it is the vendor itself.</param>
public sealed record StatementPayee(CreditCode Code, string Name, string Account, CreditStanding Standing, PayeeAuthorisation? Authorisation);

/// <summary>
/// The hash over all of a statement, a chain of SHA-256: it begins with the hash of the canonical JSON of
/// <c>{lines, month, payee, vendor}</c>; each line follows as the hash of the 32 bytes before it and its own canonical JSON; last
/// comes <c>{carried, funds, recoveries, total}</c> in the same way. Anybody who has the statement's facts can recompute it.
/// </summary>
static class StatementEvidence
{
    public static string Begin(string month, CreditCode vendor, StatementPayee payee, int lines) =>
        Hex(SHA256.HashData(CanonicalJson.Write(new { month, vendor, payee, lines })));

    public static string After(string evidence, IEnumerable<StatementLine> lines) =>
        Hex(lines.Aggregate(Convert.FromHexString(evidence), (hash, line) => Link(hash, line)));

    public static string End(string evidence, EquatableList<RecoveryLine> recoveries, Money total, EquatableList<FundShare> funds, Money carried) =>
        Hex(Link(Convert.FromHexString(evidence), new { recoveries, total, funds, carried }));

    static byte[] Link(byte[] previous, object next)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        hash.AppendData(CanonicalJson.Write(next));
        return hash.GetHashAndReset();
    }

    static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}
