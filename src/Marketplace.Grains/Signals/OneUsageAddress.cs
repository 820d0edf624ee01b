namespace Marketplace.Grains.Signals;

/// <summary>Many companies are said to have worked from one network address.</summary>
public sealed class OneUsageAddress : Signal
{
    /// <summary>A shared building or a group of firms explains a few.</summary>
    const int CompaniesMin = 5;

    /// <summary>An evidence is kept for ever and an address may be a person's: what is kept names its network only.</summary>
    const int NetworkBits = 24;

    const int NetworkBits6 = 48;

    public override string Name => "usage.one-address";

    protected override string Question =>
        $"""
        with seen as (select e.ip, e.order_id, count(*) as events from {Events} e where e.ip is not null group by 1, 2),
        crowded as (
          select s.ip, count(distinct o.company) as companies from seen s join read.orders o on o.id = s.order_id
          group by 1 having count(distinct o.company) >= {CompaniesMin}),
        worst as (
          select distinct on (s.order_id) s.order_id, s.ip, s.events, c.companies
          from seen s join crowded c using (ip) order by s.order_id, c.companies desc, s.ip)
        select o.id, array[
          network(set_masklen(w.ip, case family(w.ip) when 4 then {NetworkBits} else {NetworkBits6} end))::text, w.companies::text, w.events::text]
        from worst w join {OpenOrders} o on o.id = w.order_id
        """;
}
