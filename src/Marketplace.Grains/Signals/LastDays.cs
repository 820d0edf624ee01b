namespace Marketplace.Grains.Signals;

/// <summary>Nearly all of the month's use falls on the last days before it is counted.</summary>
public sealed class LastDays : Signal
{
    const int LastDaysOfMonth = 3;

    const int PercentMin = 80;

    /// <summary>Below, a company just did not use it much.</summary>
    const int UsesMin = 10;

    /// <summary>Whoever has just begun can only have used it in the last days.</summary>
    const int RunningDaysMin = 14;

    public override string Name => "usage.last-days";

    /// <remarks>
    /// The sums of the month are looked up order by order (<c>offset 0</c> keeps it so): of a month that was closed a moment ago
    /// the planner knows nothing, takes it for empty, and would read all orders for each of its sums.
    /// </remarks>
    protected override string Question =>
        $"""
        with month as (select ($3 at time zone 'Asia/Shanghai')::date as until)
        select o.id, array[last.uses::text, m.uses::text, (last.uses * 100 / m.uses)::text, '{LastDaysOfMonth}']
        from month cross join {OpenOrders} o
        cross join lateral (
          select m.order_id, m.uses from usage.monthly m where m.order_id = o.id and m.month = $1 and m.uses >= {UsesMin} offset 0) m
        cross join lateral (
          select coalesce(sum(d.uses), 0)::bigint as uses from usage.daily d
          where d.order_id = m.order_id and d.day >= month.until - {LastDaysOfMonth} and d.day < month.until) last
        where last.uses * 100 >= m.uses * {PercentMin}
          and read.instant(o.doc #>> '{"{"}freeTerm,from{"}"}') <= $3 - interval '{RunningDaysMin} days'
        """;
}
