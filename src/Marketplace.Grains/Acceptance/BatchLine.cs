using System.Text.Json.Serialization;
using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Acceptance;

/// <summary>A sign that something may be wrong; it raises a hand and decides nothing.</summary>
/// <param name="Signal">What was seen, such as <c>usage.around-the-clock</c>.</param>
/// <param name="Evidence">What proves it, in the order in which the signal's sentence names it.</param>
public sealed record Flag(string Signal, EquatableList<string> Evidence);

/// <summary>Whether company and vendor are eligible, by the rules of one day.</summary>
/// <param name="Standard">The version of the rules, such as the source of the size standard.</param>
/// <param name="Reasons">Codes of what speaks against it; none when it is eligible.</param>
public sealed record Eligibility(string Standard, EquatableList<string> Reasons)
{
    [JsonIgnore] public bool Holds => Reasons.Count == 0;
}

/// <summary>What the platform proposes for one order (S003 art.19).</summary>
/// <param name="Percent">The share of the order's whole subsidy that is asked for.</param>
/// <param name="AtOrder">Eligibility by the rules of the day of the order.</param>
/// <param name="Today">Eligibility by the rules of the day of the batch.</param>
/// <param name="IsAppeal">It was not granted before and is submitted again with new evidence.</param>
/// <param name="Evidence">SHA-256, in hexadecimal, over the order's closed months.</param>
/// <param name="After">The batch that had decided upon the order last when this was proposed; null where none had.</param>
public sealed record ProposedLine(
    OrderId Order, string Number, CreditCode Company, CreditCode Vendor, ListingId Listing, int Percent, Money Asked, int RuleVersion,
    UsageSummary Usage, string Evidence, EquatableList<Flag> Flags, Eligibility AtOrder, Eligibility Today, bool IsAppeal,
    string? After = null)
{
    /// <summary>Always looked at: flagged, appealed, or of somebody who is not eligible.</summary>
    [JsonIgnore] public bool IsConspicuous => Flags.Count > 0 || IsAppeal || !AtOrder.Holds || !Today.Holds;
}

[JsonConverter(typeof(JsonStringEnumConverter<ReviewState>))]
public enum ReviewState
{
    [JsonStringEnumMemberName("notSelected")] NotSelected,
    [JsonStringEnumMemberName("selected")] Selected,
    [JsonStringEnumMemberName("verified")] Verified,

    /// <summary>Selected, and not looked at for a reason.</summary>
    [JsonStringEnumMemberName("bypassed")] Bypassed,
}

[JsonConverter(typeof(JsonStringEnumConverter<CheckResult>))]
public enum CheckResult
{
    [JsonStringEnumMemberName("pass")] Pass,
    [JsonStringEnumMemberName("deduct")] Deduct,
    [JsonStringEnumMemberName("reject")] Reject,
    [JsonStringEnumMemberName("bypass")] Bypass,
}

/// <summary>An amount with the reason for it.</summary>
/// <param name="Code">Stable, such as <c>usage.below-rule</c>.</param>
public sealed record AmountStep(Money Amount, string Code, string? Text);

/// <summary>What the platform takes back of what it proposed.</summary>
public sealed record Adjustment(OrderId Order, Money Amount, string Code, string? Text);

/// <summary>What a city found at one order.</summary>
/// <param name="Amount">What it finds right; null for all or nothing, as the result says.</param>
/// <param name="Photos">Ids of stored files.</param>
public sealed record Check(
    OrderId Order, CheckResult Result, Money? Amount, string? Code, string? Reason, string? Notes, EquatableList<string> Photos);

[JsonConverter(typeof(JsonStringEnumConverter<LineOutcome>))]
public enum LineOutcome
{
    [JsonStringEnumMemberName("accepted")] Accepted,
    [JsonStringEnumMemberName("deducted")] Deducted,
    [JsonStringEnumMemberName("rejected")] Rejected,

    /// <summary>The order no longer held what was asked for when the batch was carried out, or had been decided upon or appealed meanwhile.</summary>
    [JsonStringEnumMemberName("void")] Void,
}

/// <param name="Approved">By fund; nothing when it was rejected or void.</param>
public sealed record AppliedLine(OrderId Order, LineOutcome Outcome, EquatableList<FundShare> Approved);

/// <summary>One order in a batch: asked, adjusted, verified and approved side by side, each with its reason.</summary>
public sealed record BatchLine(ProposedLine Proposed, ReviewState State, AmountStep? Adjusted, Check? Check, AppliedLine? Applied)
{
    public const string ByRule = "rule.met";
    public const string Unadjusted = "adjusted.none";
    public const string NotSampled = "sample.not-selected";

    public static BatchLine Of(ProposedLine proposed) => new(proposed, ReviewState.NotSelected, null, null, null);

    public AmountStep AskedStep => new(Proposed.Asked, Proposed.IsAppeal ? "appeal" : ByRule, null);

    public AmountStep AdjustedStep => Adjusted ?? new AmountStep(Proposed.Asked, Unadjusted, null);

    public AmountStep VerifiedStep => Check switch
    {
        null => new AmountStep(AdjustedStep.Amount, NotSampled, null),
        { Result: CheckResult.Deduct } c => new AmountStep(Money.Min(c.Amount ?? Money.Zero, AdjustedStep.Amount), c.Code ?? "deduct", c.Reason),
        { Result: CheckResult.Reject } c => new AmountStep(Money.Zero, c.Code ?? "reject", c.Reason),
        { Result: CheckResult.Bypass } c => new AmountStep(AdjustedStep.Amount, c.Code ?? "bypass", c.Reason),
        { Result: CheckResult.Pass } c => new AmountStep(AdjustedStep.Amount, c.Code ?? "pass", c.Reason),
        _ => throw new ArgumentOutOfRangeException(nameof(Check), Check.Result, "No result of a check."),
    };

    /// <summary>Null until the approved batch has been carried out for this line.</summary>
    public Money? Approved => Applied?.Approved.Sum();
}
