using Marketplace.Api.Access;
using Marketplace.Api.Lists;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Acceptance;

/// <summary>Lists of batches; what a requester may see of their lines is decided when a batch is read.</summary>
public static class BatchLists
{
    public static readonly ListShape Shape = new()
    {
        Name = "acceptance-batches",
        From = "read.batches b",
        Document = "b.doc - 'cities'",
        Key = "b.id",
        DefaultOrder = "b.id desc",
        Columns =
        [
            new("month", Sort: "b.id"), new("status", Sort: "b.status", Words: "batchStatus"), new("lines", Sort: "b.lines"),
            new("asked", ColumnKind.Money, Sort: "b.asked", Sum: "b.asked"), new("submittedAt", ColumnKind.Instant), new("appliedAt", ColumnKind.Instant),
        ],
        Facets = new Dictionary<string, Facet> { ["status"] = new("b.status") },
    };

    /// <summary>For a city or a vendor: what all of the province asks for, and why it was returned, is no business of one of them.</summary>
    static readonly ListShape Part = Shape with
    {
        Document = "b.doc - '{cities,lines,asked,returnReason}'::text[]",
        Columns = [.. Shape.Columns.Where(c => c.Field is not ("lines" or "asked"))],
    };

    public static Refusal? Read(Requester requester, IQueryCollection query, out ListRequest list) =>
        ListRequest.Read(Roles.Overseers.Includes(requester.Role) ? Shape : Part, new ListFilter().AnyOf("status", "b.status", query["status"]), query, out list);
}
