using System.Text.Json;
using Billing;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Grains.Acceptance;

namespace Marketplace.Api.Acceptance;

/// <summary>Sums over lines; approved only where all of them are carried out.</summary>
public sealed record LineSums(int Lines, int Selected, int Checked, Money Asked, Money Adjusted, Money Verified, Money? Approved)
{
    public static LineSums Of(IEnumerable<BatchLine> lines)
    {
        var all = lines.ToList();
        return new LineSums(
            all.Count, all.Count(l => l.State != ReviewState.NotSelected), all.Count(l => l.State is ReviewState.Verified or ReviewState.Bypassed),
            Sum(l => l.Proposed.Asked), Sum(l => l.AdjustedStep.Amount), Sum(l => l.VerifiedStep.Amount),
            all.Count > 0 && all.TrueForAll(l => l.Applied is not null) ? Sum(l => l.Approved ?? Money.Zero) : null);

        Money Sum(Func<BatchLine, Money> amount) => all.Aggregate(Money.Zero, (sum, line) => sum + amount(line));
    }

    /// <summary>What goes back to companies and funds when the batch is approved as it stands.</summary>
    public Money Released => Asked - (Approved ?? Verified);
}

/// <summary>A page of the lines of a batch that a filter finds.</summary>
/// <param name="Sums">Of the whole filter, whichever page is looked at.</param>
public sealed record FoundLines(
    IReadOnlyList<NamedLine> Rows, Page Page, LineSums Sums, IReadOnlyDictionary<string, IReadOnlyList<FacetCount>> Facets);

/// <summary>A line as lists and files have it.</summary>
public sealed record LineDocument(
    string Number, string City, string Company, string CompanyName, string ListingName, string Vendor, string VendorName, int Percent, Money Asked,
    Money Adjusted, string AdjustedCode, string? AdjustedText, Money Verified, string VerifiedCode, string? VerifiedText, Money? Approved, ReviewState State,
    CheckResult? Result, LineOutcome? Outcome, long Uses, int ActiveDays, int DistinctUsers, int MonthsMet, string? Flags, bool IsAppeal)
{
    public static LineDocument Of(NamedLine named, bool forVendor)
    {
        var (line, p) = (named.Line, named.Proposed);
        return new LineDocument(
            p.Number, named.City, p.Company.Value, named.Company, named.Software, p.Vendor.Value, named.Vendor, p.Percent, p.Asked,
            line.AdjustedStep.Amount, line.AdjustedStep.Code, line.AdjustedStep.Text, line.VerifiedStep.Amount, line.VerifiedStep.Code,
            line.VerifiedStep.Text, line.Approved, line.State, line.Check?.Result, line.Applied?.Outcome, p.Usage.Uses, p.Usage.ActiveDays,
            p.Usage.DistinctUsers, p.Usage.MonthsMet, forVendor ? null : string.Join(' ', p.Flags.Select(f => f.Signal)), p.IsAppeal);
    }
}

/// <summary>The lines of a batch as lists: a page of them, or all as a file.</summary>
public sealed class BatchLines(LineNames names, Portals.Texts texts)
{
    public const string List = "acceptance-lines";

    static readonly Column[] Columns =
    [
        new("number"), new("city", Words: "city"), new("company"), new("companyName"), new("listingName"), new("vendor"), new("vendorName"),
        new("percent", ColumnKind.Whole), new("asked", ColumnKind.Money), new("adjusted", ColumnKind.Money), new("adjustedCode", Words: "reason"),
        new("adjustedText"), new("verified", ColumnKind.Money), new("verifiedCode", Words: "reason"), new("verifiedText"), new("approved", ColumnKind.Money),
        new("state", Words: "reviewState"), new("result", Words: "checkResult"), new("outcome", Words: "lineOutcome"), new("uses", ColumnKind.Whole),
        new("activeDays", ColumnKind.Whole), new("distinctUsers", ColumnKind.Whole), new("monthsMet", ColumnKind.Whole), new("flags"),
        new("isAppeal", ColumnKind.Flag),
    ];

    public async Task<FoundLines> Page(BatchState state, Requester requester, IQueryCollection query, Page page, CancellationToken cancel)
    {
        var (filter, lines) = (LineFilter.Of(query), BatchView.LinesOf(state, requester));
        var vendors = await Named(filter, lines, cancel);
        var found = vendors.Where(l => filter.Fits(l.City, l.Line)).ToList();
        var rows = found.Skip((int)page.Offset).Take(page.Size).ToList();
        return new FoundLines(
            rows, page, LineSums.Of(found.Select(l => l.Line)),
            LineFilter.Parameters.Where(p => p != "q").ToDictionary(name => name, name => filter.Facet(name, vendors)));
    }

    /// <summary>All of the filter, as CSV or .xlsx.</summary>
    public async Task<IResult> File(HttpContext context, BatchState state, ListFormat format)
    {
        var (requester, cancel) = (context.Requester(), context.RequestAborted);
        var filter = LineFilter.Of(context.Request.Query);
        var found = (await Named(filter, BatchView.LinesOf(state, requester), cancel)).Where(l => filter.Fits(l.City, l.Line));
        Column[] columns = requester.Role == Role.Vendor ? [.. Columns.Where(c => c.Field != "flags")] : Columns;
        var documents = found.Select(l => JsonSerializer.Serialize(LineDocument.Of(l, requester.Role == Role.Vendor), ApiJson.Options)).ToAsyncEnumerable();
        var name = $"{List}-{state.Month}";
        if (format == ListFormat.Csv)
            return Results.Stream(body => CsvFile.Write(body, columns, documents, cancel), "text/csv; charset=utf-8", $"{name}.csv");
        var language = Portals.Languages.Parse(context.Request.Query["lang"]) ?? Portals.Language.Chinese;
        return Results.File(await SheetFile.Make(List, columns, documents, texts, language, cancel), SheetFile.MediaType, $"{name}.xlsx");
    }

    async Task<List<NamedLine>> Named(LineFilter filter, IReadOnlyCollection<(string City, BatchLine Line)> lines, CancellationToken cancel) =>
        [.. (await names.Of(lines, cancel)).Where(filter.Says)];
}
