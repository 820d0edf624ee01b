using System.Globalization;
using Billing;
using Marketplace.Api.Lists;
using Marketplace.Api.Portals;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Acceptance;

/// <summary>The acceptance report as .xlsx: what the page says, a row for each figure.</summary>
public sealed class ReportSheet(Texts texts)
{
    public Stream Make(PrintedReport report, Language language)
    {
        var file = SheetFile.Temporary();
        try
        {
            using (var sheet = new SheetWriter(file, Text(language, "report.title"),
            [
                new(Text(language, "report.sheet.item"), ColumnKind.Text, 34), new(Text(language, "report.sheet.count"), ColumnKind.Whole, 10),
                new(Text(language, "report.applied"), ColumnKind.Money, 18), new(Text(language, "report.approved"), ColumnKind.Money, 18),
                new(Text(language, "report.notApproved"), ColumnKind.Money, 18), new(Text(language, "report.sheet.text"), ColumnKind.Text, 70),
            ]))
                foreach (var row in Rows(report, language)) sheet.Row(row);
            file.Position = 0;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    IEnumerable<string?[]> Rows(PrintedReport report, Language language)
    {
        var (part, terms) = (report.Part, report.State.Batch.Terms!);
        yield return Line("report.period", report.State.Month);
        yield return Line("report.state", Text(language, report.IsDraft ? "report.draft" : "report.final"));
        yield return Line("report.scope", Place(part.Of));
        yield return Line("report.basis", texts.In(language, "shell.article", report.Report.Basis.Replace("S003 art.", "", StringComparison.Ordinal)));
        yield return Line("report.policy", report.Report.PolicyVersion);
        yield return Line("report.method", Text(language, "report.methodText", terms.SamplePercent, terms.SampleMinimum));
        yield return Line("report.usageHash", report.Report.UsageHash);
        if (part.Seed is not null) yield return Line("report.seed", part.Seed);
        yield return [Place(part.Of), Number(part.Lines), part.Applied.ToString(), part.Approved.ToString(), part.NotApproved.ToString(), null];
        yield return Line("report.inWords", string.Join(" / ", new[] { part.Applied, part.Approved, part.NotApproved }.Select(ChineseNumerals.Of)));
        foreach (var (name, count) in new[]
        {
            ("selected", part.Selected), ("checked", part.Checked), ("passed", part.Passed), ("deducted", part.Deducted), ("rejected", part.Rejected),
            ("bypassed", part.Bypassed),
        })
            yield return [Text(language, $"report.{name}"), Number(count), null, null, null, null];
        if (report.IsWhole)
            foreach (var city in report.Report.Cities)
                yield return [Place(city.Of), Number(city.Lines), city.Applied.ToString(), city.Approved.ToString(), city.NotApproved.ToString(), city.Opinion];
        foreach (var reason in part.Reasons)
            yield return [texts.Word("reason", reason.Code, language), Number(reason.Lines), null, null, reason.Amount.ToString(), null];
        foreach (var line in part.NotGranted)
            yield return [line.Number, null, line.Asked.ToString(), line.Approved.ToString(), (line.Asked - line.Approved).ToString(), Reason(line)];
        if (part.Opinion is not null) yield return Line("report.cityOpinion", part.Opinion);
        if (report.State.Batch.Opinion is { } opinion) yield return Line("report.provinceOpinion", opinion);
        if (report.Hash is not null) yield return Line("report.hash", report.Hash);

        string?[] Line(string key, string text) => [Text(language, key), null, null, null, null, text];

        string Place(string of) => of == Province.Owner ? Text(language, "report.whole") : texts.Word("city", of, language);

        string Reason(NotGranted line) => string.Join(" · ", new[] { texts.Word("reason", line.Code, language), line.Text }.OfType<string>());
    }

    string Text(Language language, string key, params ReadOnlySpan<object?> values) => texts.In(language, key, values);

    static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
