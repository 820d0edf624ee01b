using Marketplace.Grains;
using Marketplace.Grains.Audit;
using Npgsql;

namespace Marketplace.Api.Hosting;

/// <summary>The command <c>verify</c>: trusts nothing but the facts.</summary>
public static class Verify
{
    public static async Task<int> Run()
    {
        await using var database = NpgsqlDataSource.Create(Settings.ConnectionString(Settings.Read()));
        var found = await new Verifier(database, Catalogue.Facts, Catalogue.ReadTables).Run(CancellationToken.None);
        Console.WriteLine($"{found.Facts} facts, {found.Commands} commands, {found.Accounts} accounts checked.");
        Console.WriteLine(found.Difference is null ? "No difference." : $"First difference: {found.Difference}");
        return found.Difference is null ? 0 : 1;
    }
}
