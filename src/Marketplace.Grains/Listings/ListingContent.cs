using System.Text.Json.Serialization;
using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Listings;

/// <summary>One way to buy a listed software.</summary>
/// <param name="Id">Unique inside the listing.</param>
/// <param name="MarketPrice">The market price per year; the package's price may not be above it (S003 art.8).</param>
/// <param name="MarketPriceEvidence">Where the market price is proved (S003 art.10-6).</param>
/// <param name="Seats">How many people may use it.</param>
public sealed record Plan(string Id, string Name, Money PricePerYear, Money MarketPrice, string? MarketPriceEvidence, int Seats);

/// <summary>A picture of the software at work.</summary>
/// <param name="File">The id of a stored file.</param>
public sealed record Screenshot(string File, string Caption);

[JsonConverter(typeof(JsonStringEnumConverter<CertificateKind>))]
public enum CertificateKind
{
    /// <summary>Software copyright (软件著作权).</summary>
    [JsonStringEnumMemberName("copyright")] Copyright,

    [JsonStringEnumMemberName("patent")] Patent,

    /// <summary>Of a third party (第三方测试报告).</summary>
    [JsonStringEnumMemberName("test-report")] TestReport,

    /// <summary>Such as level protection (等级保护).</summary>
    [JsonStringEnumMemberName("security")] Security,

    [JsonStringEnumMemberName("other")] Other,
}

/// <summary>What proves that the software is the vendor's own and was tested (S003 art.4).</summary>
/// <param name="File">The id of a stored file, where the paper itself is shown.</param>
public sealed record Certificate(CertificateKind Kind, string Number, string Name, string? IssuedBy, string? File);

/// <summary>Everything that is said of a software. What came later than the first listings is null where it was not said.</summary>
/// <param name="Cities">Where it is offered; empty for the whole province.</param>
/// <param name="Industries">For which divisions it is made; empty for all.</param>
/// <param name="LaunchUrl">Where the vendor's software takes a launch token.</param>
/// <param name="Support">When and where the vendor can be reached.</param>
public sealed record ListingContent(
    CreditCode Vendor, string Name, string Category, string Summary, EquatableList<Plan> Plans, UsageRule UsageRule,
    EquatableList<string> Cities, EquatableList<string> Industries, bool FirstVersion, string? Description = null,
    EquatableList<string>? Features = null, EquatableList<Screenshot>? Screenshots = null,
    EquatableList<Certificate>? Certificates = null, string? LaunchUrl = null, string? Support = null)
{
    /// <summary>The ids of the stored files that it names.</summary>
    public IEnumerable<string> Files() =>
        (Screenshots ?? []).Select(s => s.File).Concat((Certificates ?? []).Select(c => c.File).OfType<string>()).Distinct();
}
