using System.Collections.Immutable;

namespace Marketplace.Grains.Runtime;

/// <summary>What a decision comes to: the facts that now hold (possibly none), or a refusal.</summary>
public readonly struct Decision<TEvent>
{
    readonly ImmutableArray<TEvent> _facts;

    Decision(ImmutableArray<TEvent> facts, Refusal? refusal) => (_facts, Refusal) = (facts, refusal);

    public ImmutableArray<TEvent> Facts => _facts.IsDefault ? [] : _facts;

    public Refusal? Refusal { get; }

    public static implicit operator Decision<TEvent>(TEvent fact) => new([fact], null);
    public static implicit operator Decision<TEvent>(TEvent[] facts) => new([.. facts], null);
    public static implicit operator Decision<TEvent>(Refusal refusal) => new([], refusal);
    public static implicit operator Decision<TEvent>(Nothing nothing) => default;
}

/// <summary>The decision that changes nothing: what was asked already holds.</summary>
public readonly struct Nothing
{
    public static readonly Nothing Happens;
}
