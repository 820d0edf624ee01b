using Marketplace.Grains;
using Marketplace.Grains.Projections;
using Npgsql;

namespace Marketplace.Api.Hosting;

/// <summary>The command <c>rebuild</c>: empties the read tables and folds every fact again.</summary>
public static class Rebuild
{
    public static async Task<int> Run()
    {
        await using var database = NpgsqlDataSource.Create(Settings.ConnectionString(Settings.Read()));
        await new Projector(database, Catalogue.Facts, Catalogue.ReadTables).Rebuild(CancellationToken.None);
        Console.WriteLine("The read tables are folded anew.");
        return 0;
    }
}
