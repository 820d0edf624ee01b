using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Acceptance;

/// <summary>The acceptance report as a document: the whole or a city's part, with what an approval has fixed of it.</summary>
/// <param name="Hash">Null while it is a draft: no approval has fixed it.</param>
public sealed record PrintedReport(BatchState State, AcceptanceReport Report, ReportPart Part, string? Hash)
{
    /// <summary>Characters of the hash that are printed: 128 bits, so that nobody finds other figures with the same code.</summary>
    public const int CodeLength = 32;

    public bool IsDraft => Hash is null;

    public bool IsWhole => Part.Of == Province.Owner;

    public string? Code => Hash?[..CodeLength];

    /// <param name="of">A city's code, or <c>province</c> for the whole.</param>
    /// <returns>Null when the batch is not put together yet, or has no lines of the city.</returns>
    public static PrintedReport? Of(BatchState state, string of)
    {
        if (state.Batch.Terms is null || state.Batch.Status is BatchStatus.None or BatchStatus.Preparing) return null;
        var report = AcceptanceReport.Of(state);
        var part = of == Province.Owner ? report.Whole : report.Cities.FirstOrDefault(c => c.Of == of);
        return part is null ? null : new PrintedReport(state, report, part, state.Batch.Reports.FirstOrDefault(r => r.Of == of)?.Hash);
    }

    /// <summary>Whether an approval has fixed a hash with this code.</summary>
    public static bool IsCode(Batch batch, string of, string code) =>
        code.Length == CodeLength && batch.Reports.Any(r => r.Of == of && r.Hash.StartsWith(code, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The report whose hash an approval fixed and that has this code. The figures are put together again and must still have
    /// the very hash that is on record, else they verify nothing.
    /// </summary>
    public static PrintedReport? Find(BatchState state, string of, string code)
    {
        if (code.Length != CodeLength || Of(state, of) is not { Code: { } right } printed) return null;
        var isAsRecorded = AcceptanceReport.HashesOf(state).Any(r => r.Of == of && r.Hash == printed.Hash);
        return isAsRecorded && string.Equals(right, code, StringComparison.OrdinalIgnoreCase) ? printed : null;
    }
}
