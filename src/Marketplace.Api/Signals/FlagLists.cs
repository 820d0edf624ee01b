using Marketplace.Api.Access;
using Marketplace.Api.Lists;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Signals;

/// <summary>Lists of what signals raised: all of the province, or a city's own.</summary>
public static class FlagLists
{
    public const string State = "coalesce(f.finding, 'open')";

    public static readonly ListShape Shape = new()
    {
        Name = "flags",
        From = "signals.raised f left join read.companies c on c.id = f.company",
        Document =
            $"""
            jsonb_build_object('id', f.id::text, 'month', f.month, 'order', f.order_id, 'number', f.number, 'city', f.city, 'company', f.company,
              'companyName', c.name, 'signal', f.signal, 'evidence', to_jsonb(f.evidence), 'state', {State}, 'raisedAt', f.raised_at, 'raisedBy', f.raised_by,
              'reason', f.reason, 'decidedAt', f.decided_at, 'decidedBy', f.decided_by)
            """,
        Key = "f.id",
        DefaultOrder = "f.month desc, f.number",
        Columns =
        [
            new("signal", Sort: "f.signal", Words: "signal"), new("state", Sort: State, Words: "findingState"), new("month", Sort: "f.month"),
            new("number", Sort: "f.number"), new("company", Sort: "f.company"), new("companyName", Sort: "c.name"), new("city", Sort: "f.city", Words: "city"),
            new("evidence"), new("reason"), new("raisedAt", ColumnKind.Instant, Sort: "f.raised_at"), new("raisedBy"),
            new("decidedAt", ColumnKind.Instant, Sort: "f.decided_at"), new("decidedBy"), new("id"),
        ],
        Facets = new Dictionary<string, Facet>
        {
            ["signal"] = new("f.signal"), ["state"] = new(State), ["month"] = new("f.month"), ["city"] = new("f.city"),
        },
    };

    public static Refusal? Read(Requester requester, IQueryCollection query, out ListRequest list)
    {
        var filter = Scope(requester)
            .Search(query["q"], "f.number", "f.company", "c.name")
            .AnyOf("signal", "f.signal", query["signal"])
            .AnyOf("state", State, query["state"])
            .AnyOf("month", "f.month", query["month"])
            .AnyOf("city", "f.city", query["city"])
            .AnyOf("number", "f.number", query["number"]);
        return ListRequest.Read(Shape, filter, query, out list);
    }

    /// <summary>One flag, if the requester may see it.</summary>
    public static ListRequest One(Requester requester, long id)
    {
        _ = ListRequest.Read(Shape, Scope(requester).Only("f.id = ?", id), new QueryCollection(), out var list);
        return list;
    }

    static ListFilter Scope(Requester requester) =>
        requester.Role == Role.CityBureau ? new ListFilter().Only("f.city = ?", requester.Scope) : new ListFilter();
}
