using Marketplace.Grains;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Projections;
using Npgsql;

namespace Marketplace.Api.Tests.Hosting;

/// <summary>Looks at the database itself.</summary>
public static class Books
{
    /// <summary>Trial balance zero, no wallet over its cap, every chain whole, the read tables what the facts fold to.</summary>
    public static async Task Check(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await new Projector(database, Catalogue.Facts, Catalogue.ReadTables).CatchUp(CancellationToken.None);
        Assert.Equal(0, await Count(connectionString, "select coalesce(sum(balance), 0)::bigint from es.ledger_accounts"));
        Assert.Equal(0, await Count(connectionString, "select count(*) from es.ledger_accounts where balance < 0 and not overdraft"));
        Assert.Equal(0, await Count(connectionString,
            "select count(*) from (select split_part(id, '/', 2) as wallet, sum(balance) as total from es.ledger_accounts where id like 'wallet/%' group by 1) w where total <> 1000000"));
        var found = await new Verifier(database, Catalogue.Facts, Catalogue.ReadTables).Run(CancellationToken.None);
        Assert.Null(found.Difference);
    }

    public static async Task<long> Count(string connectionString, string sql) => (long)await Scalar(connectionString, sql);

    public static async Task<string> Text(string connectionString, string sql) => (string)await Scalar(connectionString, sql);

    static async Task<object> Scalar(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync())!;
    }
}
