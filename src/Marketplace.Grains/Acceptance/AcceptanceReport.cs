using System.Security.Cryptography;
using System.Text;
using Billing;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Acceptance;

/// <summary>Lines that share a reason for not being granted in full.</summary>
public sealed record ReasonSum(string Code, int Lines, Money Amount);

/// <summary>A line that was not granted in full, with the reason that is public.</summary>
public sealed record NotGranted(string Number, Money Asked, Money Approved, string Code, string? Text);

/// <summary>What the report says of one city, or of all of them.</summary>
/// <param name="Of">The city's code, or <c>province</c> for the whole.</param>
/// <param name="Seed">Of the city's sample; null for the whole.</param>
/// <param name="Opinion">What the bureau adds in words.</param>
/// <param name="LinesHash">SHA-256, in hexadecimal, over a line for each order: number, asked, adjusted and verified, by tabs.</param>
public sealed record ReportPart(
    string Of, int Lines, int Selected, int Checked, int Passed, int Deducted, int Rejected, int Bypassed, Money Applied, Money Approved,
    Money NotApproved, EquatableList<ReasonSum> Reasons, EquatableList<NotGranted> NotGranted, string? Seed, string? Opinion, string LinesHash);

/// <summary>
/// The acceptance report (验收报告) of a batch: the whole and each city. It follows from the record alone, so that the same
/// batch always gives the same report, and its hash is the one that the approval fixed.
/// </summary>
/// <param name="Basis">The article it rests on.</param>
public sealed record AcceptanceReport(
    string Month, string Basis, string PolicyVersion, int SamplePercent, int SampleMinimum, string UsageHash, ReportPart Whole,
    EquatableList<ReportPart> Cities)
{
    public static AcceptanceReport Of(BatchState state)
    {
        var terms = state.Batch.Terms!;
        return new AcceptanceReport(
            state.Month, "S003 art.19", terms.PolicyVersion, terms.SamplePercent, terms.SampleMinimum, state.Batch.UsageHash!,
            Part(Province.Owner, [.. state.Lines], null, null),
            [.. state.Parts.Select(p => Part(p.City, [.. p.Part.InOrder], p.Part.Seed, p.Part.Opinion))]);
    }

    /// <summary>What the approval fixes: a hash for the whole report, and one for each city's part of it.</summary>
    public static EquatableList<ReportHash> HashesOf(BatchState state)
    {
        var report = Of(state);
        return [new ReportHash(Province.Owner, HashOf(report)), .. report.Cities.Select(c => new ReportHash(c.Of, HashOf(c)))];
    }

    static string HashOf(object part) => Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Write(part)));

    static ReportPart Part(string of, IReadOnlyList<BatchLine> lines, string? seed, string? opinion)
    {
        var notGranted = lines.Where(l => l.VerifiedStep.Amount < l.Proposed.Asked).ToList();
        var (applied, approved) = (Sum(lines, l => l.Proposed.Asked), Sum(lines, l => l.VerifiedStep.Amount));
        return new ReportPart(
            of, lines.Count, lines.Count(l => l.State != ReviewState.NotSelected), lines.Count(l => l.State == ReviewState.Verified),
            Count(lines, CheckResult.Pass), Count(lines, CheckResult.Deduct), Count(lines, CheckResult.Reject), Count(lines, CheckResult.Bypass),
            applied, approved, applied - approved,
            [.. notGranted.GroupBy(l => ReasonOf(l).Code, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new ReasonSum(g.Key, g.Count(), Sum(g, l => l.Proposed.Asked - l.VerifiedStep.Amount)))],
            [.. notGranted.Select(l => new NotGranted(l.Proposed.Number, l.Proposed.Asked, l.VerifiedStep.Amount, ReasonOf(l).Code, ReasonOf(l).Text))],
            seed, opinion, LinesHash(lines));
    }

    /// <summary>The city's reason where it took something away, else the platform's.</summary>
    static AmountStep ReasonOf(BatchLine line) => line.VerifiedStep.Amount < line.AdjustedStep.Amount ? line.VerifiedStep : line.AdjustedStep;

    static int Count(IEnumerable<BatchLine> lines, CheckResult result) => lines.Count(l => l.Check?.Result == result);

    static Money Sum(IEnumerable<BatchLine> lines, Func<BatchLine, Money> amount) => lines.Aggregate(Money.Zero, (sum, line) => sum + amount(line));

    /// <summary>As a report part has it: what whoever decides has seen, so that nothing else is decided upon.</summary>
    public static string LinesHash(IEnumerable<BatchLine> lines)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in lines)
            hash.AppendData(Encoding.UTF8.GetBytes(
                $"{line.Proposed.Number}\t{line.Proposed.Asked}\t{line.AdjustedStep.Amount}\t{line.VerifiedStep.Amount}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
