using Billing;
using Marketplace.Api.Access;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Acceptance;

/// <summary>Why each amount of a line is what it is.</summary>
public sealed record LineReasons(AmountStep Asked, AmountStep Adjusted, AmountStep Verified);

/// <summary>One order in a batch: asked, adjusted, verified and approved side by side, in yuan.</summary>
/// <param name="State">Whether the order was selected for the city's sample, and looked at.</param>
/// <param name="Verified">What stands after the city's part; what was not selected stands as it was adjusted.</param>
/// <param name="Approved">Null until the approved batch is carried out.</param>
/// <param name="Flags">Signals with their evidence; not shown to vendors.</param>
public sealed record LineView(
    OrderId Order, string Number, string City, CreditCode Company, CreditCode Vendor, ListingId Listing, int Percent, int RuleVersion,
    Money Asked, Money Adjusted, Money Verified, Money? Approved, LineReasons Reasons, ReviewState State, CheckResult? Result, LineOutcome? Outcome,
    UsageSummary Usage, string Evidence, bool IsAppeal, Eligibility AtOrder, Eligibility Today, IReadOnlyList<Flag>? Flags, string? Notes,
    IReadOnlyList<string>? Photos)
{
    public static LineView Of(string city, BatchLine line, bool forVendor)
    {
        var p = line.Proposed;
        return new LineView(
            p.Order, p.Number, city, p.Company, p.Vendor, p.Listing, p.Percent, p.RuleVersion, p.Asked, line.AdjustedStep.Amount,
            line.VerifiedStep.Amount, line.Approved, new LineReasons(line.AskedStep, line.AdjustedStep, line.VerifiedStep), line.State,
            line.Check?.Result, line.Applied?.Outcome, p.Usage, p.Evidence, p.IsAppeal, p.AtOrder, p.Today, forVendor ? null : p.Flags,
            forVendor ? null : line.Check?.Notes, forVendor ? null : line.Check?.Photos);
    }
}

/// <summary>How far a city is with its part.</summary>
/// <param name="Selected">Lines of the sample; zero until the batch is submitted.</param>
/// <param name="Checked">How many of them have a result.</param>
/// <param name="Seed">Of the sample: anybody can draw it again.</param>
public sealed record CityView(
    string City, VerificationStatus Status, int Lines, int Selected, int Checked, Money Asked, Money Verified, Money Approved, string? Seed,
    string? ConfirmedBy, string? Opinion)
{
    public static CityView Of(string city, Verification part)
    {
        var lines = part.Lines.Values.ToList();
        var selected = lines.Where(l => l.State != ReviewState.NotSelected).ToList();
        return new CityView(
            city, part.Status, lines.Count, selected.Count, selected.Count(l => l.State != ReviewState.Selected), Sum(lines, l => l.Proposed.Asked),
            Sum(lines, l => l.VerifiedStep.Amount), Sum(lines, l => l.Approved ?? Money.Zero), part.Seed, part.ConfirmedBy, part.Opinion);
    }

    static Money Sum(IEnumerable<BatchLine> lines, Func<BatchLine, Money> amount) => lines.Aggregate(Money.Zero, (sum, line) => sum + amount(line));
}

/// <summary>A month's batch as far as the requester may see it.</summary>
/// <param name="Total">Lines in all; <paramref name="Lines"/> are those of the page that was asked for.</param>
/// <param name="Reports">The hashes that the approval fixed: of the whole, and of each city's part.</param>
public sealed record BatchView(
    string Id, string Month, BatchStatus Status, BatchTerms? Terms, string? UsageHash, string? ReturnReason, DateTimeOffset? AppliedAt,
    IReadOnlyList<ReportHash> Reports, IReadOnlyList<CityView> Cities, int Total, IReadOnlyList<LineView> Lines)
{
    /// <summary>More lines than this come by pages.</summary>
    public const int LinesMax = 5_000;

    public static BatchView Of(BatchState state, Requester requester, int skip = 0, int take = LinesMax)
    {
        var (batch, isVendor) = (state.Batch, requester.Role == Role.Vendor);
        var (parts, lines) = (PartsOf(state, requester), LinesOf(state, requester));
        return new BatchView(
            state.Month, state.Month, batch.Status, batch.Terms, batch.UsageHash, isVendor ? null : batch.ReturnReason, batch.AppliedAt,
            [.. batch.Reports.Where(r => !isVendor && (requester.Role != Role.CityBureau || r.Of == requester.Scope))],
            isVendor ? [] : [.. parts.Select(p => CityView.Of(p.City, p.Part))],
            lines.Count, [.. lines.Skip(skip).Take(take).Select(l => LineView.Of(l.City, l.Line, isVendor))]);
    }

    /// <summary>The lines that a requester may see, by city and number: all, those of its city, or its own.</summary>
    internal static IReadOnlyList<(string City, BatchLine Line)> LinesOf(BatchState state, Requester requester) =>
        [.. PartsOf(state, requester).SelectMany(p => p.Part.InOrder.Where(l => MaySee(requester, l)).Select(l => (p.City, Line: l)))];

    static IReadOnlyList<(string City, Verification Part)> PartsOf(BatchState state, Requester requester) =>
        [.. state.Parts.Where(p => requester.Role != Role.CityBureau || p.City == requester.Scope)];

    static bool MaySee(Requester requester, BatchLine line) => requester.Role switch
    {
        Role.Vendor => line.Proposed.Vendor.Value == requester.Scope,
        Role.Company => line.Proposed.Company.Value == requester.Scope,
        _ => true,
    };
}
