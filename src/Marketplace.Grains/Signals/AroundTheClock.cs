namespace Marketplace.Grains.Signals;

/// <summary>One person used it in so many hours of one day that nobody can have slept.</summary>
public sealed class AroundTheClock : Signal
{
    /// <summary>Of 24; two shifts with overtime under one account come to 18.</summary>
    const int HoursMin = 20;

    public override string Name => "usage.around-the-clock";

    protected override string Question =>
        $"""
        with days as (
          select e.order_id, {Day} as day,
            bit_count(bit_or(1 << extract(hour from {Clock})::int)::bit(24)) as hours
          from {Events} e group by e.order_id, e.user_id, {Day}),
        worst as (
          select distinct on (order_id) order_id, day, hours, count(*) over (partition by order_id) as days
          from days where hours >= {HoursMin} order by order_id, hours desc, day)
        select o.id, array[w.day::text, w.hours::text, w.days::text] from worst w join {OpenOrders} o on o.id = w.order_id
        """;
}
