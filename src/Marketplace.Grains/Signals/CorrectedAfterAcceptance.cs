namespace Marketplace.Grains.Signals;

/// <summary>
/// A correction that came after its month was closed takes an order, of which a batch has decided, below its rule: the
/// money may have to come back. Looks at orders that nothing hangs on any more, too.
/// </summary>
public sealed class CorrectedAfterAcceptance : Signal
{
    public override string Name => "usage.corrected-after-acceptance";

    /// <remarks>
    /// Whatever a rule counts, every day and every person needs a use of its own: with fewer uses than the largest of its
    /// minimums a month cannot be met. Corrections that came in earlier months count too, but one has come in this one.
    /// </remarks>
    protected override string Question =>
        """
        with late as (
          select a.order_id, a.about_month, sum(a.uses)::bigint as uses
          from usage.adjustments a
          where a.month <= $1 and (a.order_id, a.about_month) in (select n.order_id, n.about_month from usage.adjustments n where n.month = $1)
          group by 1, 2),
        below as (
          select distinct on (o.id) o.id, l.about_month, m.uses as before, m.uses + l.uses as after, rule.least
          from late l
          join read.orders o on o.id = l.order_id and (o.doc ->> 'decidedPercent')::int > 0
          join usage.monthly m on m.order_id = l.order_id and m.month = l.about_month
          join read.listings s on s.id = o.listing
          cross join lateral (
            select coalesce((select r from jsonb_array_elements(s.doc -> 'rules') as r where r ->> 'version' = o.doc ->> 'usageRule'), s.doc -> 'usageRule') as rule) filed
          cross join lateral (select max((m ->> 'perMonth')::int) as least from jsonb_array_elements(filed.rule -> 'minimums') as m) rule
          where m.uses >= rule.least and m.uses + l.uses < rule.least
          order by o.id, l.about_month)
        select id, array[about_month, before::text, after::text, least::text] from below
        """;
}
