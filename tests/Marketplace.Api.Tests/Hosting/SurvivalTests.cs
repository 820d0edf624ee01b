using System.Net;
using Marketplace.Testing;

namespace Marketplace.Api.Tests.Hosting;

/// <summary>Kills in the middle of a load of orders and cancellations.</summary>
public sealed class SurvivalTests
{
    const int Callers = 8;
    const int Kills = 3;

    const int AcknowledgedBetweenKills = 40;

    static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(1.5);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Killing_the_server_loses_nothing_that_was_acknowledged_and_doubles_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await ApiProcess.Start(database.ConnectionString);
        var (load, town) = await Prepare(server);

        await WhileLoaded(load, async () =>
        {
            await server.Kill();
            await server.Start();
        });

        await load.CheckAfterwards(town, database.ConnectionString);
    }

    [Fact]
    public async Task An_immediate_shutdown_of_PostgreSQL_loses_nothing_that_was_acknowledged_and_doubles_nothing()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var server = await ApiProcess.Start(postgres.ConnectionString);
        var (load, town) = await Prepare(server);

        await WhileLoaded(load, async () =>
        {
            await postgres.StopImmediatelyAsync();
            await postgres.StartAgainAsync();
        });

        await load.CheckAfterwards(town, postgres.ConnectionString);
    }

    [Fact]
    public async Task Two_servers_on_one_database_spend_no_fen_twice_and_do_not_deadlock()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var one = await ApiProcess.Start(database.ConnectionString);
        await using var two = await ApiProcess.Start(database.ConnectionString);
        var (load, town) = await Prepare(one, two);
        var towns = new[] { town, town.On(two.Api) };
        var companies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => town.NewCompany()));
        var listings = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => town.NewListing("3000.00")));

        // Both servers order the same software for the same companies at the same time; 3 × 3,000 and 1,000 of own money fit.
        var answers = await Task.WhenAll(
            from company in companies
            from listing in listings.Take(6)
            from node in towns
            select node.Order(company, listing));

        Assert.All(answers, a => Assert.True(a.Status is HttpStatusCode.Created or HttpStatusCode.Conflict, a.Text));
        Assert.Equal(companies.Length * 6, answers.Count(a => a.Status == HttpStatusCode.Created));
        Assert.All(answers.Where(a => a.Status == HttpStatusCode.Conflict), a => Assert.Equal("order.duplicate", a["code"]));
        foreach (var company in companies)
            foreach (var node in towns)
                Assert.Equal(("0.00", "10000.00"), await node.Wallet(company));

        // Then a load on both, of which one is killed again and again.
        await WhileLoaded(load, async () =>
        {
            await two.Kill();
            await two.Start();
        });
        await load.CheckAfterwards(town, database.ConnectionString, ordersBefore: companies.Length * 6);
    }

    /// <summary>Callers are spread over the nodes.</summary>
    static async Task<(OrderLoad Load, Town Town)> Prepare(params ApiProcess[] nodes)
    {
        var town = await new Town(nodes[0].Api).Build();
        var towns = nodes.Select(n => town.On(n.Api)).ToArray();
        var companies = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => town.NewCompany()));
        var listings = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => town.NewListing("1.00")));
        return (new OrderLoad(caller => towns[caller % towns.Length], companies, listings), town);
    }

    static async Task WhileLoaded(OrderLoad load, Func<Task> kill)
    {
        using var end = new CancellationTokenSource();
        var running = load.Run(Callers, end.Token);
        for (var i = 0; i < Kills; i++)
        {
            await UnderWay(load, running);
            await kill();
        }
        await UnderWay(load, running);
        await end.CancelAsync();
        await running;
        Assert.True(load.Acknowledged > 2 * AcknowledgedBetweenKills, "The load was too light to prove anything.");
    }

    /// <summary>Until the load has run for a while, and long enough, however slow the machine is, to prove something.</summary>
    static async Task UnderWay(OrderLoad load, Task running)
    {
        var enough = load.Acknowledged + AcknowledgedBetweenKills;
        await Task.Delay(BetweenKills);
        while (load.Acknowledged < enough && !running.IsCompleted) await Task.Delay(Pause);
    }
}
