using Marketplace.Api.Access;

namespace Marketplace.Api.Portals.Layout;

/// <param name="Text">The key of its text.</param>
public sealed record NavigationLink(string Url, string Icon, string Text)
{
    /// <summary>True when the path is this page or one below it.</summary>
    public bool Leads(string path) => path == Url || (Url != "/" && path.StartsWith(Url + "/", StringComparison.Ordinal));
}

/// <summary>Pages of one kind of work, which stand below the navigation while one of them is open; the section itself leads to the first.</summary>
/// <param name="Text">The key of its text.</param>
public sealed record NavigationSection(string Icon, string Text, IReadOnlyList<NavigationLink> Links)
{
    public string Url => Links[0].Url;

    /// <summary>A section of its own page only.</summary>
    public static implicit operator NavigationSection(NavigationLink link) => new(link.Icon, link.Text, [link]);
}

/// <summary>Who finds what in the navigation.</summary>
public static class Navigation
{
    static readonly NavigationLink Storefront = new("/", "building-store", "shell.nav.storefront");

    static readonly NavigationLink Companies = new("/records/companies", "building-factory-2", "shell.nav.companies");

    static readonly NavigationLink Vendors = new("/records/vendors", "package", "shell.nav.vendors");

    static readonly NavigationLink Listings = new("/records/listings", "apps", "shell.nav.listings");

    static readonly NavigationLink Orders = new("/records/orders", "list-check", "shell.nav.orders");

    static readonly NavigationLink Enrolments = new("/records/enrolments", "upload", "shell.nav.enrolments");

    static readonly NavigationLink Funds = new("/records/funds", "cash", "shell.nav.funds");

    static readonly NavigationLink Withdrawals = new("/withdrawals", "wallet", "shell.nav.withdrawals");

    static readonly NavigationLink Overview = new("/records", "chart-bar", "shell.nav.records");

    static readonly NavigationLink Jobs = new("/jobs", "clock", "shell.nav.jobs");

    static readonly NavigationSection Acceptance = new("shield-check", "shell.nav.acceptance",
    [
        new("/acceptance", "shield-check", "shell.nav.batches"),
        new("/records/flags", "alert-triangle", "shell.nav.flags"),
        new("/records/tips", "bell", "shell.nav.tips"),
        new("/records/signals", "chart-bar", "shell.nav.signals"),
    ]);

    static readonly NavigationSection Settlement = new("receipt", "shell.nav.settlement",
    [
        new("/settlement", "receipt", "shell.nav.month"),
        new("/statements", "file-text", "shell.nav.statements"),
        Withdrawals,
        new("/recoveries", "scale", "shell.nav.recoveries"),
        Funds,
    ]);

    static readonly NavigationSection Payments = new("cash", "shell.nav.companyMoney",
    [
        new("/records/payments", "receipt", "shell.nav.payments"),
        new("/sales-payouts", "cash", "shell.nav.salesPayouts"),
        new("/reconciliations", "scale", "shell.nav.reconciliations"),
    ]);

    static readonly NavigationSection[] Public =
        [Storefront, new NavigationLink("/register", "id-badge-2", "shell.nav.register"), new NavigationLink("/claim", "gift", "shell.nav.claim")];

    static readonly NavigationSection[] Company =
    [
        Storefront,
        new NavigationLink("/company", "home", "shell.nav.company"),
        new("wallet", "shell.nav.money",
        [
            new("/company/wallet", "wallet", "shell.nav.wallet"), new("/company/payments", "receipt", "shell.nav.payments"),
        ]),
        new NavigationLink("/company/orders", "list-check", "shell.nav.orders"),
        new NavigationLink("/company/usage", "chart-bar", "shell.nav.usage"),
    ];

    static readonly NavigationSection[] Operator = [Storefront, Overview, Directory(Companies, Vendors, Listings, Orders, Enrolments), Acceptance, Settlement, Payments, Jobs];

    static readonly NavigationSection[] Overseers = [Storefront, Overview, Directory(Companies, Vendors, Listings, Orders), Acceptance, Settlement, Payments, Jobs];

    static readonly NavigationSection[] City =
    [
        Storefront, Overview, Directory(Companies, Vendors, Listings, Orders), Acceptance, new("cash", "shell.nav.money", [Withdrawals, Funds]),
    ];

    static readonly NavigationSection[] Vendor =
    [
        Storefront,
        new NavigationLink("/vendor", "home", "shell.nav.vendorHome"),
        new NavigationLink("/vendor/orders", "list-check", "shell.nav.orders"),
        new NavigationLink(Usage.UsagePages.Path, "chart-bar", "shell.nav.usage"),
        new NavigationLink("/vendor/acceptance", "shield-check", "shell.nav.acceptance"),
        new("receipt", "shell.nav.settlement",
        [
            new("/vendor/statements", "file-text", "shell.nav.statements"), new("/vendor/payouts", "cash", "shell.nav.payouts"),
            new("/vendor/payments", "receipt", "shell.nav.sales"), new("/vendor/sales-payouts", "cash", "shell.nav.salesPayouts"),
            new("/vendor/prices", "calendar", "shell.nav.prices"),
        ]),
    ];

    static NavigationSection Directory(params IReadOnlyList<NavigationLink> links) => new("database", "shell.nav.directory", links);

    public static IReadOnlyList<NavigationSection> Of(Requester? requester) => requester?.Role switch
    {
        Role.Company => Company,
        Role.Operator => Operator,
        Role.ProvinceBureau or Role.Auditor => Overseers,
        Role.CityBureau => City,
        Role.Vendor => Vendor,
        _ => Public,
    };

    /// <summary>What stands in the menu of the account.</summary>
    public static IEnumerable<NavigationLink> AccountOf(Requester requester)
    {
        if (requester.Role != Role.Company) yield break;
        yield return new("/company/members", "users", "shell.nav.members");
        if (requester.Rights.Includes(Right.Manage)) yield return new("/company/keys", "key", "shell.nav.keys");
        yield return new("/company/settings", "settings", "shell.nav.settings");
    }
}
