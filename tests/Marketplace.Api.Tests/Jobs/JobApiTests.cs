using System.Globalization;
using System.Net;
using Marketplace.Api.Jobs;
using Marketplace.Api.Portals;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Grains.Projections;
using Marketplace.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Marketplace.Api.Tests.Jobs;

/// <summary>Jobs as the operator, the bureaus and the companies meet them.</summary>
public sealed class JobApiTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task Every_job_says_when_it_runs_and_the_province_may_read_it()
    {
        var jobs = (await server.Api("demo-province").Get("jobs")).Is(HttpStatusCode.OK).Json["items"]!.AsArray();

        Assert.NotEmpty(jobs);
        Assert.All(jobs, j => Assert.NotEqual(j!["cron"]!.ToString(), j["schedule"]!.ToString())); // in words
        var texts = new Texts();
        Assert.All(jobs, j => Assert.True(texts.Has($"jobs.name.{j!["name"]}") && texts.Has($"jobs.about.{j["name"]}"), j!["name"]!.ToString()));
        Assert.All(jobs, j => Assert.True(DateTimeOffset.Parse(j!["nextAt"]!.ToString(), CultureInfo.InvariantCulture) > TimeProvider.System.GetUtcNow()));
    }

    [Fact]
    public async Task Run_now_starts_one_run_however_often_it_is_sent()
    {
        var (api, key) = (server.Api("demo-operator"), Guid.NewGuid());
        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => api.Post("jobs/retention/runs", new { }, key)));
        Assert.All(asked, a => Assert.Equal(key.ToString(), a.Is(HttpStatusCode.Accepted)["id"]));

        await Patience.Until(async () => (await Run(api, key))["run.state"] == "succeeded");

        var run = await Run(api, key);
        Assert.Equal("1", run["run.attempts"]);
        Assert.Equal(run["run.total"], run["run.done"]);
        Assert.Single((await api.Get("jobs/retention/runs")).Json["items"]!.AsArray(), r => r!["id"]!.ToString() == key.ToString());
        (await api.Post("jobs/expiry/runs", new { }, key)).IsProblem(HttpStatusCode.Conflict, "idempotency.conflict");
    }

    [Fact]
    public async Task A_run_that_cannot_be_is_refused_with_the_reason()
    {
        var api = server.Api("demo-operator");
        (await api.Post("jobs/nonsense/runs", new { })).IsProblem(HttpStatusCode.NotFound, "job.unknown");
        (await api.Post("jobs/retention/runs", new { month = "2026-10" })).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        (await api.Get($"jobs/runs/{Guid.NewGuid()}")).IsProblem(HttpStatusCode.NotFound, "job.run-unknown");
        (await server.Api("demo-province").Post("jobs/retention/runs", new { })).IsProblem(HttpStatusCode.Forbidden, "access.not-allowed");
    }

    [Fact]
    public async Task Nobody_is_called_idle_while_the_months_usage_may_still_come()
    {
        var job = server.Services.GetRequiredService<JobRunner>().Find("idle")!;
        var early = new JobRun(new DateTimeOffset(Town.Year, 11, 2, 9, 0, 0, TimeSpan.FromHours(8)));
        await job.Run(early, CancellationToken.None);
        Assert.Equal("usage.month-open", Assert.Single(early.Findings).Code);
    }

    [Fact]
    public async Task What_a_run_found_stands_in_its_report()
    {
        var town = await new Town(server.Api).Build();
        var order = (await town.Order(await town.NewCompany())).Is(HttpStatusCode.Created)["id"]!;
        await Execute(server.ConnectionString, $"update es.outbox set refusal = 'order.unknown' where payload = '{order}'");
        try
        {
            var (api, key) = (server.Api("demo-operator"), Guid.NewGuid());
            await api.Post("jobs/projections/runs", new { }, key);
            await Patience.Until(async () => (await Run(api, key))["run.state"] == "succeeded");

            var finding = Assert.Single((await Run(api, key)).Json["findings"]!.AsArray());
            Assert.Equal((order, "projections.parked"), (finding!["subject"]!.ToString(), finding["code"]!.ToString()));
        }
        finally
        {
            await Execute(server.ConnectionString, $"update es.outbox set refusal = null where payload = '{order}'");
        }
    }

    [Fact]
    public async Task A_server_killed_in_the_middle_of_a_run_has_it_taken_up_at_its_next_start()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var process = await ApiProcess.Start(database.ConnectionString);
        var (api, key) = (process.Api("demo-operator"), Guid.NewGuid());
        await using (var other = new NpgsqlConnection(database.ConnectionString))
        {
            // Retention cannot get on while somebody else holds the table.
            await other.OpenAsync();
            await using var transaction = await other.BeginTransactionAsync();
            await using var held = new NpgsqlCommand("lock table access.launches in access exclusive mode", other);
            await held.ExecuteNonQueryAsync();
            await api.Post("jobs/retention/runs", new { }, key);
            await Patience.Until(async () => (await Run(api, key))["run.state"] == "running");
            await process.Kill();
        }

        await process.Start();
        await Patience.Until(async () => (await Run(api, key))["run.state"] == "succeeded");

        Assert.Equal("2", (await Run(api, key))["run.attempts"]);
    }

    [Fact]
    public async Task A_company_is_told_60_30_and_7_days_before_its_free_year_ends_and_each_time_once()
    {
        var town = await new Town(server.Api).Build();
        var company = await town.NewCompany();
        var order = (await town.Order(company)).Is(HttpStatusCode.Created);
        await server.Services.GetRequiredService<Projector>().CatchUp(CancellationToken.None);
        var end = DateTimeOffset.Parse(order["freeTerm.to"]!, CultureInfo.InvariantCulture);

        foreach (var (daysBefore, told) in new (int, int[])[]
        {
            (62, []), (60, [60]), (59, [60]), (30, [30, 60]), (8, [30, 60]), (7, [7, 30, 60]), (1, [7, 30, 60]), (-1, [7, 30, 60]),
        })
        {
            await Tell(end.AddDays(-daysBefore));
            await Tell(end.AddDays(-daysBefore)); // twice is as once
            Assert.Equal(told, await Steps(town, company));
        }
        Assert.Empty(await Steps(town, await town.NewCompany()));
    }

    Task Tell(DateTimeOffset day) =>
        server.Services.GetRequiredService<JobRunner>().Find("renewal-notices")!.Run(new JobRun(day), CancellationToken.None);

    static async Task<int[]> Steps(Town town, string company)
    {
        var notices = (await town.AsCompany(company).Get("notices")).Is(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.All(notices, n => Assert.Equal("ending", n!["kind"]!.ToString()));
        return [.. notices.Select(n => (int)n!["daysBefore"]!)];
    }

    static async Task<Answer> Run(ApiClient api, Guid id) => (await api.Get($"jobs/runs/{id}")).Is(HttpStatusCode.OK);

    static async Task Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
