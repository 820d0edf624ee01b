using Marketplace.Api.Access;
using Marketplace.Api.Lists;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Settlements;

/// <summary>Lists of statements: a vendor's own, or all of them; cities see what their funds pay in withdrawals.</summary>
public static class StatementLists
{
    public static readonly ListShape Shape = new()
    {
        Name = "statements",
        From = "read.statements s left join read.vendors v on v.id = s.vendor left join read.withdrawals w on w.id = s.withdrawal",
        Document = "(s.doc - 'recoveries') || jsonb_build_object('vendorName', v.name, 'withdrawalStatus', w.status)",
        Key = "s.id",
        DefaultOrder = "s.month desc, s.vendor",
        Columns =
        [
            new("id", Sort: "s.id"), new("month", Sort: "s.month"), new("vendor", Sort: "s.vendor"), new("vendorName", Sort: "v.name"),
            new("payee", Sort: "s.payee"), new("payeeName"), new("lines", ColumnKind.Whole, Sort: "s.lines"),
            new("gross", ColumnKind.Money, Sort: "s.gross", Sum: "s.gross"), new("recovered", ColumnKind.Money, Sort: "s.recovered", Sum: "s.recovered"),
            new("total", ColumnKind.Money, Sort: "s.total", Sum: "s.total"), new("carried", ColumnKind.Money), new("lateLines", ColumnKind.Whole),
            new("status", Sort: "s.status", Words: "statementStatus"), new("withdrawal", Sort: "s.withdrawal"),
            new("withdrawalStatus", Words: "withdrawalStatus"), new("invoice.number"), new("acceptedOn"), new("drawnAt", ColumnKind.Instant),
            new("payment.on"), new("daysToPayment", ColumnKind.Whole, Sort: "s.days_to_payment"), new("evidence"),
        ],
        Facets = new Dictionary<string, Facet>
        {
            ["month"] = new("s.month"), ["status"] = new("s.status"), ["vendor"] = new("s.vendor", "v.name"),
        },
    };

    /// <summary>The one place that says which statements a requester may list.</summary>
    public static Refusal? Read(Requester requester, IQueryCollection query, out ListRequest list) => ListRequest.Read(Shape,
        new ListFilter()
            .Only("s.vendor = ?", requester.Role == Role.Vendor ? requester.Scope : null)
            .Search(query["q"], "s.id", "v.name", "s.doc ->> 'payeeName'")
            .AnyOf("month", "s.month", query["month"])
            .AnyOf("vendor", "s.vendor", query["vendor"])
            .AnyOf("status", "s.status", query["status"])
            .AnyOf("withdrawal", "s.withdrawal", query["withdrawal"]),
        query, out list);

    /// <summary>Whether the requester may know of a statement of this vendor.</summary>
    public static bool MaySee(Requester requester, string vendor) =>
        requester.Role == Role.Vendor ? requester.Scope == vendor : Roles.Overseers.Includes(requester.Role);
}
