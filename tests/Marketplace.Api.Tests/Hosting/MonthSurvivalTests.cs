using System.Net;
using Marketplace.Testing;

namespace Marketplace.Api.Tests.Hosting;

/// <summary>Kills in the middle of a month's usage, acceptance, settlement and payout; and two servers that do all of it at once.</summary>
public sealed class MonthSurvivalTests
{
    [Theory]
    [InlineData(3, 0)]
    [InlineData(17, 2)]
    public async Task Killing_the_server_at_any_step_of_a_month_loses_no_fen_and_doubles_none(int afterCalls, int at)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await ApiProcess.Start(database.ConnectionString);
        await Live(server, database.ConnectionString, afterCalls, at, async () =>
        {
            await server.Kill();
            await server.Start();
        });
    }

    [Fact]
    public async Task An_immediate_shutdown_of_PostgreSQL_at_any_step_of_a_month_loses_no_fen_and_doubles_none()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var server = await ApiProcess.Start(postgres.ConnectionString);
        await Live(server, postgres.ConnectionString, afterCalls: 9, at: 1, async () =>
        {
            await postgres.StopImmediatelyAsync();
            await postgres.StartAgainAsync();
        });
    }

    /// <param name="afterCalls">How many calls of usage are acknowledged before the first kill.</param>
    /// <param name="at">Which city, vendor or statement the others come to grief at.</param>
    static async Task Live(ApiProcess server, string connectionString, int afterCalls, int at, Func<Task> kill)
    {
        var month = await MonthOfUse.Begin(server.Api);
        await month.SendUsage(afterCalls, kill);
        await month.CheckUsage(connectionString);
        await month.Verify();

        // The approval is carried out city by city.
        await Survive($"acceptance-batches/{month.Month}/approval", new { opinion = "同意" }, $"verification-{month.Month}-{MonthOfUse.Cities[at]}", month.Province);
        await Survive("settlement-runs", new { month = month.Month }, $"statement-{month.Statements[at]}", month.Operator);
        await month.Invoice();
        var withdrawal = (await month.Operator.Post("withdrawals", new { statements = month.Statements })).Is(HttpStatusCode.Created)["id"];
        (await month.Province.Post($"withdrawals/{withdrawal}/approval", new { })).Is(HttpStatusCode.OK);

        var lost = await BreakOff($"withdrawal-{withdrawal}", () => month.Operator.Get($"withdrawals/{withdrawal}/payout-file"));
        var file = (await month.Operator.Get($"withdrawals/{withdrawal}/payout-file")).Is(HttpStatusCode.OK);
        Assert.Equal(file.Text, (await month.Operator.Get($"withdrawals/{withdrawal}/payout-file")).Text);
        await lost;
        await Survive($"withdrawals/{withdrawal}/payout-results", await month.PaidResults(), $"statement-{month.Statements[at]}", month.Operator);
        await month.CheckMoney(connectionString);

        // Under its key again, as somebody would who has heard no answer.
        async Task Survive(string path, object body, string stream, ApiClient client)
        {
            var key = Guid.NewGuid();
            var broken = await BreakOff(stream, () => client.Post(path, body, key));
            var answer = await MonthOfUse.Until(client, path, body, key);
            Assert.Equal(answer.Text, (await MonthOfUse.Until(client, path, body, key)).Text);
            await broken;
        }

        async Task<Task> BreakOff(string stream, Func<Task<Answer>> command)
        {
            await using var obstacle = await Obstacle.At(connectionString, stream);
            var lost = MonthOfUse.Lost(command());
            await obstacle.IsReached();
            await kill();
            return lost;
        }
    }

    [Fact]
    public async Task Two_servers_asked_for_the_same_at_once_do_it_once()
    {
        await using var one = new ApiServer();
        await one.InitializeAsync();
        var month = await MonthOfUse.Begin(one.Api);
        await month.SendUsage(1, () => Task.CompletedTask);
        await month.Verify();
        await using var two = new ApiServer();
        await two.StartOn(one.ConnectionString, []);
        var nodes = new[] { one, two };

        var approvals = await AtOnce("demo-province", $"acceptance-batches/{month.Month}/approval", new { });
        Assert.All(approvals, a => Assert.Equal("applied", a.Is(HttpStatusCode.OK)["status"]));

        // The job, which a schedule starts on every node, and people who do not wait for it.
        var jobs = AtOnce("demo-operator", "jobs/settlement/runs", new { month = month.Month });
        var runs = await AtOnce("demo-operator", "settlement-runs", new { month = month.Month });
        Assert.All(await jobs, j => j.Is(HttpStatusCode.Accepted));
        Assert.All(runs, r => Assert.Equal(3, r.Is(HttpStatusCode.OK).Json["statements"]!.AsArray().Count));
        await Patience.Until(async () => await Books.Count(one.ConnectionString,
            "select count(*) from jobs.runs where job = 'settlement' and state in ('waiting', 'running')") == 0);

        await month.Invoice();
        var withdrawal = (await month.Operator.Post("withdrawals", new { statements = month.Statements })).Is(HttpStatusCode.Created)["id"];
        (await month.Province.Post($"withdrawals/{withdrawal}/approval", new { })).Is(HttpStatusCode.OK);
        var files = await Task.WhenAll(nodes.Select(n => n.Api("demo-operator").Get($"withdrawals/{withdrawal}/payout-file")));
        Assert.Single(files.Select(f => f.Is(HttpStatusCode.OK).Text).Distinct());
        var paid = await AtOnce("demo-operator", $"withdrawals/{withdrawal}/payout-results", await month.PaidResults());
        Assert.All(paid, p => Assert.Equal("paid", p.Is(HttpStatusCode.OK)["status"]));
        await month.CheckMoney(one.ConnectionString);

        // Each node twice, every one a command of its own.
        Task<Answer[]> AtOnce(string key, string path, object body) =>
            Task.WhenAll(nodes.Concat(nodes).Select(n => Task.Run(() => n.Api(key).Post(path, body))));
    }
}
