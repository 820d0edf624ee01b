using System.Net;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Api.Tests.Payments;
using Marketplace.Api.Tests.Settlements;
using Marketplace.Grains;
using Marketplace.Grains.Audit;
using Npgsql;

namespace Marketplace.Api.Tests.Audit;

/// <summary>Somebody with the database password edits a row: whichever row and column, it is found.</summary>
public sealed class VerifierTests(PaidServer paid) : IClassFixture<PaidServer>
{
    readonly ApiServer server = paid.Server;

    [Fact]
    public async Task Every_column_of_every_table_is_guarded()
    {
        await MakeHistory();
        await Books.Check(server.ConnectionString);
        await using var database = NpgsqlDataSource.Create(server.ConnectionString);
        var columns = await Columns(database);
        Assert.True(columns.Count > 50);
        foreach (var (table, column, type, isGenerated) in columns)
        {
            if (isGenerated) continue;
            foreach (var row in new[] { "min", "max" })
            {
                var difference = await DifferenceAfter(database, table, column, Edit(column, type), row);
                Assert.True(difference is not null, $"An edit of {table}.{column} in the {row} row was not found.");
                Assert.StartsWith(table.StartsWith("es.", StringComparison.Ordinal) ? "es." : table, difference, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("delete from es.mt_events where type = 'order_confirmed'")]
    [InlineData("delete from es.ledger_entries where order_id is not null")]
    [InlineData("delete from es.commands where id = (select min(id::text)::uuid from es.commands)")]
    [InlineData("delete from es.outbox where id = (select min(id::text)::uuid from es.outbox)")]
    [InlineData("delete from read.orders")]
    [InlineData("insert into es.ledger_entries (stream_id, version, line, from_account, to_account, amount) values ('x', 1, 0, 'a', 'b', 1)")]
    [InlineData("insert into es.ledger_accounts (id, overdraft, balance) values ('wallet/x/available', false, 5)")]
    [InlineData("insert into es.mt_streams (id, type, version) values ('wallet-x', 'wallet', 1)")]
    [InlineData("update es.ledger_accounts set balance = balance + case when id like 'fund/%/available' then 1 when id like 'treasury/%' then -1 else 0 end")]
    public async Task Rows_that_appear_vanish_or_move_together_are_found(string edit)
    {
        await MakeHistory();
        await Books.Check(server.ConnectionString);
        await using var database = NpgsqlDataSource.Create(server.ConnectionString);
        Assert.NotNull(await InTransaction(database, edit));
    }

    async Task MakeHistory()
    {
        if (await Books.Count(server.ConnectionString, "select count(*) from es.mt_events where type = 'order_placed'") > 0) return;
        var settlement = await SettlementTown.On(server);
        var town = settlement.Town;
        await settlement.Live($"{Town.Year}-10");
        var company = await town.NewCompany();
        (await town.Order(company)).Is(HttpStatusCode.Created);
        var dear = (await town.Order(company, await town.NewListing("9000.00"))).Is(HttpStatusCode.Created);
        var now = DateTimeOffset.Parse((await town.As("demo-operator").Get("demo/clock"))["now"]!, null);
        (await town.As("demo-operator").Post("demo/clock", new { to = now.AddMinutes(31) })).Is(HttpStatusCode.OK);
        Assert.Equal("lapsed", (await town.AsCompany(company).Get($"orders/{dear["id"]}"))["status"]);
        await Pay(town);
    }

    /// <summary>A company pays, and when it cannot go back on it any more its vendor is paid by file.</summary>
    async Task Pay(Town town)
    {
        var company = await town.NewCompany();
        var order = (await town.Order(company, await town.NewListing("12000.00"))).Is(HttpStatusCode.Created)["id"]!;
        await paid.Pay(company, order);
        var to = DateTimeOffset.Parse((await town.As("demo-operator").Get("demo/clock"))["now"]!, null).AddDays(8);
        (await town.As("demo-operator").Post("demo/clock", new { to })).Is(HttpStatusCode.OK);
        var drawn = await town.As("demo-operator").Post("sales-payouts", new { month = to.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM", null) });
        Assert.NotEmpty(drawn.Is(HttpStatusCode.OK).Json["drawn"]!.AsArray());
    }

    static async Task<List<(string Table, string Column, string Type, bool IsGenerated)>> Columns(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            """
            select table_schema || '.' || table_name, column_name, data_type, is_generated = 'ALWAYS'
            from information_schema.columns
            where table_schema = 'es' or (table_schema = 'read' and table_name <> 'position')
            order by 1, ordinal_position
            """);
        var columns = new List<(string, string, string, bool)>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) columns.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3)));
        return columns;
    }

    /// <summary>Another value of the same type.</summary>
    static string Edit(string column, string type) => type switch
    {
        "uuid" => "gen_random_uuid()",
        "bytea" => $"case when {column} is null then '\\x01'::bytea else set_byte({column}, 0, (get_byte({column}, 0) + 1) % 256) end",
        "jsonb" => "jsonb_set({0}, '{forged}', 'true')".Replace("{0}", column, StringComparison.Ordinal),
        "boolean" => $"not {column}",
        "bigint" or "integer" => $"{column} + 1000003",
        "timestamp with time zone" => $"coalesce({column}, now()) + interval '1 second'",
        "xid8" => $"((coalesce({column}, '0')::text)::bigint + 1)::text::xid8",
        "ARRAY" => $"{column} || 1000003::bigint",
        _ => $"coalesce({column}, '') || 'x'",
    };

    /// <summary>Edits one row, asks the verifier, and takes the edit back.</summary>
    static Task<string?> DifferenceAfter(NpgsqlDataSource database, string table, string column, string value, string row)
    {
        var identity = (table, column) == ("es.mt_events", "seq_id")
            ? "alter table es.mt_events alter seq_id set generated by default; "
            : "";
        var guards = table == "es.commands" && column is "xid" or "seqs" ? "where xid is not null" : "";
        return InTransaction(database, $"{identity}update {table} set {column} = {value} where ctid = (select {row}(ctid) from {table} {guards})");
    }

    /// <summary>The verifier reads through its own connections, so the edit is committed and undone from a copy of the table.</summary>
    static async Task<string?> InTransaction(NpgsqlDataSource database, string edit)
    {
        string[] tables =
        [
            "es.mt_streams", "es.mt_events", "es.commands", "es.ledger_accounts", "es.ledger_entries", "es.outbox", "read.position",
            .. Catalogue.ReadTables.Select(t => $"read.{t.Name}"),
        ];
        foreach (var table in tables) await Execute(database, $"create table copy_{table.Replace('.', '_')} as select * from {table}");
        try
        {
            await Execute(database, edit);
            return (await new Verifier(database, Catalogue.Facts, Catalogue.ReadTables).Run(CancellationToken.None)).Difference;
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.CheckViolation)
        {
            return $"{refused.SchemaName}.{refused.TableName}: the database itself refuses it.";
        }
        finally
        {
            foreach (var table in tables)
            {
                var copy = $"copy_{table.Replace('.', '_')}";
                var columns = await Writable(database, table);
                await Execute(database, $"truncate {table}; insert into {table} ({columns}) overriding system value select {columns} from {copy}; drop table {copy}");
            }
        }
    }

    static async Task<string> Writable(NpgsqlDataSource database, string table)
    {
        await using var command = database.CreateCommand(
            "select string_agg(column_name, ', ') from information_schema.columns where table_schema || '.' || table_name = $1 and is_generated = 'NEVER'");
        command.Parameters.AddWithValue(table);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    static async Task Execute(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
