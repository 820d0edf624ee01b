using Marketplace.Api.Demo;
using Marketplace.Api.Personal;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Api.Hosting;

/// <summary>The command <c>serve</c>.</summary>
public static class Serve
{
    public static async Task<int> Run(string[] args)
    {
        await using var app = await Build(args);
        await app.RunAsync();
        return 0;
    }

    /// <summary>A server whose database is migrated and, where that was asked for, holds demo data; not listening yet.</summary>
    public static async Task<WebApplication> Build(string[] args)
    {
        var demo = DemoMode.Read(args);
        var builder = WebApplication.CreateBuilder([.. args.Where(a => a != "serve" && !DemoMode.IsOption(a))]);
        builder.AddMarketplace(demo);
        var app = builder.Build();
        app.UseMarketplace();
        var database = app.Services.GetRequiredService<NpgsqlDataSource>();
        await Migrator.Migrate(database, CancellationToken.None, typeof(Serve).Assembly);
        app.Services.GetRequiredService<PersonalDataOptions>(); // no start without a key for personal data
        var clock = app.Services.GetRequiredService<DemoClock>();
        await clock.Refresh(database, CancellationToken.None);
        if (!demo.IsOn)
            return clock.Ahead == TimeSpan.Zero
                ? app
                : throw new SettingException("This database's clock has been moved forward for a demo; without --demo its time would jump back.");
        if (demo.WithData)
        {
            await ActivatorUtilities.CreateInstance<DemoData>(app.Services).Load(Console.Out, CancellationToken.None);
            await DemoPeople.Create(app.Services, database, CancellationToken.None);
        }
        app.Lifetime.ApplicationStarted.Register(() => DemoBanner.Write(app, database, Console.Out));
        return app;
    }
}
