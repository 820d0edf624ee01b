using System.Collections.Concurrent;
using Marketplace.Api.Jobs;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Grains.Places;
using Marketplace.Testing;
using Npgsql;

namespace Marketplace.Api.Tests.Jobs;

/// <summary>When runs are started, by whom, and what becomes of them; with the real Quartz and PostgreSQL.</summary>
public sealed class JobTests
{
    /// <summary>The 8th at 02:30.</summary>
    const string Monthly = "0 30 2 8 * ?";

    const string Daily = "0 0 1 * * ?";

    [Fact]
    public async Task Two_servers_on_one_database_run_a_moment_of_the_schedule_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var bothAreThere = new SemaphoreSlim(0);
        var chores = new[] { 1, 2 }.Select(_ => new Chore(Monthly, JobPeriod.Month, (_, cancel) => bothAreThere.WaitAsync(cancel))).ToArray();
        await using var one = await JobHost.Create(database, chores[0]);
        await using var two = await JobHost.Create(database, chores[1]);
        foreach (var host in new[] { one, two })
        {
            host.Clock.Reach(AfterRuns(1));
            await host.Start();
        }
        await Patience.Until(() => chores.Sum(c => c.Runs.Count) > 0);

        await Task.WhenAll(one.Runner.Work(chores[0], CancellationToken.None), two.Runner.Work(chores[1], CancellationToken.None)); // it is being run: neither does
        bothAreThere.Release();
        await Patience.Until(async () => (await one.States(chores[0])) is [var only] && only.EndsWith("succeeded 1", StringComparison.Ordinal));

        await Task.WhenAll(one.Runner.Work(chores[0], CancellationToken.None), two.Runner.Work(chores[1], CancellationToken.None)); // nor is it run again
        Assert.Single(chores.SelectMany(c => c.Runs));
        Assert.Empty(await one.Runner.Due(CancellationToken.None));
    }

    [Fact]
    public async Task A_run_whose_server_dies_is_taken_up_by_another()
    {
        await using var database = await TestDatabase.CreateAsync();
        var stuck = new Chore(Monthly, JobPeriod.Month, (_, cancel) => Task.Delay(Timeout.Infinite, cancel));
        var again = new Chore(Monthly, JobPeriod.Month, (run, _) =>
        {
            run.Finding("2026-10", "chore.seen", "Seen.", "已看到。");
            return Task.CompletedTask;
        });
        await using var one = await JobHost.Create(database, stuck);
        await using var two = await JobHost.Create(database, again);
        foreach (var host in new[] { one, two }) host.Clock.Reach(AfterRuns(1));
        var dying = one.Runner.Work(stuck, CancellationToken.None);
        await Patience.Until(() => !stuck.Runs.IsEmpty);

        // The connection that holds the lock goes, as it does with its server; the other has no part in this until then.
        await two.Runner.Work(again, CancellationToken.None);
        Assert.Empty(again.Runs);
        await using (var kill = two.Database.CreateCommand(
            "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid() and database = (select oid from pg_database where datname = current_database())"))
            await kill.ExecuteNonQueryAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => dying);

        await two.Runner.Work(again, CancellationToken.None);
        Assert.Equal([$"{MonthOfRun(0)} succeeded 2"], await two.States(again));
    }

    [Fact]
    public async Task A_run_that_fails_is_shown_and_does_not_stop_the_next()
    {
        await using var database = await TestDatabase.CreateAsync();
        var chore = new Chore(Monthly, JobPeriod.Month, (run, _) => run.At < AfterRuns(1) ? throw new InvalidOperationException("No such vendor.") : Task.CompletedTask);
        await using var host = await JobHost.Create(database, chore);

        host.Clock.Reach(AfterRuns(2));
        await host.Runner.Work(chore, CancellationToken.None);

        Assert.Equal([$"{MonthOfRun(0)} failed 1", $"{MonthOfRun(1)} succeeded 1"], await host.States(chore));
    }

    [Fact]
    public async Task After_a_time_without_a_server_every_month_is_made_up_for_and_only_the_last_day()
    {
        await using var database = await TestDatabase.CreateAsync();
        var months = new Chore(Monthly, JobPeriod.Month) { Name = "months" };
        var days = new Chore(Daily, JobPeriod.Day) { Name = "days" };
        var nows = new Chore("0 0/5 * * * ?", JobPeriod.Now) { Name = "nows" };
        await using var host = await JobHost.Create(database, months, days, nows);

        host.Clock.Reach(AfterRuns(3));
        await Task.WhenAll(host.Runner.Jobs.Select(j => host.Runner.Work(j, CancellationToken.None)));

        Assert.Equal([.. Enumerable.Range(0, 3).Select(i => MonthOfRun(i))], months.Runs.Select(r => r.Month));
        Assert.Single(days.Runs);
        Assert.Single(nows.Runs);
        Assert.Empty(await host.Runner.Due(CancellationToken.None));
        Assert.Empty(await host.States(days)); // it had nothing to do: no run is kept of it
    }

    [Fact]
    public async Task Moving_the_clock_runs_every_moment_in_order_at_its_time_and_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var order = new ConcurrentQueue<(string Job, DateTimeOffset At, TimeSpan Late)>();
        JobHost? host = null;
        Task Note(string job, JobRun run)
        {
            order.Enqueue((job, run.At, host!.Clock.GetUtcNow() - run.At));
            return Task.CompletedTask;
        }
        var months = new Chore(Monthly, JobPeriod.Month, (run, _) => Note("months", run)) { Name = "months" };
        var days = new Chore(Daily, JobPeriod.Day, (run, _) => Note("days", run)) { Name = "days", HasNothing = run => run.Day.Day != 8 };
        await using (host = await JobHost.Create(database, months, days))
        {
            await host.Start();

            await host.Travel.MoveTo(AfterRuns(12), CancellationToken.None);
            await Task.WhenAll(host.Runner.Jobs.Select(j => host.Runner.Work(j, CancellationToken.None))); // nothing is left to Quartz

            Assert.Equal([.. order.OrderBy(o => o.At)], order);
            Assert.Equal([.. Enumerable.Range(0, 12).Select(i => MonthOfRun(i))], months.Runs.Select(r => r.Month));
            Assert.InRange(days.Runs.Count, 12, 13);
            Assert.Equal(order.Count, order.Distinct().Count());
            Assert.All(order, o => Assert.InRange(o.Late, TimeSpan.Zero, TimeSpan.FromSeconds(10)));
        }
    }

    /// <summary>A moment by which the monthly schedule, as seen today, has had so many runs.</summary>
    static DateTimeOffset AfterRuns(int runs) => First.AddMonths(runs + 1);

    /// <summary>The month that the first run is for, or one after it.</summary>
    static string MonthOfRun(int number) => ChinaMonth.Of(First.AddMonths(number));

    static DateTimeOffset First
    {
        get
        {
            var now = TimeProvider.System.GetUtcNow();
            var run = ChinaTime.Of(JobScheduler.NextAfter(Monthly, now));
            return new DateTimeOffset(run.Year, run.Month, 1, 0, 0, 0, ChinaTime.Offset).AddMonths(-1);
        }
    }
}
