using Marketplace.Api.Access;
using Marketplace.Api.Lists;
using Marketplace.Api.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Usage;

/// <summary>Lists of what vendors sent, what was refused of it and why, and how late it came: a vendor's own, or all.</summary>
public static class UsageLists
{
    /// <summary>Who may look; a vendor at its own.</summary>
    public const Role Readers = Role.Vendor | Roles.Overseers;

    static readonly IReadOnlyDictionary<string, Facet> OfVendor = new Dictionary<string, Facet> { ["vendor"] = new("u.vendor", "v.name") };

    public static readonly ListShape Calls = new()
    {
        Name = "usage-calls",
        From = "usage.calls u left join read.vendors v on v.id = u.vendor",
        Document =
            """
            jsonb_build_object('at', u.at, 'vendor', u.vendor, 'vendorName', v.name, 'accepted', u.accepted, 'duplicates', u.duplicates,
              'conflicts', u.conflicts, 'rejected', u.rejected, 'tried', u.tried, 'late', u.late,
              'averageHours', round(u.lateness_seconds / 3600.0 / nullif(u.accepted, 0), 1), 'worstHours', round(u.lateness_seconds_max / 3600.0, 1))
            """,
        Key = "u.id",
        DefaultOrder = "u.at desc",
        Columns =
        [
            new("at", ColumnKind.Instant, Sort: "u.at"), new("vendor", Sort: "u.vendor"), new("vendorName", Sort: "v.name"),
            new("accepted", ColumnKind.Whole, Sort: "u.accepted"), new("duplicates", ColumnKind.Whole, Sort: "u.duplicates"),
            new("conflicts", ColumnKind.Whole, Sort: "u.conflicts"), new("rejected", ColumnKind.Whole, Sort: "u.rejected"), new("tried", ColumnKind.Whole),
            new("late", ColumnKind.Whole, Sort: "u.late"), new("averageHours"), new("worstHours", Sort: "u.lateness_seconds_max"),
        ],
        Facets = OfVendor,
    };

    public static readonly ListShape Refusals = new()
    {
        Name = "usage-refusals",
        From = "usage.refusals u left join read.vendors v on v.id = u.vendor",
        Document =
            """
            jsonb_build_object('lastAt', u.last_at, 'firstAt', u.at, 'times', u.times, 'vendor', u.vendor, 'vendorName', v.name, 'code', u.code,
              'event', u.event_id, 'order', u.order_text, 'reason', u.message, 'reasonZh', u.message_zh, 'sent', u.sent, 'first', u.first)
            """,
        Key = "u.vendor, u.digest, u.code",
        DefaultOrder = "u.last_at desc",
        Columns =
        [
            new("lastAt", ColumnKind.Instant, Sort: "u.last_at"), new("firstAt", ColumnKind.Instant, Sort: "u.at"), new("times", ColumnKind.Whole, Sort: "u.times"),
            new("vendor", Sort: "u.vendor"), new("vendorName", Sort: "v.name"), new("code", Sort: "u.code"), new("event", Sort: "u.event_id"),
            new("order", Sort: "u.order_text"), new("reason"), new("reasonZh"), new("sent"), new("first"),
        ],
        Facets = new Dictionary<string, Facet>(OfVendor) { ["code"] = new("u.code") },
    };

    /// <summary>What was sent names users and addresses: the province sees why it did not count, not what it was (S003 art.22).</summary>
    static readonly ListShape RefusalsWithoutContent = Refusals with
    {
        Document = $"{Refusals.Document} - '{{sent,first}}'::text[]",
        Columns = [.. Refusals.Columns.Where(c => c.Field is not ("sent" or "first"))],
    };

    public static readonly ListShape Lateness = new()
    {
        Name = "usage-lateness",
        From =
            """
            (select vendor, sum(accepted) as accepted, sum(late) as late, sum(lateness_seconds) as seconds, max(lateness_seconds_max) as worst, max(at) as last_at
              from usage.calls group by vendor) u left join read.vendors v on v.id = u.vendor
            """,
        Document =
            """
            jsonb_build_object('vendor', u.vendor, 'vendorName', v.name, 'accepted', u.accepted, 'late', u.late,
              'lateShare', round(100.0 * u.late / nullif(u.accepted, 0), 1), 'averageHours', round(u.seconds / 3600.0 / nullif(u.accepted, 0), 1),
              'worstHours', round(u.worst / 3600.0, 1), 'lastAt', u.last_at)
            """,
        Key = "u.vendor",
        DefaultOrder = "u.worst desc",
        Columns =
        [
            new("vendor", Sort: "u.vendor"), new("vendorName", Sort: "v.name"), new("accepted", ColumnKind.Whole, Sort: "u.accepted"),
            new("late", ColumnKind.Whole, Sort: "u.late"), new("lateShare", Sort: "u.late / nullif(u.accepted, 0)"),
            new("averageHours", Sort: "u.seconds / nullif(u.accepted, 0)"), new("worstHours", Sort: "u.worst"), new("lastAt", ColumnKind.Instant, Sort: "u.last_at"),
        ],
        Facets = OfVendor,
    };

    /// <summary>The one place that says which rows of these lists a requester may see.</summary>
    public static Refusal? Read(ListShape shape, Requester requester, IQueryCollection query, out ListRequest list)
    {
        var time = shape == Calls ? "u.at" : "u.last_at";
        var from = OrderLists.ReadDay(query, "from", out var first);
        var to = OrderLists.ReadDay(query, "to", out var last);
        var filter = Scope(requester).AnyOf("vendor", "u.vendor", query["vendor"])
            .Where("from", $"{time} >= ?", first).Where("to", $"{time} < ?", last?.AddDays(1));
        var seesContent = requester.Role != Role.ProvinceBureau;
        if (shape == Refusals)
            filter = filter.Search(query["q"], ["u.event_id", "u.order_text", .. seesContent ? new[] { "u.sent" } : []]).AnyOf("code", "u.code", query["code"]);
        return ListRequest.Read(shape == Refusals && !seesContent ? RefusalsWithoutContent : shape, filter, query, out list) ?? from ?? to;
    }

    static ListFilter Scope(Requester requester) => requester.Role switch
    {
        Role.Vendor => new ListFilter().Only("u.vendor = ?", requester.Scope),
        _ when Roles.Overseers.Includes(requester.Role) => new ListFilter(),
        _ => throw new ArgumentOutOfRangeException(nameof(requester), requester.Role, "No role that lists usage."),
    };
}
