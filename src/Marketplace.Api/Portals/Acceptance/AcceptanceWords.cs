using Marketplace.Api.Acceptance;
using Marketplace.Api.Lists;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Acceptance;

/// <summary>Statuses, reasons and results of acceptance as people read them.</summary>
public static class AcceptanceWords
{
    /// <summary>Why a city deducts or rejects, as a list to choose from; stable, because sums are made by them.</summary>
    public static readonly IReadOnlyList<string> CheckCodes =
        ["usage.not-real", "usage.partly", "company.not-eligible", "software.misfit", "price.too-high", "papers.missing", "other"];

    /// <summary>Why the platform takes something back before it submits.</summary>
    public static readonly IReadOnlyList<string> AdjustmentCodes =
        ["usage.corrected", "company.not-eligible", "price.too-high", "calculation", "other"];

    static readonly Dictionary<string, Refusal> Ineligible = new[]
    {
        CompanyRefusal.CreditCodeInvalid, CompanyRefusal.NotInProvince, CompanyRefusal.NotManufacturing, CompanyRefusal.TooLarge,
    }.ToDictionary(r => r.Code);

    public static Tone ToneOf(BatchStatus status) => status switch
    {
        BatchStatus.Preparing => Tone.Waiting,
        BatchStatus.Open => Tone.Action,
        BatchStatus.Submitted => Tone.Waiting,
        BatchStatus.Returned => Tone.Refused,
        BatchStatus.Approved => Tone.Waiting,
        BatchStatus.Applied => Tone.Done,
        BatchStatus.None => Tone.Quiet,
    };

    public static Tone ToneOf(VerificationStatus status) => status switch
    {
        VerificationStatus.Open => Tone.Quiet,
        VerificationStatus.Submitted => Tone.Waiting,
        VerificationStatus.Confirmed => Tone.Done,
    };

    public static Tone ToneOf(ReviewState state) => state switch
    {
        ReviewState.NotSelected => Tone.Quiet,
        ReviewState.Selected => Tone.Waiting,
        ReviewState.Verified => Tone.Done,
        ReviewState.Bypassed => Tone.Quiet,
    };

    public static Tone ToneOf(CheckResult result) => result switch
    {
        CheckResult.Pass => Tone.Done,
        CheckResult.Deduct => Tone.Waiting,
        CheckResult.Reject => Tone.Refused,
        CheckResult.Bypass => Tone.Quiet,
    };

    public static Tone ToneOf(LineOutcome outcome) => outcome switch
    {
        LineOutcome.Accepted => Tone.Done,
        LineOutcome.Deducted => Tone.Waiting,
        LineOutcome.Rejected => Tone.Refused,
        LineOutcome.Void => Tone.Quiet,
    };

    /// <summary>A code and, where one was given, the text that somebody wrote with it.</summary>
    public static string Reason(this Texts texts, Language language, AmountStep step) =>
        step.Text is null ? texts.Word("reason", step.Code, language) : $"{texts.Word("reason", step.Code, language)}：{step.Text}";

    /// <summary>What speaks against a company, by its code.</summary>
    public static string WhyNot(Portal portal, string code) => Ineligible.TryGetValue(code, out var refusal) ? portal.Reason(refusal) : code;

    /// <summary>The same refusal at the field of a form that has only some of what the API has; no field where it has none.</summary>
    public static Refusal At(this Refusal refusal, params ReadOnlySpan<string> fields)
    {
        var name = refusal.Field?.Split('.')[^1] ?? "";
        return refusal with { Field = fields.Contains(name) ? name : null };
    }

    public static string City(this Texts texts, Language language, string of) =>
        of == Grains.Places.Province.Owner ? texts.In(language, "report.whole") : texts.Word("city", of, language);
}
