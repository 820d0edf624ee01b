using System.Text;
using Billing;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Tests.Storage;
using Npgsql;

namespace Marketplace.Grains.Tests.Projections;

/// <summary>The read tables against the streams, on a real PostgreSQL.</summary>
public sealed class ProjectorTests(PostgresWorld world) : IClassFixture<PostgresWorld>
{
    Projector Projector => new(world.Database, Catalogue.Facts, Catalogue.ReadTables);

    [Fact]
    public async Task Read_tables_equal_the_folded_streams_also_after_a_rebuild()
    {
        await using var test = new PostgresWorld();
        await test.InitializeAsync();
        var host = test.Node();
        var listings = await test.Furnish(host, Money.Yuan(1_000_000), companies: 20, listings: 3, Money.Yuan(3_000));
        var orders = await Task.WhenAll(
            from company in Enumerable.Range(1, 20) from listing in listings select PostgresWorld.Do(host, test.Order(company, listing)));
        foreach (var sent in orders.Take(30))
        {
            var order = (OrderRow)CanonicalJson.Read(sent.Answer!, typeof(OrderRow));
            await PostgresWorld.Do(host, new CancelOrder(order.Id, order.Company, "选错"));
        }
        var projector = new Projector(test.Database, Catalogue.Facts, Catalogue.ReadTables);
        await projector.CatchUp(CancellationToken.None);
        var first = await Rows(test);
        await projector.Rebuild(CancellationToken.None);

        Assert.Equal(first, await Rows(test));
        Assert.Null((await new Verifier(test.Database, Catalogue.Facts, Catalogue.ReadTables).Run(CancellationToken.None)).Difference);
        var streams = new FactStreams(test.Database, Catalogue.Facts);
        foreach (var sent in orders)
        {
            var id = ((OrderRow)CanonicalJson.Read(sent.Answer!, typeof(OrderRow))).Id;
            var state = await host.Read(t => t.Read(Order.Grain[id.Value]));
            Assert.Equal(OrderRow.Of(id, state), await streams.Row<OrderRow>(OrderRow.Table, id.Value, CancellationToken.None));
        }
    }

    [Fact]
    public async Task A_fact_of_a_slow_transaction_is_waited_for_and_never_skipped()
    {
        var host = world.Node();
        await world.Furnish(host, Money.Yuan(1_000_000), companies: 1, listings: 0, Money.Yuan(1));
        await Projector.CatchUp(CancellationToken.None);
        await using var slow = await world.Database.OpenConnectionAsync();
        await using var open = await slow.BeginTransactionAsync();
        await Insert(slow, "fund-slow", """{"owner":"340200","year":2026}""");

        await PostgresWorld.Do(host, new Marketplace.Grains.Funds.OpenFund(new("fast"), "340300", PostgresWorld.Year));
        Assert.Equal(0, await Projector.Step(CancellationToken.None)); // what came later is behind the open transaction
        Assert.Equal(0L, await world.Ask<long>("select count(*) from read.funds where id in ('slow', 'fast')"));

        await open.CommitAsync();
        await Projector.CatchUp(CancellationToken.None);
        Assert.Equal(2L, await world.Ask<long>("select count(*) from read.funds where id in ('slow', 'fast')"));
    }

    [Fact]
    public async Task One_runner_at_a_time_projects()
    {
        await using var other = await world.Database.OpenConnectionAsync();
        await using var lockedElsewhere = await other.BeginTransactionAsync();
        await using (var take = new NpgsqlCommand($"select pg_advisory_xact_lock({0x50524F4A454354})", other)) await take.ExecuteNonQueryAsync();
        Assert.Equal(0, await Projector.Step(CancellationToken.None));
    }

    /// <summary>As another node's commit would, but held open.</summary>
    static async Task Insert(NpgsqlConnection connection, string stream, string data)
    {
        var row = new FactRow(
            Guid.NewGuid(), stream, 1, "fund_opened", "", Encoding.UTF8.GetBytes(data), TimeProvider.System.GetUtcNow(), Guid.NewGuid(), "test");
        await using var command = new NpgsqlCommand(
            "insert into es.mt_events (id, stream_id, version, data, type, mt_dotnet_type, command_id, actor, hash) values ($1, $2, 1, $3::jsonb, $4, '', $5, 'test', $6)",
            connection);
        command.Parameters.AddWithValue(row.Id);
        command.Parameters.AddWithValue(stream);
        command.Parameters.AddWithValue(data);
        command.Parameters.AddWithValue(row.Type);
        command.Parameters.AddWithValue(row.CommandId);
        command.Parameters.AddWithValue(HashChain.OfFact(HashChain.Beginning, row));
        await command.ExecuteNonQueryAsync();
    }

    static async Task<string> Rows(PostgresWorld world)
    {
        var text = new StringBuilder();
        foreach (var table in Catalogue.ReadTables)
            text.AppendLine(await world.Ask<string>($"select coalesce(string_agg(id || ' ' || version || ' ' || doc, E'\\n' order by id), '') from read.{table.Name}"));
        return text.ToString();
    }
}
