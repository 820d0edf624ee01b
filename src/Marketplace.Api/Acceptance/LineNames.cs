using Marketplace.Api.Lists;
using Marketplace.Grains.Acceptance;

namespace Marketplace.Api.Acceptance;

/// <summary>A line of a batch with the names that people know it by.</summary>
public sealed record NamedLine(string City, BatchLine Line, string Company, string Software, string Vendor)
{
    public ProposedLine Proposed => Line.Proposed;
}

/// <summary>Finds the names of companies, software and vendors; a line itself holds their codes only.</summary>
public sealed class LineNames(CodeNames names)
{
    public async Task<IReadOnlyList<NamedLine>> Of(IReadOnlyCollection<(string City, BatchLine Line)> lines, CancellationToken cancel)
    {
        var companies = await names.OfCompanies(lines.Select(l => l.Line.Proposed.Company.Value), cancel);
        var listings = await names.OfSoftware(lines.Select(l => l.Line.Proposed.Listing.Value), cancel);
        var vendors = await names.OfVendors(lines.Select(l => l.Line.Proposed.Vendor.Value), cancel);
        return
        [
            .. from l in lines
               let p = l.Line.Proposed
               select new NamedLine(l.City, l.Line, NameIn(companies, p.Company.Value), NameIn(listings, p.Listing.Value), NameIn(vendors, p.Vendor.Value)),
        ];
    }

    static string NameIn(IReadOnlyDictionary<string, string> names, string id) => names.GetValueOrDefault(id, id);
}
