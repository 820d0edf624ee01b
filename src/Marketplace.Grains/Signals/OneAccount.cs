namespace Marketplace.Grains.Signals;

/// <summary>Several firms, whether they buy or sell, have one bank account; see <c>signals.marks</c>.</summary>
public sealed class OneAccount : Signal
{
    const string Firms = "(select id, name from read.companies union select id, name from read.vendors)";

    static readonly string Account = MarkKind.Account.Code();

    public override string Name => "parties.one-account";

    protected override string Question =>
        $"""
        with shared as (
          select mark, array_agg(distinct subject) as firms from signals.marks
          where kind = '{Account}' group by mark having count(distinct subject) >= {SharedMark.PartiesMin}),
        worst as (
          select distinct on (m.subject) m.subject, s.firms
          from signals.marks m join shared s using (mark)
          where m.kind = '{Account}' order by m.subject, cardinality(s.firms) desc, m.mark)
        select distinct on (o.id) o.id, array[cardinality(w.firms)::text, {Names("w.firms", "w.subject", Firms)}]
        from {OpenOrders} o cross join lateral (values (o.company), (o.vendor)) as party(id) join worst w on w.subject = party.id
        order by o.id, cardinality(w.firms) desc, w.subject
        """;
}
