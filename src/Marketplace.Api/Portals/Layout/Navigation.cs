using Marketplace.Api.Access;

namespace Marketplace.Api.Portals.Layout;

/// <param name="Text">The key of its text.</param>
public sealed record NavigationLink(string Url, string Icon, string Text)
{
    /// <summary>True when the path is this page or one below it.</summary>
    public bool Leads(string path) => path == Url || (Url != "/" && path.StartsWith(Url + "/", StringComparison.Ordinal));
}

/// <summary>Who finds what in the navigation.</summary>
public static class Navigation
{
    static readonly NavigationLink Storefront = new("/", "building-store", "shell.nav.storefront");

    static readonly NavigationLink[] Public =
        [Storefront, new("/register", "id-badge-2", "shell.nav.register"), new("/claim", "gift", "shell.nav.claim")];

    static readonly NavigationLink[] Company =
    [
        Storefront,
        new("/company", "home", "shell.nav.company"),
        new("/company/wallet", "wallet", "shell.nav.wallet"),
        new("/company/orders", "list-check", "shell.nav.orders"),
        new("/company/usage", "chart-bar", "shell.nav.usage"),
    ];

    static readonly NavigationLink[] Records =
    [
        Storefront,
        new("/records", "chart-bar", "shell.nav.records"),
        new("/records/companies", "building-factory-2", "shell.nav.companies"),
        new("/records/vendors", "package", "shell.nav.vendors"),
        new("/records/listings", "apps", "shell.nav.listings"),
        new("/records/orders", "list-check", "shell.nav.orders"),
        new("/records/funds", "cash", "shell.nav.funds"),
        new("/records/flags", "alert-triangle", "shell.nav.flags"),
        new("/records/tips", "bell", "shell.nav.tips"),
        new("/acceptance", "shield-check", "shell.nav.acceptance"),
    ];

    static readonly NavigationLink Jobs = new("/jobs", "clock", "shell.nav.jobs");

    static readonly NavigationLink Settlement = new("/settlement", "receipt", "shell.nav.settlement");

    static readonly NavigationLink Withdrawals = new("/withdrawals", "wallet", "shell.nav.withdrawals");

    static readonly NavigationLink[] Operator = [.. Records, Settlement, new("/records/enrolments", "upload", "shell.nav.enrolments"), Jobs];

    static readonly NavigationLink[] Overseers = [.. Records, Settlement, Withdrawals, Jobs];

    static readonly NavigationLink[] City = [.. Records, Withdrawals];

    static readonly NavigationLink[] Vendor =
    [
        Storefront,
        new("/vendor", "home", "shell.nav.vendorHome"),
        new(Usage.UsagePages.Path, "chart-bar", "shell.nav.usage"),
        new("/vendor/acceptance", "shield-check", "shell.nav.acceptance"),
        new("/vendor/statements", "file-text", "shell.nav.statements"),
        new("/vendor/payouts", "cash", "shell.nav.payouts"),
    ];

    public static IReadOnlyList<NavigationLink> Of(Requester? requester) => requester?.Role switch
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
