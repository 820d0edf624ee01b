namespace Marketplace.Grains.Signals;

/// <summary>Many companies registered on one day from one network address.</summary>
public sealed class OneEnrolmentAddress : Signal
{
    /// <summary>An accountant or a park's office may well help a few on one day.</summary>
    const int CompaniesMin = 5;

    public override string Name => "enrolment.one-address";

    protected override string Question =>
        $"""
        with crowds as (
          select mark, day, array_agg(company) as companies from signals.arrivals group by 1, 2 having count(*) >= {CompaniesMin})
        select o.id, array[a.day::text, cardinality(c.companies)::text, {Names("c.companies", "o.company")}]
        from signals.arrivals a join crowds c using (mark, day) join {OpenOrders} o on o.company = a.company
        """;
}
