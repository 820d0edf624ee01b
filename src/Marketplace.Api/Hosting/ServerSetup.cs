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
using Marketplace.Api.Notices;
using Marketplace.Api.Orders;
using Marketplace.Api.Payments;
using Marketplace.Api.People;
using Marketplace.Api.Policy;
using Marketplace.Api.Portals;
using Marketplace.Api.Settlements;
using Marketplace.Api.Signals;
using Marketplace.Api.Telemetry;
using Marketplace.Api.Usage;
using Marketplace.Api.Vendors;

namespace Marketplace.Api.Hosting;

/// <summary>Puts the server together: what plays each part, and in which order a request passes.</summary>
public static class ServerSetup
{
    const long BodyBytesMax = 1024 * 1024;

    public static void AddMarketplace(this WebApplicationBuilder builder, DemoMode demo)
    {
        var services = builder.Services;
        var connectionString = Settings.ConnectionString(builder.Configuration);

        services.AddDemo(demo);
        services.AddEngine(connectionString, builder.Configuration);
        services.AddPersonalData(builder.Configuration, demo.IsOn);
        services.AddReading();
        services.AddMarket(builder.Configuration);
        services.AddUsage(connectionString);
        services.AddAcceptance();
        services.AddSettlement();
        services.AddPayments(builder.Configuration);
        services.AddSignals();

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
        api.MapConnectedAccounts();
        api.MapListings();
        api.MapUsageRules();
        api.MapListingTerms();
        api.MapFiles();
        api.MapFunds();
        api.MapFundYears();
        api.MapSettlementRuns();
        api.MapStatements();
        api.MapWithdrawals();
        api.MapRecoveries();
        api.MapOrders();
        api.MapQuotes();
        api.MapPayments();
        api.MapRenewals();
        api.MapSalesPayouts();
        api.MapReconciliations();
        api.MapWebhooks();
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
