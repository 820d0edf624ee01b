using Marketplace.Grains.Acceptance;
using Npgsql;

namespace Marketplace.Api.Acceptance;

/// <summary>A line of a batch with the names that people know it by.</summary>
public sealed record NamedLine(string City, BatchLine Line, string Company, string Software, string Vendor)
{
    public ProposedLine Proposed => Line.Proposed;
}

/// <summary>Finds the names of companies, software and vendors; a line itself holds their codes only.</summary>
public sealed class LineNames(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<NamedLine>> Of(IReadOnlyCollection<(string City, BatchLine Line)> lines, CancellationToken cancel)
    {
        var companies = await Names("companies", lines.Select(l => l.Line.Proposed.Company.Value), cancel);
        var listings = await Names("listings", lines.Select(l => l.Line.Proposed.Listing.Value), cancel);
        var vendors = await Names("vendors", lines.Select(l => l.Line.Proposed.Vendor.Value), cancel);
        return
        [
            .. from l in lines
               let p = l.Line.Proposed
               select new NamedLine(l.City, l.Line, NameIn(companies, p.Company.Value), NameIn(listings, p.Listing.Value), NameIn(vendors, p.Vendor.Value)),
        ];
    }

    static string NameIn(Dictionary<string, string> names, string id) => names.GetValueOrDefault(id, id);

    async Task<Dictionary<string, string>> Names(string table, IEnumerable<string> ids, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select id, name from read.{table} where id = any($1)");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. ids.Distinct()] });
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) names.Add(reader.GetString(0), reader.GetString(1));
        return names;
    }
}
