using System.Text.Json.Serialization;
using Billing;
using Marketplace.Api.Http;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Listings;

/// <param name="PricePerYear">Yuan; not above the market price (S003 art.8).</param>
/// <param name="MarketPriceEvidence">Where the market price is proved: a document number or an address.</param>
/// <param name="Seats">How many people may use it, 1 to 100,000.</param>
public sealed record PlanInput(string? Id, string? Name, Money? PricePerYear, Money? MarketPrice, string? MarketPriceEvidence, int? Seats);

/// <param name="File">The id of a file that was stored by <c>POST /files</c>.</param>
/// <param name="Caption">What the picture shows.</param>
public sealed record ScreenshotInput(string? File, string? Caption);

/// <param name="Kind"><c>copyright</c>, <c>patent</c>, <c>test-report</c>, <c>security</c> or <c>other</c>.</param>
/// <param name="File">The id of a stored file that shows the paper.</param>
public sealed record CertificateInput(CertificateKind? Kind, string? Number, string? Name, string? IssuedBy, string? File);

/// <param name="Vendor">The vendor's credit code.</param>
/// <param name="Cities">Codes of the cities where it is offered; none for the whole province.</param>
/// <param name="Industries">Divisions of GB/T 4754 that it is made for; none for all.</param>
/// <param name="FirstVersion">A first-version product (首版次, S003 art.8).</param>
/// <param name="Summary">A sentence or two.</param>
/// <param name="Description">The long text; blank lines part paragraphs.</param>
/// <param name="Features">Up to 20 short texts.</param>
/// <param name="LaunchUrl">An https address; companies are sent there with a launch token.</param>
/// <param name="Support">Phone and hours.</param>
public sealed record ListingInput(
    string? Vendor, string? Name, string? Category, string? Summary, PlanInput[]? Plans, UsageRuleInput? UsageRule,
    string[]? Cities, string[]? Industries, bool? FirstVersion, string? Description = null, string[]? Features = null,
    ScreenshotInput[]? Screenshots = null, CertificateInput[]? Certificates = null, string? LaunchUrl = null, string? Support = null)
{
    public const int PlansMax = 20;
    public const int DescriptionMax = 10_000;
    public const int FeaturesMax = 20;
    public const int ScreenshotsMax = 8;
    public const int CertificatesMax = 20;

    public Refusal? Check(out ListingContent content)
    {
        var check = new Checked();
        var vendor = new CreditCode(check.Text("vendor", Vendor, 64));
        var name = check.Text("name", Name, 100);
        var category = check.Text("category", Category, 50);
        var summary = check.Text("summary", Summary, 2000);
        check.That(Plans is { Length: > 0 and <= PlansMax } && Plans.All(p => p is not null), "plans",
            "plans is a list of 1 to 20 plans.", "套餐应为 1 至 20 个。");
        Plan[] plans = check.Refusal is null ? [.. Plans!.Select((p, i) => ReadPlan(check, p, $"plans[{i}]"))] : [];
        var rule = (UsageRule ?? new UsageRuleInput()).Read(check);
        check.That(Cities is null || Cities.All(c => c is not null && Province.Cities.ContainsKey(c)), "cities",
            "cities are codes of the 16 cities, such as 340100.", "cities 应为 16 个市的代码。");
        check.That(Industries is null || Industries.All(i => i is not null && Industry.IsManufacturing(i)), "industries",
            "industries are divisions C13 to C43 of GB/T 4754.", "industries 应为 GB/T 4754 大类 C13 至 C43。");
        content = new ListingContent(
            vendor, name, category, summary, [.. plans], rule, [.. (Cities ?? []).Distinct()], [.. (Industries ?? []).Distinct()], FirstVersion ?? false,
            check.OptionalText("description", Description, DescriptionMax),
            check.OptionalItems("features", Features, FeaturesMax, (field, text) => check.Text(field, text, 100)),
            check.OptionalItems("screenshots", Screenshots, ScreenshotsMax, (field, s) =>
                new Screenshot(check.Text($"{field}.file", s.File, 64), check.Text($"{field}.caption", s.Caption, 100))),
            check.OptionalItems("certificates", Certificates, CertificatesMax, (field, c) => ReadCertificate(check, c, field)),
            check.OptionalHttps("launchUrl", LaunchUrl, 500), check.OptionalText("support", Support, 200));
        return check.Refusal;
    }

    static Certificate ReadCertificate(Checked check, CertificateInput input, string field)
    {
        check.That(input.Kind is not null, $"{field}.kind",
            "kind is copyright, patent, test-report, security or other.", "kind 应为 copyright、patent、test-report、security 或 other。");
        return new Certificate(
            input.Kind ?? CertificateKind.Other, check.Text($"{field}.number", input.Number, 100), check.Text($"{field}.name", input.Name, 200),
            check.OptionalText($"{field}.issuedBy", input.IssuedBy, 100), check.OptionalText($"{field}.file", input.File, 64));
    }

    static Plan ReadPlan(Checked check, PlanInput plan, string field) => new(
        check.Text($"{field}.id", plan.Id, 50), check.Text($"{field}.name", plan.Name, 100),
        check.Amount($"{field}.pricePerYear", plan.PricePerYear), check.Amount($"{field}.marketPrice", plan.MarketPrice),
        check.OptionalText($"{field}.marketPriceEvidence", plan.MarketPriceEvidence, 500),
        plan.Seats is null ? 1 : check.Whole($"{field}.seats", plan.Seats, 1, 100_000));
}
