namespace Marketplace.Grains.Signals;

/// <summary>Somebody has told of the order or its company, and nobody has found that there was nothing in it.</summary>
public sealed class TipReceived : Signal
{
    /// <summary>Beside the others, what tips found is counted under it.</summary>
    public const string Source = "tip";

    public override string Name => Source;

    /// <remarks>The evidence names the tips; what they say may be about people and stays where it can be erased.</remarks>
    protected override string Question =>
        $"""
        with told as (
          select t.order_id as id, t.number, t.received_at from signals.tips t where t.order_id is not null and t.finding is distinct from 'dismissed'
          union all
          select o.id, t.number, t.received_at from signals.tips t join {OpenOrders} o on o.company = t.company
          where t.order_id is null and t.finding is distinct from 'dismissed')
        select o.id, array[count(*)::text, (min(t.received_at) at time zone 'Asia/Shanghai')::date::text, string_agg(t.number::text, '、' order by t.number)]
        from told t join {OpenOrders} o on o.id = t.id
        group by o.id
        """;
}
