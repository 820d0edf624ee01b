namespace Marketplace.Grains.Runtime;

/// <summary>One kind of grain: its name begins the ids of its streams (<c>wallet-91340000711771143J</c>).</summary>
public abstract class GrainType(string name)
{
    public string Name { get; } = name;

    internal abstract object Initial { get; }

    internal abstract object Evolve(object state, object fact);

    public string StreamId(string key) => $"{Name}-{key}";

    /// <summary>The key inside a stream id of this type.</summary>
    public string KeyOf(string streamId) => streamId[(Name.Length + 1)..];
}

public sealed class GrainType<TState, TCommand, TEvent>(string name) : GrainType(name)
    where TState : class, IAggregate<TState, TCommand, TEvent>
    where TCommand : class
    where TEvent : class
{
    public GrainKey<TState, TCommand, TEvent> this[string key] => new(this, key);

    internal override object Initial => TState.Initial;

    internal override object Evolve(object state, object fact) => TState.Evolve((TState)state, (TEvent)fact);
}

/// <summary>Names one grain, whatever its type.</summary>
public interface IGrainKey
{
    GrainType Type { get; }
    string Key { get; }
    string StreamId { get; }
}

public sealed record GrainKey<TState, TCommand, TEvent>(GrainType<TState, TCommand, TEvent> Kind, string Key) : IGrainKey
    where TState : class, IAggregate<TState, TCommand, TEvent>
    where TCommand : class
    where TEvent : class
{
    public GrainType Type => Kind;

    public string StreamId { get; } = Kind.StreamId(Key);
}
