using Billing;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Wallets;
using Npgsql;

namespace Marketplace.Grains.Tests.Storage;

/// <summary>The money rules as the database itself keeps them, and several nodes on one database.</summary>
public sealed class PostgresEventStoreTests
{
    [Theory]
    [InlineData("update es.ledger_accounts set balance = -1 where id like 'fund/%/available'")]
    [InlineData("update es.ledger_accounts set balance = -1 where id like 'wallet/%/available'")]
    [InlineData("insert into es.ledger_entries (stream_id, version, line, from_account, to_account, amount) values ('x', 1, 0, 'a', 'b', 0)")]
    [InlineData("insert into es.ledger_entries (stream_id, version, line, from_account, to_account, amount) values ('x', 1, 0, 'a', 'a', 1)")]
    [InlineData("insert into es.ledger_entries (stream_id, version, line, from_account, to_account, amount) values ('x', 1, 0, 'a', null, 1)")]
    [InlineData("insert into es.mt_events (id, stream_id, version, data, type, command_id, actor, hash) select id, stream_id, version, data, type, command_id, actor, hash from es.mt_events limit 1")]
    [InlineData("insert into es.commands select * from es.commands limit 1")]
    public async Task The_database_refuses_what_no_decision_may_do(string sql)
    {
        await using var world = new PostgresWorld();
        await world.InitializeAsync();
        await world.Furnish(world.Node(), Money.Yuan(100), companies: 1, listings: 0, Money.Yuan(1));

        var refused = await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            await using var command = world.Database.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        });

        Assert.StartsWith("23", refused.SqlState, StringComparison.Ordinal); // integrity constraint violation
    }

    [Fact]
    public async Task Two_nodes_that_drain_one_fund_spend_exactly_what_it_holds()
    {
        await using var world = new PostgresWorld();
        await world.InitializeAsync();
        var nodes = new[] { world.Node(), world.Node() };
        var listings = await world.Furnish(nodes[0], Money.Yuan(50_000), companies: 40, listings: 2, Money.Yuan(1_000));

        var sent = await Task.WhenAll(
            from company in Enumerable.Range(1, 40)
            from index in Enumerable.Range(0, 2)
            select nodes[(company + index) % 2].Send(world.Order(company, listings[index]), new Caller("test", Guid.NewGuid())));

        Assert.Equal(50, sent.Count(s => s.Refusal is null));
        Assert.All(sent.Where(s => s.Refusal is not null), s => Assert.Equal("fund.exhausted", s.Refusal!.Code));
        Assert.Equal(0L, await world.Ask<long>($"select balance from es.ledger_accounts where id = 'fund/{PostgresWorld.Fund}/available'"));
        Assert.Null((await new Verifier(world.Database, Catalogue.Facts, Catalogue.ReadTables).Run(CancellationToken.None)).Difference);
    }

    [Fact]
    public async Task A_command_sent_to_both_nodes_at_once_happens_once_and_answers_the_same()
    {
        await using var world = new PostgresWorld();
        await world.InitializeAsync();
        var nodes = new[] { world.Node(), world.Node() };
        var listings = await world.Furnish(nodes[0], Money.Yuan(1_000_000), companies: 30, listings: 1, Money.Yuan(1_000));

        var sent = await Task.WhenAll(Enumerable.Range(1, 30).Select(async company =>
        {
            var caller = new Caller("test", Guid.NewGuid());
            var order = world.Order(company, listings[0]);
            return await Task.WhenAll(nodes.Select(n => n.Send(order, caller)));
        }));

        Assert.All(sent, pair => Assert.Equal(pair[0].Answer, pair[1].Answer));
        Assert.All(sent, pair => Assert.NotNull(pair[0].Answer));
        Assert.Equal(30L, await world.Ask<long>("select count(*) from es.mt_events where type = 'order_placed'"));
    }

    [Fact]
    public async Task What_one_node_changes_another_sees_at_once()
    {
        await using var world = new PostgresWorld();
        await world.InitializeAsync();
        var (one, two) = (world.Node(), world.Node());
        var listings = await world.Furnish(one, Money.Yuan(1_000_000), companies: 1, listings: 1, Money.Yuan(1_000));
        var wallet = Wallet.Grain[PostgresWorld.Code(1).Value];
        Assert.Equal(Money.Yuan(10_000), (await two.Read(t => t.Read(wallet))).Available);

        var placed = (OrderRow)CanonicalJson.Read((await PostgresWorld.Do(one, world.Order(1, listings[0]))).Answer!, typeof(OrderRow));
        Assert.Equal(Money.Yuan(9_000), (await two.Read(t => t.Read(wallet))).Available);
        await PostgresWorld.Do(two, new CancelOrder(placed.Id, placed.Company, "选错"));

        Assert.Equal(Money.Yuan(10_000), (await one.Read(t => t.Read(wallet))).Available);
        Assert.Null((await one.Send(world.Order(1, listings[0]), new Caller("test", Guid.NewGuid()))).Refusal);
    }

    [Fact]
    public async Task A_stream_that_somebody_has_broken_fails_alone()
    {
        await using var world = new PostgresWorld();
        await world.InitializeAsync();
        await world.Furnish(world.Node(), Money.Yuan(1_000_000), companies: 3, listings: 0, Money.Yuan(1));
        await using (var unknown = world.Database.CreateCommand($"update es.mt_events set type = 'nonsense' where stream_id = 'wallet-{PostgresWorld.Code(1)}'"))
            await unknown.ExecuteNonQueryAsync();
        await using (var gap = world.Database.CreateCommand($"update es.mt_events set version = 7 where stream_id = 'wallet-{PostgresWorld.Code(2)}'"))
            await gap.ExecuteNonQueryAsync();
        var node = world.Node();

        Task<Wallet> Read(int company) => node.Read(t => t.Read(Wallet.Grain[PostgresWorld.Code(company).Value]));
        var (unreadable, broken, healthy) = (Read(1), Read(2), Read(3));

        await Assert.ThrowsAsync<UnreadableStreamException>(() => unreadable);
        await Assert.ThrowsAsync<UnreadableStreamException>(() => broken);
        Assert.Equal(Money.Yuan(10_000), (await healthy).Available);
    }

    [Fact]
    public async Task Verifying_while_others_write_finds_no_difference()
    {
        await using var world = new PostgresWorld();
        await world.InitializeAsync();
        var host = world.Node();
        var listings = await world.Furnish(host, Money.Yuan(1_000_000), companies: 50, listings: 40, Money.Yuan(1));
        var verifier = new Verifier(world.Database, Catalogue.Facts, Catalogue.ReadTables);

        var writing = Task.WhenAll(Enumerable.Range(1, 50).Select(async company =>
        {
            foreach (var listing in listings) await PostgresWorld.Do(host, world.Order(company, listing));
        }));
        do
        {
            Assert.Null((await verifier.Run(CancellationToken.None)).Difference);
        }
        while (!writing.IsCompleted);

        await writing;
    }
}
