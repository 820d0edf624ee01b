using Billing;
using Billing.Ledger;
using Marketplace.Grains.Ledger;

namespace Marketplace.Grains.Runtime;

/// <summary>
/// What a turn sees and does: states it reads, decisions it composes, messages it leaves for later. Nothing of it is
/// visible to others until the turn ends well.
/// </summary>
public sealed class Turn
{
    readonly GrainMemory _memory;
    readonly Dictionary<string, Touched> _touched = new(StringComparer.Ordinal);
    readonly Dictionary<string, long> _accountMoves = new(StringComparer.Ordinal);
    readonly HashSet<string> _accountsRead = new(StringComparer.Ordinal);
    readonly List<PendingFact> _facts = [];
    readonly List<PendingMessage> _outbox = [];
    readonly List<string> _missingStreams = [];
    readonly List<string> _missingAccounts = [];

    internal Turn(GrainMemory memory, DateTimeOffset now, Guid commandId) => (_memory, Now, CommandId) = (memory, now, commandId);

    /// <summary>The moment of the turn, in UTC, to the microsecond.</summary>
    public DateTimeOffset Now { get; }

    public Guid CommandId { get; }

    /// <summary>The state of a grain, with what this turn has already decided about it.</summary>
    public TState Read<TState, TCommand, TEvent>(GrainKey<TState, TCommand, TEvent> key)
        where TState : class, IAggregate<TState, TCommand, TEvent>
        where TCommand : class
        where TEvent : class => (TState)Touch(key, isNew: false).State;

    /// <summary>Lets a grain decide; its facts are folded at once. Null when it accepts, else its refusal.</summary>
    public Refusal? Do<TState, TCommand, TEvent>(GrainKey<TState, TCommand, TEvent> key, TCommand command, bool isNew = false)
        where TState : class, IAggregate<TState, TCommand, TEvent>
        where TCommand : class
        where TEvent : class
    {
        var touched = Touch(key, isNew);
        var decision = TState.Decide((TState)touched.State, command);
        if (decision.Refusal is { } refusal) return refusal;
        foreach (var fact in decision.Facts)
        {
            touched.State = TState.Evolve((TState)touched.State, fact);
            touched.Written++;
            List<Posting> postings = [.. Postings.Of(key.Key, fact)];
            foreach (var posting in postings) Move(posting);
            _facts.Add(new PendingFact(key.StreamId, touched.Version + touched.Written, fact, postings));
        }
        return null;
    }

    /// <summary>The last known balance of a ledger account, with what this turn moves; zero where there is no such account.</summary>
    public Money Balance(AccountId account)
    {
        _accountsRead.Add(account.Value);
        _accountMoves.TryGetValue(account.Value, out var moved);
        if (_memory.FindFreshAccount(account.Value) is { } known) return new Money(known.BalanceFen + moved);
        _missingAccounts.Add(account.Value);
        return Money.Zero;
    }

    /// <summary>Leaves a message that is acted upon once, after the commit, when it falls due.</summary>
    public void Later(DateTimeOffset dueAt, string kind, string payload) =>
        _outbox.Add(new PendingMessage(kind, payload, HashChain.Truncate(dueAt)));

    internal IReadOnlyList<string> MissingStreams => _missingStreams;
    internal IReadOnlyList<string> MissingAccounts => _missingAccounts;
    internal bool IsMissingAnything => _missingStreams.Count + _missingAccounts.Count > 0;
    internal IReadOnlyDictionary<string, Touched> TouchedGrains => _touched;
    internal IReadOnlyDictionary<string, long> AccountMoves => _accountMoves;
    internal IReadOnlyCollection<string> AccountsRead => _accountsRead;
    internal IReadOnlyList<PendingFact> Facts => _facts;
    internal IReadOnlyList<PendingMessage> Outbox => _outbox;

    /// <summary>An account that no other than this turn's moves take below zero, or null.</summary>
    internal AccountId? Overdrawn()
    {
        foreach (var (name, moved) in _accountMoves)
        {
            var account = new AccountId(name);
            if (moved < 0 && !account.MayGoBelowZero && _memory.FindAccount(name) is { } known && known.BalanceFen + moved < 0)
                return account;
        }
        return null;
    }

    void Move(Posting posting)
    {
        foreach (var (account, delta) in posting.Deltas)
        {
            if (_memory.FindAccount(account.Value) is null) _missingAccounts.Add(account.Value);
            _accountMoves[account.Value] = _accountMoves.GetValueOrDefault(account.Value) + delta.Fen;
        }
    }

    Touched Touch(IGrainKey key, bool isNew)
    {
        if (_touched.TryGetValue(key.StreamId, out var touched)) return touched;
        var grain = _memory.Find(key.StreamId);
        if (grain is null && !isNew) _missingStreams.Add(key.StreamId);
        touched = new Touched(key, grain?.State ?? key.Type.Initial, grain?.Version ?? 0);
        _touched.Add(key.StreamId, touched);
        return touched;
    }

    internal sealed class Touched(IGrainKey key, object state, long version)
    {
        public IGrainKey Key { get; } = key;
        public object State { get; set; } = state;
        public long Version { get; } = version;
        public int Written { get; set; }
    }

    internal sealed record PendingFact(string StreamId, long Version, object Fact, IReadOnlyList<Posting> Postings);

    internal sealed record PendingMessage(string Kind, string Payload, DateTimeOffset DueAt);
}
