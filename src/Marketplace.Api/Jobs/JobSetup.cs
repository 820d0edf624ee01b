using Marketplace.Api.Acceptance;
using Marketplace.Api.Funds;
using Marketplace.Api.Orders;
using Marketplace.Api.Payments;
using Marketplace.Api.Settlements;
using Marketplace.Api.Signals;

namespace Marketplace.Api.Jobs;

public static class JobSetup
{
    /// <summary>All jobs; what falls on one moment runs in this order.</summary>
    public static void AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<IJob, ExpiryJob>();
        services.AddSingleton<IJob, RenewalNoticesJob>();
        services.AddSingleton<IJob, RetentionJob>();
        services.AddSingleton<IJob, ProjectionsJob>();
        services.AddSingleton<IJob, FirstUseJob>();
        services.AddSingleton<IJob, AcceptanceJob>();
        services.AddSingleton<IJob, IdleJob>();
        services.AddSingleton<IJob, YearEndJob>();
        services.AddSingleton<IJob, InterestJob>();
        services.AddSingleton<IJob, SettlementJob>();
        services.AddSingleton<IJob, SalesPayoutJob>();
        services.AddSingleton<IJob, ReconciliationJob>();

        services.AddSingleton<IRetention>(s => s.GetRequiredService<Launches.Launches>());
        services.AddSingleton<IRetention, UsageEventRetention>();
        services.AddSingleton<IRetention, RunRetention>();
        services.AddSingleton<IRetention>(s => s.GetRequiredService<ProcessorNews>());

        services.AddSingleton<IJob, MarksJob>();
        services.AddSingleton<JobRunner>();
        services.AddSingleton<JobLists>();
        JobScheduler.Add(services);
    }
}
