using Billing.Stripe;
using Billing.Subsidies;
using Marketplace.Api.Acceptance;
using Marketplace.Api.Access;
using Marketplace.Api.Audit;
using Marketplace.Api.Companies;
using Marketplace.Api.Demo;
using Marketplace.Api.Enrolments;
using Marketplace.Api.Files;
using Marketplace.Api.Http;
using Marketplace.Api.Ledger;
using Marketplace.Api.Listings;
using Marketplace.Api.Lists;
using Marketplace.Api.Orders;
using Marketplace.Api.Payments;
using Marketplace.Api.People;
using Marketplace.Api.Personal;
using Marketplace.Api.Policy;
using Marketplace.Api.Settlements;
using Marketplace.Api.Signals;
using Marketplace.Api.Usage;
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

/// <summary>Who plays which part, by what it is about. All of it lives as long as the server.</summary>
static class Parts
{
    /// <summary>The clock is among it: without demo data it cannot be moved.</summary>
    public static void AddDemo(this IServiceCollection services, DemoMode demo)
    {
        services.AddSingleton(demo);
        services.AddSingleton<DemoKeys>();
        services.AddSingleton<DemoClock>();
        services.AddSingleton<TimeProvider>(s => s.GetRequiredService<DemoClock>());
        services.AddSingleton<TimeTravel>();
        services.AddSingleton<DemoWorld>();
    }

    public static void AddEngine(this IServiceCollection services, string connectionString, IConfiguration configuration)
    {
        services.AddSingleton(_ => NpgsqlDataSource.Create(connectionString));
        services.AddSingleton(_ => new PostgresEventStore(connectionString, Catalogue.Facts));
        services.AddSingleton(s => new GrainHost(
            s.GetRequiredService<PostgresEventStore>(), Catalogue.Facts, s.GetRequiredService<TimeProvider>(), new SerialScheduler(),
            configuration.GetSection("GrainHost").Get<GrainHostOptions>() ?? new GrainHostOptions()));
        services.AddSingleton<IGrains>(s => s.GetRequiredService<GrainHost>());
        services.AddSingleton<DueMessages>();
        services.AddSingleton(s => new Projector(s.GetRequiredService<NpgsqlDataSource>(), Catalogue.Facts, Catalogue.ReadTables));
        services.AddSingleton(s => new FactStreams(s.GetRequiredService<NpgsqlDataSource>(), Catalogue.Facts));
    }

    public static void AddPersonalData(this IServiceCollection services, IConfiguration configuration, bool isDemo)
    {
        services.AddSingleton(_ => PersonalDataOptions.Read(configuration, isDemo));
        services.AddSingleton<PersonalData>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<FileStore>();
        services.AddSingleton<Evidence>();
    }

    public static void AddReading(this IServiceCollection services)
    {
        services.AddSingleton<Freshness>();
        services.AddSingleton<ListReader>();
        services.AddSingleton<ListAnswers>();
        services.AddSingleton<SavedFilters>();
        services.AddSingleton<CodeNames>();
        services.AddSingleton<LedgerQueries>();
        services.AddSingleton<Notices.Notices>();
    }

    /// <summary>Who buys, what is for sale, and orders.</summary>
    public static void AddMarket(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<SubsidyPolicy>(_ => PolicyEndpoints.Read(configuration));
        services.AddSingleton<Enroller>();
        services.AddSingleton<EnrolmentLists>();
        services.AddSingleton<EnrolmentWork>();
        services.AddSingleton<Wallets>();
        services.AddSingleton<Shelf>();
        services.AddSingleton<ListingRatings>();
        services.AddSingleton<OrderNumbers>();
        services.AddSingleton<OrderLookup>();
        services.AddSingleton<OwnOrders>();
        services.AddSingleton<Launches.Launches>();
    }

    public static void AddUsage(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(_ => new UsageStore(connectionString));
        services.AddSingleton<UsageOrders>();
        services.AddSingleton<UsageReader>();
        services.AddSingleton<UsageArrivals>();
        services.AddSingleton<UsageMonths>();
        services.AddSingleton<UsageRetention>();
        services.AddSingleton<OrderUsages>();
        services.AddSingleton<RulePreviews>();
    }

    public static void AddAcceptance(this IServiceCollection services)
    {
        services.AddSingleton<Candidates>();
        services.AddSingleton<BatchWork>();
        services.AddSingleton<LineNames>();
        services.AddSingleton<BatchLines>();
        services.AddSingleton<ReportSheet>();
        services.AddSingleton<OrderAcceptances>();
    }

    public static void AddSettlement(this IServiceCollection services)
    {
        services.AddSingleton<SettlementRun>();
        services.AddSingleton(s => new StatementFacts(s.GetRequiredService<NpgsqlDataSource>(), Catalogue.Facts));
        services.AddSingleton<PayoutFiles>();
        services.AddSingleton<FundYear>();
    }

    public static void AddPayments(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(_ => ProcessorSettings.Read(configuration));
        // One for everybody, for as long as the server lives: its circuit remembers how the processor did.
        services.AddSingleton(s => new StripeClient(
            new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ActivityHeadersPropagator = null })
            {
                Timeout = Timeout.InfiniteTimeSpan,
            },
            s.GetRequiredService<StripeOptions>(), TimeProvider.System));
        services.AddSingleton<DueCalls>();
        services.AddSingleton<PaymentSync>();
        services.AddSingleton<Checkouts>();
        services.AddSingleton<PaymentCallRunner>();
        services.AddSingleton<IStopover>(s => s.GetRequiredService<PaymentCallRunner>());
        services.AddSingleton<ProcessorMovements>();
        services.AddSingleton<ProcessorNews>();
        services.AddSingleton<Reconciliations>();
        services.AddSingleton<Reconciler>();
        services.AddSingleton<SalesPayouts>();
    }

    public static void AddSignals(this IServiceCollection services)
    {
        services.AddSingleton<FraudSignals>();
        services.AddSingleton<RaisedFlags>();
        services.AddSingleton<SignalSources>();
        services.AddSingleton<Dispositions>();
        services.AddSingleton<Marks>();
        services.AddSingleton<MarkKeeper>();
        services.AddSingleton<Arrivals>();
        services.AddSingleton<Tips>();
        services.AddSingleton<TipReader>();
    }
}
