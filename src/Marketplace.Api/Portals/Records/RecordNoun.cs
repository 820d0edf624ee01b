using Marketplace.Api.Access;
using Marketplace.Api.Companies;
using Marketplace.Api.Funds;
using Marketplace.Api.Listings;
using Marketplace.Api.Lists;
using Marketplace.Api.Orders;
using Marketplace.Api.Payments;
using Marketplace.Api.Settlements;
using Marketplace.Api.Signals;
using Marketplace.Api.Vendors;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Records;

public enum FilterKind
{
    Search,
    Choice,
    Day,
}

/// <summary>One thing that a list can be filtered by on its page; a choice offers the values that there are, with their counts.</summary>
/// <param name="Words">The group of words that tells the values.</param>
/// <param name="NotForCities">True where a city's bureau has nothing to choose from.</param>
/// <param name="IsMore">True for what is asked for less often, and stands behind a fold.</param>
public sealed record RecordFilter(string Name, FilterKind Kind, string? Words = null, bool NotForCities = false, bool IsMore = false);

public delegate Refusal? ReadList(Requester requester, IQueryCollection query, out ListRequest list);

/// <summary>A list of the records as its page shows it; who sees what of it is the list's own word.</summary>
/// <param name="Shown">The columns when none are chosen.</param>
/// <param name="Links">By field, where a cell leads; <c>{field}</c> stands for what the row has there.</param>
public sealed record RecordNoun(
    ListShape Shape, string Icon, ReadList Read, IReadOnlyList<RecordFilter> Filters, IReadOnlyList<string> Shown,
    IReadOnlyDictionary<string, string> Links)
{
    public string Path { get; init; } = $"/records/{Shape.Name}";

    public Role Readers { get; init; } = RecordsPages.Readers;

    public static readonly IReadOnlyList<RecordNoun> All =
    [
        new(CompanyLists.Shape, "building-factory-2", CompanyLists.Read,
        [
            new("q", FilterKind.Search), new("city", FilterKind.Choice, "city", NotForCities: true), new("size", FilterKind.Choice, "size"),
            new("industry", FilterKind.Choice, "division"), new("status", FilterKind.Choice, "companyStatus"),
        ],
        ["name", "creditCode", "city", "industry", "size", "running", "enrolledAt"],
        new Dictionary<string, string> { ["name"] = "/records/companies/{creditCode}" }),

        new(VendorLists.Shape, "package", VendorLists.Read, [new("q", FilterKind.Search)],
        ["name", "creditCode", "listings", "status"],
        new Dictionary<string, string> { ["name"] = "/records/vendors/{creditCode}", ["listings"] = "/records/listings?vendor={creditCode}" }),

        new(ListingLists.Shape, "apps", (Requester _, IQueryCollection query, out ListRequest list) => ListingLists.Read(query, out list),
        [
            new("q", FilterKind.Search), new("category", FilterKind.Choice), new("vendor", FilterKind.Choice), new("firstVersion", FilterKind.Choice, "flag"),
        ],
        ["name", "category", "vendorName", "priceFrom", "firstVersion", "listedAt"],
        new Dictionary<string, string> { ["name"] = "/records/listings/{id}", ["vendorName"] = "/records/vendors/{vendor}" }),

        new(OrderLists.Shape, "list-check", OrderLists.Read,
        [
            new("q", FilterKind.Search), new("status", FilterKind.Choice, "orderStatus"), new("city", FilterKind.Choice, "city", NotForCities: true),
            new("placedFrom", FilterKind.Day), new("placedTo", FilterKind.Day), new("vendor", FilterKind.Choice, IsMore: true),
            new("listing", FilterKind.Choice, IsMore: true), new("company", FilterKind.Search, IsMore: true),
        ],
        ["number", "status", "companyName", "city", "listingName", "price", "split.province", "split.city", "split.company", "placedAt"],
        new Dictionary<string, string>
        {
            ["number"] = "/records/orders/{id}", ["companyName"] = "/records/companies/{company}", ["vendorName"] = "/records/vendors/{vendor}",
            ["listingName"] = "/records/listings/{listing}",
        }),

        new(FundLists.Shape, "cash", FundLists.Read,
        [
            new("owner", FilterKind.Choice, "city", NotForCities: true), new("year", FilterKind.Choice),
        ],
        ["id", "owner", "year", "appropriated", "available", "encumbered", "spent", "withdrawn"],
        new Dictionary<string, string> { ["id"] = "/records/funds/{id}" }),

        new(StatementLists.Shape, "file-text", StatementLists.Read,
        [
            new("q", FilterKind.Search), new("month", FilterKind.Choice), new("status", FilterKind.Choice, "statementStatus"), new("vendor", FilterKind.Choice),
        ],
        ["month", "vendorName", "status", "payeeName", "lines", "gross", "recovered", "total", "payment.on", "daysToPayment"],
        new Dictionary<string, string>
        {
            ["month"] = "/statements/{id}", ["vendorName"] = "/records/vendors/{vendor}", ["withdrawal"] = "/withdrawals/{withdrawal}",
        })
        {
            Path = "/statements", Readers = Roles.Overseers,
        },

        new(WithdrawalLists.Shape, "wallet", WithdrawalLists.Read, [new("status", FilterKind.Choice, "withdrawalStatus")],
        ["requestedAt", "status", "total", "statements", "paidAt"],
        new Dictionary<string, string> { ["requestedAt"] = "/withdrawals/{id}" }) { Path = "/withdrawals" },

        new(RecoveryLists.Shape, "scale", RecoveryLists.Read,
        [
            new("status", FilterKind.Choice, "recoveryStatus"), new("vendor", FilterKind.Choice),
        ],
        ["proposedAt", "status", "number", "vendorName", "amount", "outstanding", "method"],
        new Dictionary<string, string>
        {
            ["proposedAt"] = "/recoveries/{id}", ["number"] = "/records/orders/{order}", ["vendorName"] = "/records/vendors/{vendor}",
        })
        {
            Path = "/recoveries", Readers = Roles.Overseers,
        },

        new(PaymentLists.Shape, "receipt", PaymentLists.Read,
        [
            new("q", FilterKind.Search), new("status", FilterKind.Choice, "paymentStatus"), new("method", FilterKind.Choice, "paymentMethod"),
            new("city", FilterKind.Choice, "city"), new("paidFrom", FilterKind.Day), new("paidTo", FilterKind.Day), new("vendor", FilterKind.Choice, IsMore: true),
        ],
        ["number", "status", "companyName", "vendorName", "received", "platformFee", "vendorShare", "refunded", "method", "paidAt"],
        new Dictionary<string, string>
        {
            ["number"] = "/records/payments/{id}", ["companyName"] = "/records/companies/{company}", ["vendorName"] = "/records/vendors/{vendor}",
            ["listingName"] = "/records/listings/{listing}",
        })
        {
            Readers = Roles.Overseers,
        },

        new(SalesPayoutLists.Shape, "cash", SalesPayoutLists.Read,
        [
            new("month", FilterKind.Choice), new("status", FilterKind.Choice, "payoutStatus"), new("vendor", FilterKind.Choice),
        ],
        ["id", "month", "vendorName", "status", "lines", "gross", "taken", "total", "drawnAt"],
        new Dictionary<string, string> { ["id"] = "/sales-payouts/{id}", ["vendorName"] = "/records/vendors/{vendor}" })
        {
            Path = "/sales-payouts", Readers = Roles.Overseers,
        },

        new(ReconciliationLists.Shape, "scale", (Requester _, IQueryCollection query, out ListRequest list) => ReconciliationLists.Read(query, out list),
        [new("state", FilterKind.Choice, "reconciliationState")],
        ["day", "open", "findings", "repaired", "movements", "matched", "ledgerBalance", "processorBalance", "runAt"],
        new Dictionary<string, string> { ["day"] = "/reconciliations/{day}" }) { Path = "/reconciliations", Readers = Roles.Overseers },

        new(FlagLists.Shape, "alert-triangle", FlagLists.Read,
        [
            new("q", FilterKind.Search), new("signal", FilterKind.Choice, "signal"), new("state", FilterKind.Choice, "findingState"),
            new("month", FilterKind.Choice), new("city", FilterKind.Choice, "city", NotForCities: true),
        ],
        ["signal", "state", "month", "number", "companyName", "city"],
        new Dictionary<string, string>
        {
            ["signal"] = "/records/flags/{id}", ["number"] = "/records/orders/{order}", ["companyName"] = "/records/companies/{company}",
        }),

        new(TipLists.Shape, "bell", TipLists.Read,
        [
            new("q", FilterKind.Search), new("state", FilterKind.Choice, "findingState"), new("about", FilterKind.Choice, "tipAbout"),
            new("city", FilterKind.Choice, "city", NotForCities: true),
        ],
        ["id", "state", "about", "named", "city", "receivedAt"],
        new Dictionary<string, string> { ["id"] = "/records/tips/{id}" }),
    ];

    public static RecordNoun? Find(string name) => All.FirstOrDefault(n => n.Shape.Name == name);
}
