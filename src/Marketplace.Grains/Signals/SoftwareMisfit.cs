namespace Marketplace.Grains.Signals;

/// <summary>The software is made for other industries than the company's.</summary>
public sealed class IndustryMisfit : Signal
{
    public override string Name => "software.industry-misfit";

    protected override string Question =>
        $$"""
        select o.id, array[c.division, (select string_agg(left(i, 3), '、' order by i) from jsonb_array_elements_text(s.doc -> 'industries') as i)]
        from {{OpenOrders}} o join read.companies c on c.id = o.company join read.listings s on s.id = o.listing
        where jsonb_array_length(s.doc -> 'industries') > 0
          and not exists (select from jsonb_array_elements_text(s.doc -> 'industries') as i where left(i, 3) = c.division)
        """;
}

/// <summary>The plan is for far more people than the company has.</summary>
public sealed class TooManySeats : Signal
{
    /// <summary>Shifts, apprentices and hired hands explain twice as many.</summary>
    const int SeatsPerEmployeeMax = 2;

    /// <summary>The smallest plans are sold as they are.</summary>
    const int SeatsMin = 20;

    public override string Name => "software.too-many-seats";

    protected override string Question =>
        $$"""
        select o.id, array[p.plan ->> 'seats', c.employees::text]
        from {{OpenOrders}} o join read.companies c on c.id = o.company join read.listings s on s.id = o.listing
        cross join lateral (select plan from jsonb_array_elements(s.doc -> 'plans') as plan where plan ->> 'id' = o.doc ->> 'plan') p
        where (p.plan ->> 'seats')::int >= {{SeatsMin}} and (p.plan ->> 'seats')::int > c.employees * {{SeatsPerEmployeeMax}}
        """;
}
