using Marketplace.Api.Access;
using Marketplace.Api.Lists;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Signals;

/// <summary>Lists of tips: all of them, or those about a city's own companies and orders.</summary>
public static class TipLists
{
    const string State = "coalesce(t.finding, 'open')";

    public static readonly ListShape Shape = new()
    {
        Name = "tips",
        From = "signals.tips t left join read.orders o on o.id = t.order_id left join read.companies c on c.id = t.company left join read.vendors v on v.id = t.vendor",
        Document =
            $"""
            jsonb_build_object('id', t.number::text, 'receivedAt', t.received_at, 'about', t.about, 'named', t.named, 'what', t.what, 'order', t.order_id,
              'number', o.number, 'company', t.company, 'companyName', c.name, 'vendor', t.vendor, 'vendorName', v.name, 'city', t.city,
              'hasContact', t.contact is not null, 'state', {State}, 'reason', t.reason, 'decidedAt', t.decided_at, 'decidedBy', t.decided_by)
            """,
        Key = "t.number",
        DefaultOrder = "t.received_at desc",
        Columns =
        [
            new("id", Sort: "t.number"), new("state", Sort: State, Words: "findingState"), new("receivedAt", ColumnKind.Instant, Sort: "t.received_at"),
            new("about", Sort: "t.about", Words: "tipAbout"), new("named", Sort: "t.named"), new("what"), new("number", Sort: "o.number"),
            new("companyName", Sort: "c.name"), new("vendorName", Sort: "v.name"), new("city", Sort: "t.city", Words: "city"), new("hasContact", ColumnKind.Flag),
            new("reason"), new("decidedAt", ColumnKind.Instant, Sort: "t.decided_at"), new("decidedBy"),
        ],
        Facets = new Dictionary<string, Facet> { ["state"] = new(State), ["about"] = new("t.about"), ["city"] = new("t.city") },
    };

    public static Refusal? Read(Requester requester, IQueryCollection query, out ListRequest list)
    {
        var filter = Scope(requester)
            .Search(query["q"], "t.what", "t.named", "o.number", "c.name", "v.name")
            .AnyOf("state", State, query["state"])
            .AnyOf("about", "t.about", query["about"])
            .AnyOf("city", "t.city", query["city"]);
        return ListRequest.Read(Shape, filter, query, out list);
    }

    /// <summary>One tip, if the requester may see it.</summary>
    public static ListRequest One(Requester requester, long number)
    {
        _ = ListRequest.Read(Shape, Scope(requester).Only("t.number = ?", number), new QueryCollection(), out var list);
        return list;
    }

    static ListFilter Scope(Requester requester) =>
        requester.Role == Role.CityBureau ? new ListFilter().Only("t.city = ?", requester.Scope) : new ListFilter();
}
