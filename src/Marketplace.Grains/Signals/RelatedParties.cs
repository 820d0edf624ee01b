namespace Marketplace.Grains.Signals;

/// <summary>The vendor sells to itself.</summary>
public sealed class SameParty : Signal
{
    public override string Name => "parties.same";

    protected override string Question => $"select o.id, array[o.vendor] from {OpenOrders} o where o.vendor = o.company";
}

/// <summary>Vendor and company are reached through one person, phone or bank account.</summary>
public sealed class RelatedByContact : Signal
{
    public override string Name => "parties.one-contact";

    protected override string Question =>
        $"""
        with related as (
          select v.subject as vendor, c.subject as company, array_agg(distinct v.kind order by v.kind) as kinds
          from signals.marks v join signals.marks c on c.kind = v.kind and c.mark = v.mark and c.role = 'company' and c.subject <> v.subject
          where v.role = 'vendor' group by 1, 2)
        select o.id, array[v.name, array_to_string(r.kinds, ',')]
        from related r join {OpenOrders} o on o.vendor = r.vendor and o.company = r.company join read.vendors v on v.id = o.vendor
        """;
}

/// <summary>Vendor and company bear one name, but for place, trade and legal form.</summary>
public sealed class RelatedByName : Signal
{
    /// <summary>One character is no name.</summary>
    const int StemMin = 2;

    public override string Name => "parties.one-name";

    protected override string Question =>
        $"""
        with vendors as (select id, name, signals.stem(name) as stem from read.vendors),
        companies as (select id, name, signals.stem(name) as stem from read.companies)
        select o.id, array[v.name, c.name, v.stem]
        from {OpenOrders} o join vendors v on v.id = o.vendor join companies c on c.id = o.company and c.stem = v.stem
        where char_length(v.stem) >= {StemMin} and v.id <> c.id
        """;
}

/// <summary>The money for an order would go to the company that ordered: it is the vendor's payee.</summary>
public sealed class PaidToItself : Signal
{
    public override string Name => "parties.payee";

    protected override string Question =>
        $$"""
        select o.id, array[v.name] from {{OpenOrders}} o join read.vendors v on v.id = o.vendor
        where v.doc #>> '{payee,payee}' = o.company
        """;
}
