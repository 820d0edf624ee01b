using Marketplace.Api.Demo;
using Marketplace.Api.Http;
using Marketplace.Api.Jobs;
using Marketplace.Grains;
using Marketplace.Grains.Outbox;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Storage;
using Marketplace.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Marketplace.Api.Tests.Jobs;

/// <summary>One server's part that runs jobs, with jobs of the test and a clock of its own; several may share a database.</summary>
sealed class JobHost : IAsyncDisposable
{
    readonly ServiceProvider _services;
    JobScheduler? _scheduler;

    JobHost(ServiceProvider services) => _services = services;

    public DemoClock Clock => _services.GetRequiredService<DemoClock>();

    public JobRunner Runner => _services.GetRequiredService<JobRunner>();

    public TimeTravel Travel => _services.GetRequiredService<TimeTravel>();

    public NpgsqlDataSource Database => _services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>Migrated, and the jobs are known from now on.</summary>
    public static async Task<JobHost> Create(TestDatabase database, params IJob[] jobs)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(_ => NpgsqlDataSource.Create(database.ConnectionString));
        services.AddSingleton<DemoClock>();
        services.AddSingleton<TimeProvider>(s => s.GetRequiredService<DemoClock>());
        services.AddSingleton(_ => new PostgresEventStore(database.ConnectionString, Catalogue.Facts));
        services.AddSingleton<IGrains>(s => new GrainHost(
            s.GetRequiredService<PostgresEventStore>(), Catalogue.Facts, s.GetRequiredService<TimeProvider>(), new SerialScheduler(), new GrainHostOptions()));
        services.AddSingleton<DueMessages>();
        services.AddSingleton(s => new Projector(s.GetRequiredService<NpgsqlDataSource>(), Catalogue.Facts, Catalogue.ReadTables));
        services.AddSingleton<Freshness>();
        services.AddSingleton<TimeTravel>();
        foreach (var job in jobs) services.AddSingleton(job);
        services.AddSingleton<JobRunner>();
        JobScheduler.Add(services);
        var host = new JobHost(services.BuildServiceProvider());
        await Migrator.Migrate(host.Database, CancellationToken.None, typeof(JobHost).Assembly, typeof(JobScheduler).Assembly);
        await JobBooks.Enter(host.Database, jobs, host.Clock.GetUtcNow(), CancellationToken.None);
        return host;
    }

    /// <summary>With Quartz.</summary>
    public async Task Start()
    {
        _scheduler = _services.GetServices<IHostedService>().OfType<JobScheduler>().Single();
        await _scheduler.StartAsync(CancellationToken.None);
    }

    /// <summary>The states of a job's runs, in the order of what they are for.</summary>
    public async Task<IReadOnlyList<string>> States(IJob job)
    {
        await using var command = Database.CreateCommand(
            "select coalesce(period, '-') || ' ' || state || ' ' || attempts from jobs.runs where job = $1 order by scheduled_at");
        command.Parameters.AddWithValue(job.Name);
        var states = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) states.Add(reader.GetString(0));
        return states;
    }

    public async ValueTask DisposeAsync()
    {
        if (_scheduler is not null) await _scheduler.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
