using Marketplace.Api.Signals;

namespace Marketplace.Api.Jobs;

public static class JobSetup
{
    /// <summary>All jobs; what falls on one moment runs in this order.</summary>
    public static void AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<IJob, ProjectionsJob>();
        services.AddSingleton<IJob, MarksJob>();
        services.AddSingleton<JobRunner>();
        JobScheduler.Add(services);
    }
}
