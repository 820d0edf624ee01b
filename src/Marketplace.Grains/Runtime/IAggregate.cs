namespace Marketplace.Grains.Runtime;

/// <summary>
/// A grain's rules, pure: no clock, no randomness, no I/O. Time, ids and prices come in with the command.
/// </summary>
public interface IAggregate<TState, TCommand, TEvent>
    where TState : class, IAggregate<TState, TCommand, TEvent>
    where TCommand : class
    where TEvent : class
{
    /// <summary>The state before the first fact.</summary>
    static abstract TState Initial { get; }

    static abstract Decision<TEvent> Decide(TState state, TCommand command);

    static abstract TState Evolve(TState state, TEvent fact);
}
