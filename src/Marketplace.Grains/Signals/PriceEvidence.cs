namespace Marketplace.Grains.Signals;

/// <summary>The order's price is above the market price that was proved (S003 art.8).</summary>
public sealed class PriceAboveEvidence : Signal
{
    public override string Name => "price.above-evidence";

    protected override string Question =>
        $$"""
        select o.id, array[o.doc ->> 'price', p.plan ->> 'marketPrice', p.plan ->> 'marketPriceEvidence']
        from {{OpenOrders}} o join read.listings s on s.id = o.listing
        cross join lateral (select plan from jsonb_array_elements(s.doc -> 'plans') as plan where plan ->> 'id' = o.doc ->> 'plan') p
        where o.price > read.fen(p.plan ->> 'marketPrice') and p.plan ->> 'marketPriceEvidence' is not null
        """;
}

/// <summary>Nothing proves that the price is not above the market's (S003 art.10-6).</summary>
public sealed class PriceWithoutEvidence : Signal
{
    public override string Name => "price.without-evidence";

    protected override string Question =>
        $$"""
        select o.id, array[o.doc ->> 'price']
        from {{OpenOrders}} o join read.listings s on s.id = o.listing
        cross join lateral (select plan from jsonb_array_elements(s.doc -> 'plans') as plan where plan ->> 'id' = o.doc ->> 'plan') p
        where p.plan ->> 'marketPriceEvidence' is null
        """;
}
