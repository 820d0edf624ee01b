using Marketplace.Api.Access;
using Marketplace.Api.Demo;
using Marketplace.Api.Enrolments;
using Marketplace.Api.Listings;
using Marketplace.Api.Payments;
using Marketplace.Grains.Outbox;
using Marketplace.Grains.Projections;
using Npgsql;

namespace Marketplace.Api.Hosting;

/// <summary>What goes on all the time on every server; jobs, which have their hour, are apart.</summary>
static class BackgroundWork
{
    public static void AddBackgroundWork(this IServiceCollection services)
    {
        services.AddLoop("Projection", TimeSpan.FromMilliseconds(20), s =>
        {
            var projector = s.GetRequiredService<Projector>();
            return async cancel => await projector.Step(cancel) == Projector.BatchMax; // else let some gather
        });
        services.AddLoop("Due messages", TimeSpan.FromSeconds(1), s =>
        {
            var (messages, clock) = (s.GetRequiredService<DueMessages>(), s.GetRequiredService<TimeProvider>());
            return async cancel => await messages.Run(clock.GetUtcNow(), cancel) == DueMessages.BatchMax;
        });
        services.AddLoop("Payment calls", TimeSpan.FromMilliseconds(500), s => s.GetRequiredService<PaymentCallRunner>().Step);
        services.AddLoop("Payment news", TimeSpan.FromMilliseconds(500), s => s.GetRequiredService<ProcessorNews>().Step);
        services.AddLoop("Enrolment lists", TimeSpan.FromMilliseconds(500), s => s.GetRequiredService<EnrolmentWork>().Step);
        services.AddLoop("Keys", ApiKeys.RevocationDelayMax, s =>
        {
            var keys = s.GetRequiredService<ApiKeys>();
            return async cancel =>
            {
                await keys.ForgetRevoked(cancel);
                await keys.RecordUse(cancel);
                return false;
            };
        });
        services.AddLoop("Shelf", Shelf.Pause, s =>
        {
            var shelf = s.GetRequiredService<Shelf>();
            return async cancel =>
            {
                await shelf.Refresh(isUrgent: false, cancel);
                return false;
            };
        });
        services.AddLoop("Launches", TimeSpan.FromHours(1), s =>
        {
            var launches = s.GetRequiredService<Launches.Launches>();
            return async cancel =>
            {
                await launches.Purge(cancel);
                return false;
            };
        });
        services.AddLoop("Nonces", RequestSignature.ClockMax, s =>
        {
            var keys = s.GetRequiredService<SigningKeys>();
            return async cancel =>
            {
                await keys.Purge(TimeProvider.System.GetUtcNow(), cancel);
                return false;
            };
        });
        services.AddLoop("Demo clock", TimeSpan.FromSeconds(1), s =>
        {
            var (clock, database, mode) = (s.GetRequiredService<DemoClock>(), s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<DemoMode>());
            return async cancel =>
            {
                if (mode.IsOn) await clock.Refresh(database, cancel);
                return false;
            };
        });
    }

    static void AddLoop(
        this IServiceCollection services, string name, TimeSpan pause, Func<IServiceProvider, Func<CancellationToken, Task<bool>>> step) =>
        services.AddSingleton<IHostedService>(s => new BackgroundLoop(name, step(s), pause, s.GetRequiredService<ILogger<BackgroundLoop>>()));
}
