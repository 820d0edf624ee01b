using Marketplace.Api.Demo;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Api.Hosting;

/// <summary>The command <c>serve</c>.</summary>
public static class Serve
{
    public static async Task<int> Run(string[] args)
    {
        var demo = args.Contains("--demo");
        var builder = WebApplication.CreateBuilder([.. args.Where(a => a is not ("serve" or "--demo"))]);
        builder.AddMarketplace(demo);
        var app = builder.Build();
        app.UseMarketplace();
        var database = app.Services.GetRequiredService<NpgsqlDataSource>();
        await Migrator.Migrate(database, CancellationToken.None, typeof(Serve).Assembly);
        if (demo) await app.Services.GetRequiredService<DemoClock>().Refresh(database, CancellationToken.None);
        await app.RunAsync();
        await app.Services.GetRequiredService<GrainHost>().DisposeAsync();
        return 0;
    }
}
