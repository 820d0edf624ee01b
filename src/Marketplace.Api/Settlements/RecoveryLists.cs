using Marketplace.Api.Access;
using Marketplace.Api.Lists;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Settlements;

/// <summary>Lists of recoveries: a vendor's own, or all of them.</summary>
public static class RecoveryLists
{
    public static readonly ListShape Shape = new()
    {
        Name = "recoveries",
        From = "read.recoveries r left join read.vendors v on v.id = r.vendor",
        Document = "r.doc || jsonb_build_object('vendorName', v.name)",
        Key = "r.id",
        DefaultOrder = "r.proposed_at desc",
        Columns =
        [
            new("id", Sort: "r.id"), new("number"), new("order"), new("vendor", Sort: "r.vendor"), new("vendorName", Sort: "v.name"),
            new("amount", ColumnKind.Money, Sort: "r.amount", Sum: "r.amount"),
            new("outstanding", ColumnKind.Money, Sort: "r.outstanding", Sum: "r.outstanding"),
            new("status", Sort: "r.status", Words: "recoveryStatus"), new("method", Words: "recoveryMethod"), new("reason"),
            new("proposedAt", ColumnKind.Instant, Sort: "r.proposed_at"), new("confirmedAt", ColumnKind.Instant),
        ],
        Facets = new Dictionary<string, Facet> { ["status"] = new("r.status"), ["vendor"] = new("r.vendor", "v.name") },
    };

    /// <summary>The one place that says which recoveries a requester may list.</summary>
    public static Refusal? Read(Requester requester, IQueryCollection query, out ListRequest list) => ListRequest.Read(Shape,
        new ListFilter()
            .Only("r.vendor = ?", requester.Role == Role.Vendor ? requester.Scope : null)
            .AnyOf("status", "r.status", query["status"])
            .AnyOf("vendor", "r.vendor", query["vendor"])
            .AnyOf("order", "r.order_id", query["of"]),
        query, out list);
}
