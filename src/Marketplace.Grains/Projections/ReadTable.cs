using System.Text.Json;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Projections;

/// <summary>Where a fact came from: everything a row may want to know besides the fact itself.</summary>
public sealed record Envelope(string Key, long Version, string Type, DateTimeOffset At, string Actor);

/// <summary>A row that readers see, folded from the facts of one stream. Pure: the time is the fact's, never now.</summary>
public interface IReadRow<TRow, TEvent> where TRow : class, IReadRow<TRow, TEvent> where TEvent : class
{
    static abstract ReadTable Table { get; }

    /// <param name="row">Null before the first fact.</param>
    static abstract TRow Evolve(TRow? row, TEvent fact, Envelope envelope);
}

/// <summary>
/// A table <c>read.{name} (id, doc, …)</c>: one document per stream of a grain type. Columns to search by are generated
/// from the document by the database.
/// </summary>
public abstract class ReadTable(GrainType grain, string name)
{
    public GrainType Grain { get; } = grain;

    public string Name { get; } = name;

    public abstract object Evolve(object? row, object fact, Envelope envelope);

    public abstract object Read(string doc);

    public string Write(object row) => JsonSerializer.Serialize(row, row.GetType(), CanonicalJson.Answers);

    public static ReadTable For<TRow, TEvent>(GrainType grain, string name)
        where TRow : class, IReadRow<TRow, TEvent>
        where TEvent : class => new Typed<TRow, TEvent>(grain, name);

    sealed class Typed<TRow, TEvent>(GrainType grain, string name) : ReadTable(grain, name)
        where TRow : class, IReadRow<TRow, TEvent>
        where TEvent : class
    {
        public override object Evolve(object? row, object fact, Envelope envelope) =>
            TRow.Evolve((TRow?)row, (TEvent)fact, envelope);

        public override object Read(string doc) => CanonicalJson.Read(doc, typeof(TRow));
    }
}
