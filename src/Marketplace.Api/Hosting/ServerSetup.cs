using Billing.Subsidies;
using Marketplace.Api.Acceptance;
using Marketplace.Api.Access;
using Marketplace.Api.Audit;
using Marketplace.Api.Companies;
using Marketplace.Api.Demo;
using Marketplace.Api.Enrolments;
using Marketplace.Api.Files;
using Marketplace.Api.Funds;
using Marketplace.Api.Http;
using Marketplace.Api.Jobs;
using Marketplace.Api.Launches;
using Marketplace.Api.Ledger;
using Marketplace.Api.Listings;
using Marketplace.Api.Lists;
using Marketplace.Api.Notices;
using Marketplace.Api.Orders;
using Marketplace.Api.People;
using Marketplace.Api.Personal;
using Marketplace.Api.Policy;
using Marketplace.Api.Portals;
using Marketplace.Api.Settlements;
using Marketplace.Api.Signals;
using Marketplace.Api.Telemetry;
using Marketplace.Api.Usage;
using Marketplace.Api.Vendors;
using Marketplace.Grains;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Outbox;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using Marketplace.Grains.Signals;
using Marketplace.Grains.Storage;
using Marketplace.Grains.Usage;
using Npgsql;

namespace Marketplace.Api.Hosting;

/// <summary>Puts the server together: what plays each part, and in which order a request passes.</summary>
public static class ServerSetup
{
    const long BodyBytesMax = 1024 * 1024;

    public static void AddMarketplace(this WebApplicationBuilder builder, DemoMode demo)
    {
        var services = builder.Services;
        var connectionString = Settings.ConnectionString(builder.Configuration);

        services.AddSingleton(demo);
        services.AddSingleton<DemoKeys>();
        services.AddSingleton<DemoClock>();
        services.AddSingleton<TimeProvider>(s => s.GetRequiredService<DemoClock>());
        services.AddSingleton<TimeTravel>();
        services.AddSingleton<DemoWorld>();

        services.AddSingleton(_ => NpgsqlDataSource.Create(connectionString));
        services.AddSingleton(_ => new PostgresEventStore(connectionString, Catalogue.Facts));
        services.AddSingleton(s => new GrainHost(
            s.GetRequiredService<PostgresEventStore>(), Catalogue.Facts, s.GetRequiredService<TimeProvider>(), new SerialScheduler(),
            builder.Configuration.GetSection("GrainHost").Get<GrainHostOptions>() ?? new GrainHostOptions()));
        services.AddSingleton<IGrains>(s => s.GetRequiredService<GrainHost>());
        services.AddSingleton<DueMessages>();
        services.AddSingleton(s => new Projector(s.GetRequiredService<NpgsqlDataSource>(), Catalogue.Facts, Catalogue.ReadTables));
        services.AddSingleton(s => new FactStreams(s.GetRequiredService<NpgsqlDataSource>(), Catalogue.Facts));
        services.AddSingleton<Freshness>();
        services.AddSingleton<ListReader>();
        services.AddSingleton<ListAnswers>();
        services.AddSingleton<LedgerQueries>();
        services.AddSingleton<SettlementRun>();
        services.AddSingleton<FundYear>();
        services.AddSingleton(s => new StatementFacts(s.GetRequiredService<NpgsqlDataSource>(), Catalogue.Facts));
        services.AddSingleton<PayoutFiles>();
        services.AddSingleton<OrderNumbers>();
        services.AddSingleton<OrderLookup>();
        services.AddSingleton<OwnOrders>();
        services.AddSingleton<OrderUsages>();
        services.AddSingleton<RulePreviews>();
        services.AddSingleton<Wallets>();
        services.AddSingleton<Enroller>();
        services.AddSingleton<EnrolmentLists>();
        services.AddSingleton<EnrolmentWork>();
        services.AddSingleton<SavedFilters>();
        services.AddSingleton<SubsidyPolicy>(_ => PolicyEndpoints.Read(builder.Configuration));
        services.AddSingleton(_ => PersonalDataOptions.Read(builder.Configuration, demo.IsOn));
        services.AddSingleton<PersonalData>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<FileStore>();
        services.AddSingleton<Evidence>();
        services.AddSingleton<Candidates>();
        services.AddSingleton<BatchWork>();
        services.AddSingleton<LineNames>();
        services.AddSingleton<BatchLines>();
        services.AddSingleton<ReportSheet>();
        services.AddSingleton<OrderAcceptances>();
        services.AddSingleton<Shelf>();
        services.AddSingleton<ListingRatings>();
        services.AddSingleton<Launches.Launches>();
        services.AddSingleton<UsageOrders>();
        services.AddSingleton(_ => new UsageStore(connectionString));
        services.AddSingleton<UsageReader>();
        services.AddSingleton<UsageArrivals>();
        services.AddSingleton<UsageMonths>();
        services.AddSingleton<UsageRetention>();
        services.AddSingleton<Notices.Notices>();
        services.AddSingleton<FraudSignals>();
        services.AddSingleton<RaisedFlags>();
        services.AddSingleton<Marks>();
        services.AddSingleton<MarkKeeper>();
        services.AddSingleton<Arrivals>();
        services.AddSingleton<Tips>();
        services.AddSingleton<TipReader>();
        services.AddSingleton<Dispositions>();
        services.AddSingleton<SignalSources>();

        services.AddPeople(isForTrying: demo.IsOn);
        services.AddPortals(isForTrying: demo.IsOn);
        services.AddNewcomerLimit(builder.Configuration);

        services.ConfigureHttpJsonOptions(o => ApiJson.Configure(o.SerializerOptions));
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddExceptionHandler<BadRequests>();
        services.AddProblemDetails();
        services.AddOpenApi("v1", ApiDescription.Configure);
        builder.WebHost.ConfigureKestrel(k => k.Limits.MaxRequestBodySize = BodyBytesMax);
        builder.AddTelemetry();
        services.AddBackgroundWork();
        services.AddJobs();
    }

    static void AddBackgroundWork(this IServiceCollection services)
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

    public static void UseMarketplace(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseResponseCompression();
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => Problems.WriteForStatus(context.HttpContext));
        app.UseStaticFiles(app.Services.GetRequiredService<Assets>().ToOptions());
        app.UseRouting();
        app.UseAuthentication();
        app.UseAccessRules();
        app.UseAntiforgery();
        app.UseRateLimiter();
        app.MapHealth();
        app.MapOpenApi().ForThePublic();

        var api = app.MapGroup("/api/v1").AddEndpointFilter<RouteGroupBuilder, PlainQueries>().AddEndpointFilter<RouteGroupBuilder, ReadYourWrites>();
        MapNouns(api, app.Services.GetRequiredService<DemoMode>());
        app.MapPages();
    }

    static void MapNouns(IEndpointRouteBuilder api, DemoMode demo)
    {
        api.MapCompanies();
        api.MapEnrolments();
        api.MapVendors();
        api.MapVendorSettlement();
        api.MapListings();
        api.MapUsageRules();
        api.MapFiles();
        api.MapFunds();
        api.MapFundYears();
        api.MapSettlementRuns();
        api.MapStatements();
        api.MapWithdrawals();
        api.MapRecoveries();
        api.MapOrders();
        api.MapQuotes();
        api.MapAcceptanceBatches();
        api.MapLaunches();
        api.MapUsage();
        api.MapNotices();
        api.MapJobs();
        api.MapLedger();
        api.MapAudit();
        api.MapFlags();
        api.MapTips();
        api.MapPolicy();
        api.MapApiKeys();
        api.MapPeople();
        if (demo.IsOn) api.MapDemoClock();
    }
}
