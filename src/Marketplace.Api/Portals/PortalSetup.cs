using System.Text.Encodings.Web;
using System.Text.Unicode;
using Marketplace.Api.Demo;
using Marketplace.Api.Portals.Acceptance;
using Marketplace.Api.Portals.Company;
using Marketplace.Api.Portals.Jobs;
using Marketplace.Api.Portals.Keys;
using Marketplace.Api.Portals.Members;
using Marketplace.Api.Portals.Newcomers;
using Marketplace.Api.Portals.Ordering;
using Marketplace.Api.Portals.Payments;
using Marketplace.Api.Portals.Records;
using Marketplace.Api.Portals.Settings;
using Marketplace.Api.Portals.Settlements;
using Marketplace.Api.Portals.Signals;
using Marketplace.Api.Portals.SignIn;
using Marketplace.Api.Portals.StandIn;
using Marketplace.Api.Portals.Storefront;
using Marketplace.Api.Portals.Usage;
using Marketplace.Api.Portals.Vendors;
using Marketplace.Api.Portals.Verification;
using Microsoft.AspNetCore.ResponseCompression;

namespace Marketplace.Api.Portals;

/// <summary>What the portals need, and all their pages.</summary>
public static class PortalSetup
{
    public const string FormCookie = "marketplace-form";

    /// <param name="isForTrying">Cookies also without TLS.</param>
    public static void AddPortals(this IServiceCollection services, bool isForTrying)
    {
        services.AddRazorComponents();
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)); // Chinese as it is, not as numbers
        services.AddHttpContextAccessor();
        services.AddSingleton<Texts>();
        services.AddSingleton<Assets>();
        services.AddScoped<Portal>();
        services.AddScoped<OwnSettings>();
        services.AddSingleton<PasswordSeal>();
        services.AddSingleton<AcceptanceRuns>();
        services.AddSingleton<StatementItems>();
        services.AddSingleton<StatementLooks>();
        services.AddSingleton<PayoutAttempts>();
        services.AddSingleton<MonthViews>();
        services.AddSingleton<VendorTodo>();
        services.AddSingleton<PayLooks>();
        services.AddSingleton<RenewalLooks>();
        services.AddSingleton<OwnOrderReader>();
        services.AddSingleton<PaymentItems>();
        services.AddSingleton<PaymentChanges>();
        services.AddSingleton<VendorOrders>();
        services.AddSingleton<VendorRecords>();
        services.AddSingleton<FundRecords>();
        services.AddSingleton<LineLooks>();
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = FormCookie;
            o.Cookie.HttpOnly = true;
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.SecurePolicy = isForTrying ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        });
        services.AddResponseCompression(o =>
        {
            o.EnableForHttps = true; // tokens in pages are masked anew each time, and cookies never leave the site
            o.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml"];
        });
    }

    public static void MapPages(this IEndpointRouteBuilder app)
    {
        var portals = app.MapPortals();
        portals.MapSignIn();
        portals.MapCompany();
        portals.MapOrdering();
        portals.MapPaymentPages();
        portals.MapVerification();
        portals.MapRegister();
        portals.MapArrivals();
        portals.MapMemberPages();
        portals.MapKeyPages();
        portals.MapSettings();
        portals.MapTipBox();
        portals.MapRecords();
        portals.MapJobPages();
        portals.MapStorefront();
        portals.MapUsagePages();
        portals.MapAcceptance();
        portals.MapVendorHome();
        portals.MapVendorOrders();
        portals.MapSettlementPages();
        if (app.ServiceProvider.GetRequiredService<DemoMode>().IsOn) portals.MapDemoSoftware();
    }
}
