using Marketplace.Api.Access;
using Marketplace.Api.Lists;
using Marketplace.Api.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Payments;

/// <summary>Lists of what companies pay themselves: a company's and a vendor's own, or all of them.</summary>
public static class PaymentLists
{
    public static readonly ListShape Shape = new()
    {
        Name = "payments",
        From =
            """
            read.payments p left join read.companies c on c.id = p.company left join read.vendors v on v.id = p.vendor
            left join read.listings l on l.id = p.listing
            """,
        Document = "(p.doc - 'payment') || jsonb_build_object('companyName', c.name, 'vendorName', v.name, 'listingName', l.name)",
        Key = "p.id",
        DefaultOrder = "p.number desc",
        Columns =
        [
            new("number", Sort: "p.number"), new("id"), new("status", Sort: "p.status", Words: "paymentStatus"),
            new("company", Sort: "p.company"), new("companyName", Sort: "c.name"), new("city", Sort: "p.city", Words: "city"),
            new("vendor", Sort: "p.vendor"), new("vendorName", Sort: "v.name"), new("listing"), new("listingName", Sort: "l.name"),
            new("amount", ColumnKind.Money, Sort: "p.amount", Sum: "p.amount"), new("received", ColumnKind.Money, Sort: "p.received", Sum: "p.received"),
            new("refunded", ColumnKind.Money, Sort: "p.refunded", Sum: "p.refunded"), new("refunding", ColumnKind.Money, Sort: "p.refunding", Sum: "p.refunding"),
            new("inDispute", ColumnKind.Money, Sort: "p.in_dispute", Sum: "p.in_dispute"),
            new("chargedBack", ColumnKind.Money, Sort: "p.charged_back", Sum: "p.charged_back"),
            new("vendorShare", ColumnKind.Money, Sort: "p.vendor_share", Sum: "p.vendor_share"),
            new("platformFee", ColumnKind.Money, Sort: "p.platform_fee", Sum: "p.platform_fee"),
            new("processorFees", ColumnKind.Money, Sort: "p.processor_fees", Sum: "p.processor_fees"),
            new("payable", ColumnKind.Money, Sort: "p.payable", Sum: "p.payable"),
            new("method", Sort: "p.method", Words: "paymentMethod"), new("paidAt", ColumnKind.Instant, Sort: "p.paid_at"),
        ],
        Facets = new Dictionary<string, Facet>
        {
            ["status"] = new("p.status"), ["method"] = new("p.method"), ["city"] = new("p.city"), ["vendor"] = new("p.vendor", "v.name"),
        },
    };

    /// <summary>The one place that says which payments a requester may list: bureaus of cities none, for they are no public money.</summary>
    public static Refusal? Read(Requester requester, IQueryCollection query, out ListRequest list)
    {
        var from = OrderLists.ReadDay(query, "paidFrom", out var first);
        var to = OrderLists.ReadDay(query, "paidTo", out var last);
        return ListRequest.Read(Shape,
            new ListFilter()
                .Only("p.company = ?", requester.Role == Role.Company ? requester.Scope : null)
                .Only("p.vendor = ?", requester.Role == Role.Vendor ? requester.Scope : null)
                .Search(query["q"], "p.number", "c.name", "v.name", "l.name")
                .AnyOf("status", "p.status", query["status"])
                .AnyOf("method", "p.method", query["method"])
                .AnyOf("city", "p.city", query["city"])
                .AnyOf("vendor", "p.vendor", query["vendor"])
                .Where("paidFrom", "p.paid_at >= ?", first)
                .Where("paidTo", "p.paid_at < ?", last?.AddDays(1)),
            query, out list, Hidden(requester)) ?? from ?? to;
    }

    /// <summary>What the platform and the vendor have of it is no business of the company's; what the processor keeps, none of the vendor's.</summary>
    public static string[] Hidden(Requester requester) => requester.Role switch
    {
        Role.Company => ["vendorShare", "platformFee", "processorFees", "payable"],
        Role.Vendor => ["processorFees"],
        _ => [],
    };

    public static bool MaySee(Requester requester, PaymentRow payment) => requester.Role switch
    {
        Role.Company => payment.Company.Value == requester.Scope,
        Role.Vendor => payment.Vendor.Value == requester.Scope,
        _ => Roles.Overseers.Includes(requester.Role),
    };
}
