using Marketplace.Api.Access;
using Marketplace.Api.Lists;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;

namespace Marketplace.Api.Settlements;

/// <summary>Lists of withdrawals; a city sees those that take of its funds.</summary>
public static class WithdrawalLists
{
    public static readonly ListShape Shape = new()
    {
        Name = "withdrawals",
        From = "read.withdrawals w",
        Document =
            """
            (w.doc - array['statements', 'results']) || jsonb_build_object('statements', jsonb_array_length(w.doc -> 'statements'),
              'approvals', jsonb_array_length(w.doc -> 'approvals'), 'owners', jsonb_path_query_array(w.doc, '$.owners[*].owner'))
            """,
        Key = "w.id",
        DefaultOrder = "w.requested_at desc",
        Columns =
        [
            new("id", Sort: "w.id"), new("status", Sort: "w.status", Words: "withdrawalStatus"),
            new("total", ColumnKind.Money, Sort: "w.total", Sum: "w.total"), new("statements", ColumnKind.Whole),
            new("approvals", ColumnKind.Whole), new("requestedAt", ColumnKind.Instant, Sort: "w.requested_at"), new("paidAt", ColumnKind.Instant),
        ],
        Facets = new Dictionary<string, Facet> { ["status"] = new("w.status") },
    };

    /// <summary>The one place that says which withdrawals a requester may list.</summary>
    public static Refusal? Read(Requester requester, IQueryCollection query, out ListRequest list) => ListRequest.Read(Shape,
        new ListFilter()
            .Only("jsonb_path_query_array(w.doc, '$.owners[*].owner') @> to_jsonb(?::text)", requester.Role == Role.CityBureau ? requester.Scope : null)
            .AnyOf("status", "w.status", query["status"]),
        query, out list);

    public static bool MaySee(Requester requester, WithdrawalRow withdrawal) => requester.Role == Role.CityBureau
        ? withdrawal.Owners.Any(o => o.Owner == requester.Scope) : Roles.Overseers.Includes(requester.Role);
}
