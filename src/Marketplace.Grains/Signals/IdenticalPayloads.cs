namespace Marketplace.Grains.Signals;

/// <summary>On many days the same companies are said to have done the very same things in the same order.</summary>
public sealed class IdenticalPayloads : Signal
{
    /// <summary>Uses of a day; shorter days are alike by chance.</summary>
    const int EventsMin = 5;

    const int DaysMin = 5;

    /// <summary>Two companies of one owner may well work alike.</summary>
    const int CompaniesMin = 3;

    const int NumbersMax = 3;

    public override string Name => "usage.identical-payloads";

    /// <remarks>
    /// Companies that are alike on a day are named after the first of them: only those that have the same first one on many
    /// days go together, and companies that meet by chance do not. Days with one kind of use only say nothing: every
    /// company just signs in on some days.
    /// </remarks>
    protected override string Question =>
        $"""
        with days as (
          select e.order_id, e.vendor, {Day} as day,
            md5(string_agg(concat_ws(' ', e.kind, e.count, e.attributes), E'\n' order by e.at, e.id)) as content
          from {Events} e group by e.order_id, e.vendor, {Day}
          having count(*) >= {EventsMin} and min(hashtext(concat_ws(' ', e.kind, e.count, e.attributes))) <> max(hashtext(concat_ws(' ', e.kind, e.count, e.attributes)))),
        alike as (
          select d.vendor, d.day, d.content, min(o.company) as first
          from days d join read.orders o on o.id = d.order_id
          group by 1, 2, 3 having count(distinct o.company) >= {CompaniesMin}),
        members as (
          select d.order_id, a.first, count(*) as days from days d join alike a using (vendor, day, content)
          group by 1, 2 having count(*) >= {DaysMin}),
        groups as (
          select m.first, count(distinct o.company) as companies, array_agg(distinct o.number) as numbers
          from members m join read.orders o on o.id = m.order_id group by 1 having count(distinct o.company) >= {CompaniesMin}),
        worst as (
          select distinct on (m.order_id) m.order_id, m.days, g.companies, g.numbers
          from members m join groups g using (first) order by m.order_id, m.days desc, m.first)
        select o.id, array[w.days::text, w.companies::text,
          (select coalesce(string_agg(n, '、' order by n), '') from (select n from unnest(w.numbers) as n where n <> o.number order by n limit {NumbersMax}) others)]
        from worst w join {OpenOrders} o on o.id = w.order_id
        """;
}
