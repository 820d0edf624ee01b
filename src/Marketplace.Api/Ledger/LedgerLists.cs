using Marketplace.Api.Lists;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Ledger;

/// <summary>Lists of ledger movements, straight from the tables that every commit writes.</summary>
public static class LedgerLists
{
    public static readonly ListShape Shape = new()
    {
        Name = "ledger",
        From = "es.ledger_entries l left join es.mt_events e on e.stream_id = l.stream_id and e.version = l.version",
        Document =
            """
            jsonb_build_object('seq', e.seq_id, 'at', e.timestamp, 'from', l.from_account, 'to', l.to_account,
              'amount', ((l.amount::numeric / 100)::numeric(20, 2))::text, 'order', l.order_id, 'stream', l.stream_id,
              'version', l.version, 'fact', e.type, 'actor', e.actor)
            """,
        Key = "l.line",
        DefaultOrder = "e.seq_id",
        Columns =
        [
            new("seq", ColumnKind.Whole), new("at", ColumnKind.Instant), new("from"), new("to"), new("amount", ColumnKind.Money), new("order"),
            new("stream"), new("version", ColumnKind.Whole), new("fact"), new("actor"),
        ],
    };

    /// <summary>Everything, filtered by <c>?account=&amp;order=</c>: for those who may see the whole ledger.</summary>
    public static Refusal? Read(IQueryCollection query, out ListRequest list) => ListRequest.Read(Shape,
        new ListFilter()
            .Where("account", "(l.from_account = ? or l.to_account = ?)", query["account"].ToString())
            .Where("order", "l.order_id = ?", query["order"].ToString()),
        query, out list);

    /// <summary>The movements from or to any of some accounts.</summary>
    public static Refusal? OfAccounts(string[] accounts, IQueryCollection query, out ListRequest list) => ListRequest.Read(Shape,
        new ListFilter().Only("(l.from_account = any(?) or l.to_account = any(?))", accounts), query, out list);

    /// <summary>The movements that one stream's facts caused.</summary>
    public static Refusal? OfStream(string stream, IQueryCollection query, out ListRequest list) =>
        ListRequest.Read(Shape, new ListFilter().Only("l.stream_id = ?", stream), query, out list);
}
