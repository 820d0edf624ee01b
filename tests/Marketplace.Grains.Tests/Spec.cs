using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Tests;

/// <summary>What an aggregate's tests have in common: given these facts, when this is asked, then that.</summary>
public abstract class Spec<TState, TCommand, TEvent>
    where TState : class, IAggregate<TState, TCommand, TEvent>
    where TCommand : class
    where TEvent : class
{
    protected static Story Given(params TEvent[] facts) => new(Fold(TState.Initial, facts), default);

    static TState Fold(TState state, IEnumerable<TEvent> facts) => facts.Aggregate(state, TState.Evolve);

    public sealed record Story(TState State, Decision<TEvent> Decision)
    {
        public Story And(params TEvent[] facts) => this with { State = Fold(State, facts) };

        public Story When(TCommand command)
        {
            var decision = TState.Decide(State, command);
            return new Story(Fold(State, decision.Facts), decision);
        }

        /// <summary>Exactly these facts, in this order.</summary>
        public Story Then(params TEvent[] facts)
        {
            Assert.Null(Decision.Refusal);
            Assert.Equal(facts, Decision.Facts);
            return this;
        }

        /// <summary>What was asked holds already.</summary>
        public Story ThenNothing() => Then();

        public Story ThenRefused(Refusal refusal)
        {
            Assert.Equal(refusal, Decision.Refusal);
            Assert.Empty(Decision.Facts);
            return this;
        }

        public Story ThenIs<T>(T expected, Func<TState, T> actual)
        {
            Assert.Equal(expected, actual(State));
            return this;
        }
    }
}
