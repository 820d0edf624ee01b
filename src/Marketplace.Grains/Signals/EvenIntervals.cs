namespace Marketplace.Grains.Signals;

/// <summary>A person's uses of one day follow each other like the beats of a clock.</summary>
public sealed class EvenIntervals : Signal
{
    /// <summary>Uses of one person on one day; fewer may be even by chance.</summary>
    const int EventsMin = 20;

    /// <summary>Gaps that are as long as the middle one, give or take a tenth. People's gaps differ by more than their own length.</summary>
    const int EvenPercentMin = 90;

    /// <summary>What is stamped together, as an export does, has no gaps that would tell anything.</summary>
    const int GapSecondsMin = 1;

    public override string Name => "usage.even-intervals";

    protected override string Question =>
        $"""
        with busy as (
          select e.order_id, e.user_id, {Day} as day from {Events} e group by 1, 2, 3 having count(*) >= {EventsMin}),
        gaps as (
          select b.order_id, b.user_id, b.day,
            extract(epoch from e.at - lag(e.at) over (partition by b.order_id, b.user_id, b.day order by e.at))::float8 as gap
          from {Events} e join busy b on b.order_id = e.order_id and b.user_id = e.user_id and b.day = {Day}),
        middles as (
          select order_id, user_id, day, percentile_disc(0.5) within group (order by gap) as middle
          from gaps where gap is not null group by 1, 2, 3),
        even as (
          select g.order_id, g.day, round(m.middle)::bigint as seconds, count(*) + 1 as events
          from gaps g join middles m using (order_id, user_id, day)
          where g.gap is not null and m.middle >= {GapSecondsMin}
          group by g.order_id, g.user_id, g.day, m.middle
          having count(*) filter (where abs(g.gap - m.middle) <= m.middle / 10) * 100 >= count(*) * {EvenPercentMin}),
        worst as (
          select distinct on (order_id) order_id, day, events, seconds, count(*) over (partition by order_id) as days
          from even order by order_id, events desc, day)
        select o.id, array[w.day::text, w.events::text, w.seconds::text, w.days::text] from worst w join {OpenOrders} o on o.id = w.order_id
        """;
}
