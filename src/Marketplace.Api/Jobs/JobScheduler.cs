using System.Collections.Concurrent;
using Marketplace.Grains.Places;
using Npgsql;
using Quartz;

namespace Marketplace.Api.Jobs;

/// <summary>
/// The only file that knows Quartz. Quartz keeps the beat for all servers on one database: every few seconds one of them looks
/// which jobs have something to run, and each of those is started on some server, and on another when that one dies.
/// What is due is not Quartz's to say: its clock is the wall's, and ours may be a demo's, years ahead and moved by leaps, at which servers would take
/// each other for dead. So the schedules (in Quartz's syntax) are read against our own clock and what <c>jobs.schedule</c> says has been
/// seen to, by <see cref="JobRunner"/>, whether the clock goes by itself or is moved.
/// </summary>
public sealed class JobScheduler([FromKeyedServices(JobScheduler.Name)] ISchedulerFactory factory, JobRunner runner, NpgsqlDataSource database, TimeProvider clock) : IHostedService
{
    /// <summary>Quartz keeps to itself under its name; without one it would put the wall's clock in the place of ours.</summary>
    const string Name = "marketplace";

    const string Group = "jobs";

    /// <summary>Between two looks at what is due: as late may a run be.</summary>
    static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    /// <summary>Jobs that run at the same time on one server.</summary>
    const int AtOnceMax = 4;

    /// <summary>A server that has not been heard of for so long is dead, and its jobs are started elsewhere.</summary>
    static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(15);

    static readonly TimeZoneInfo China = TimeZoneInfo.CreateCustomTimeZone("Asia/Shanghai", ChinaTime.Offset, "Asia/Shanghai", "Asia/Shanghai");

    static readonly ConcurrentDictionary<string, CronExpression> Schedules = new(StringComparer.Ordinal);

    IScheduler? _quartz;

    internal static void Add(IServiceCollection services)
    {
        services.AddQuartz(Name, q => q
            .ConfigureScheduler(o =>
            {
                o.GenerateInstanceId = true;
                o.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            })
            .UseTimeProvider(TimeProvider.System)
            .UseDefaultThreadPool(AtOnceMax)
            .UsePersistentStore(store => store
                .UsePostgres(o => o.DataSourceFactory = s => s.GetRequiredService<NpgsqlDataSource>())
                .ConfigureStore(o => (o.TablePrefix, o.SchemaProvisioning) = ("quartz.qrtz_", SchemaProvisioning.Validate))
                .UseClustering(o => (o.CheckinInterval, o.CheckinMisfireThreshold) = (Beat, DeadAfter))));
        services.AddSingleton<JobScheduler>();
        services.AddHostedService(s => s.GetRequiredService<JobScheduler>());
    }

    /// <summary>The first moment of a schedule after another moment.</summary>
    public static DateTimeOffset NextAfter(string cron, DateTimeOffset moment) =>
        Schedules.GetOrAdd(cron, text => new CronExpression(text, China)).GetNextValidTimeAfter(moment)
        ?? throw new InvalidOperationException($"The schedule {cron} has an end.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await JobBooks.Enter(database, runner.Jobs, clock.GetUtcNow(), cancellationToken);
        _quartz = await factory.GetScheduler(cancellationToken);
        foreach (var job in runner.Jobs)
            await _quartz.AddJob(
                JobBuilder.Create<Worker>().WithIdentity(job.Name, Group).StoreDurably().RequestRecovery().DisallowConcurrentExecution().Build(),
                AddJobOptions.Replacing, cancellationToken);
        await _quartz.AddJob(JobBuilder.Create<Look>().WithIdentity("look").StoreDurably().DisallowConcurrentExecution().Build(),
            AddJobOptions.Replacing, cancellationToken);
        await _quartz.ScheduleTrigger(
            TriggerBuilder.Create(TimeProvider.System).WithIdentity("look").ForJob("look").StartNow()
                .WithSimpleSchedule(s => s.WithInterval(Beat).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)).Build(),
            TriggerConflict.Keep, cancellationToken);
        await _quartz.Start(cancellationToken);
    }

    /// <summary>Runs that go on are broken off, and taken up by another server or at the next start.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_quartz is not null) await _quartz.Shutdown(waitForJobsToComplete: true, cancellationToken);
    }

    /// <summary>Has some server look for what there is to run of a job, soon.</summary>
    public async Task Start(IJob job, CancellationToken cancel) =>
        await (_quartz ?? throw new InvalidOperationException("The server is still starting.")).ScheduleTrigger(
            TriggerBuilder.Create(TimeProvider.System).WithIdentity(job.Name, Group).ForJob(job.Name, Group).StartNow().Build(), TriggerConflict.Keep, cancel);

    sealed class Look(JobRunner runner, JobScheduler scheduler) : Quartz.IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            foreach (var job in await runner.Due(cancellationToken)) await scheduler.Start(job, cancellationToken);
        }
    }

    sealed class Worker(JobRunner runner) : Quartz.IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            if (runner.Find(context.JobDetail.Key.Name) is { } job) await runner.Work(job, cancellationToken);
        }
    }
}
