namespace Marketplace.Grains.Signals;

/// <summary>Several companies have one mark of a kind; see <c>signals.marks</c>.</summary>
public abstract class SharedMark : Signal
{
    /// <summary>One person may well run two firms, but then somebody should have looked at it once.</summary>
    internal const int PartiesMin = 2;

    private protected abstract MarkKind Kind { get; }

    protected sealed override string Question =>
        $"""
        with shared as (
          select mark, array_agg(distinct subject) as companies from signals.marks
          where role = 'company' and kind = '{Kind.Code()}' group by mark having count(distinct subject) >= {PartiesMin}),
        worst as (
          select distinct on (m.subject) m.subject, s.companies
          from signals.marks m join shared s using (mark)
          where m.role = 'company' and m.kind = '{Kind.Code()}' order by m.subject, cardinality(s.companies) desc, m.mark)
        select o.id, array[cardinality(w.companies)::text, {Names("w.companies", "o.company")}]
        from worst w join {OpenOrders} o on o.company = w.subject
        """;
}

/// <summary>One person stands for several companies. A name alone is nobody: thousands are called 王伟.</summary>
public sealed class OneRepresentative : SharedMark
{
    public override string Name => "parties.one-representative";

    private protected override MarkKind Kind => MarkKind.Person;
}

/// <summary>Several companies are reached at one phone number.</summary>
public sealed class OnePhone : SharedMark
{
    public override string Name => "parties.one-phone";

    private protected override MarkKind Kind => MarkKind.Phone;
}
