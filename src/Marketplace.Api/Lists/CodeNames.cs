using Npgsql;

namespace Marketplace.Api.Lists;

/// <summary>What people call vendors, companies and software of which a document has the codes only.</summary>
public sealed class CodeNames(NpgsqlDataSource database)
{
    public Task<IReadOnlyDictionary<string, string>> OfVendors(IEnumerable<string> vendors, CancellationToken cancel) => Read("vendors", vendors, cancel);

    public Task<IReadOnlyDictionary<string, string>> OfCompanies(IEnumerable<string> companies, CancellationToken cancel) => Read("companies", companies, cancel);

    public Task<IReadOnlyDictionary<string, string>> OfSoftware(IEnumerable<string> listings, CancellationToken cancel) => Read("listings", listings, cancel);

    async Task<IReadOnlyDictionary<string, string>> Read(string table, IEnumerable<string> ids, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select id, name from read.{table} where id = any($1)");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. ids.Distinct()] });
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) names.Add(reader.GetString(0), reader.GetString(1));
        return names;
    }
}
