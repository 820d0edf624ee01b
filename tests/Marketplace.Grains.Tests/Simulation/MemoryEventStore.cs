using System.Text;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Tests.Simulation;

/// <summary>
/// The contract of <see cref="IEventStore"/> in memory, as PostgreSQL keeps it: a commit is all or nothing; command ids,
/// fact ids and (stream, version) are unique; a stream that was only read must not have moved; an account that may not
/// go below zero never does. It keeps every earlier state, so that a judge can look back.
/// </summary>
sealed class MemoryEventStore(FactCatalogue catalogue) : IEventStore
{
    readonly Dictionary<string, List<StoredFact>> _streams = new(StringComparer.Ordinal);
    readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);
    readonly Dictionary<Guid, StoredCommand> _commands = [];
    readonly HashSet<Guid> _factIds = [];
    readonly HashSet<Guid> _outboxIds = [];
    readonly List<StoredCommand> _journal = [];
    readonly List<OutboxRow> _outbox = [];
    readonly List<LedgerRow> _ledger = [];
    long _seq;

    public sealed record StoredFact(FactRow Row, object Fact, long Seq, int Position);

    /// <param name="Position">In the journal, from 1; also the name of the state after it.</param>
    public sealed record StoredCommand(CommandRow Row, long Seq, int Position);

    sealed class Account
    {
        public List<(int Position, long Fen)> Balances { get; } = [];
        public long Fen => Balances.Count == 0 ? 0 : Balances[^1].Fen;
    }

    /// <summary>How many commands were done; also the name of the state after the last of them.</summary>
    public int Position => _journal.Count;

    public IReadOnlyList<StoredCommand> Journal => _journal;
    public IReadOnlyList<OutboxRow> Outbox => _outbox;
    public IReadOnlyList<LedgerRow> Ledger => _ledger;
    public IEnumerable<string> Streams => _streams.Keys;
    public IEnumerable<(string Name, long Fen)> Balances => _accounts.Select(a => (a.Key, a.Value.Fen));

    public IReadOnlyList<StoredFact> Stream(string streamId) => _streams.TryGetValue(streamId, out var facts) ? facts : [];

    public StoredCommand? Command(Guid id) => _commands.GetValueOrDefault(id);

    public Task<LoadResult> Load(LoadRequest request) => Task.FromResult(Read(request));

    public Task<CommitResult> Commit(CommitRequest request) => Task.FromResult(Write(request));

    public LoadResult Read(LoadRequest request)
    {
        var commands = request.Commands.Distinct().Where(_commands.ContainsKey).Select(id => _commands[id])
            .Select(c => new KnownCommand(c.Row.Id, c.Row.Digest, c.Row.Answer, c.Seq)).ToList();
        var facts = request.StreamsAfter.SelectMany(s => Facts(s.Key, Position).Where(f => f.Version > s.Value)).ToList();
        var balances = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var account in request.Accounts)
            if (_accounts.TryGetValue(account, out var known)) balances[account] = known.Fen;
        return new LoadResult(commands, facts, balances);
    }

    /// <summary>A stream as it was after a command.</summary>
    public IEnumerable<LoadedFact> Facts(string streamId, int position) =>
        Stream(streamId).TakeWhile(f => f.Position <= position).Select(f => new LoadedFact(streamId, f.Row.Version, f.Fact, f.Row.Hash));

    /// <summary>A balance as it was after a command; null when there was no such account.</summary>
    public long? Balance(string account, int position)
    {
        if (!_accounts.TryGetValue(account, out var known)) return null;
        for (var i = known.Balances.Count - 1; i >= 0; i--)
            if (known.Balances[i].Position <= position) return known.Balances[i].Fen;
        return null;
    }

    public CommitResult Write(CommitRequest request)
    {
        if (WhyNot(request) is { } refused) return refused;
        var balances = request.Accounts.ToDictionary(m => m.Account.Value, m => Fen(m.Account.Value) + m.DeltaFen);
        foreach (var command in request.Commands) Write(command);
        if (balances.Any(b => b.Value != Fen(b.Key))) throw new InvalidOperationException("The moves are not the sum of the entries.");
        return new CommitResult(CommitOutcome.Committed, request.Commands.Any(c => c.Facts.Count > 0) ? _seq : 0, balances);
    }

    void Write(CommandRow command)
    {
        var position = Position + 1;
        long last = 0;
        foreach (var row in command.Facts)
        {
            if (!_streams.TryGetValue(row.StreamId, out var stream)) _streams.Add(row.StreamId, stream = []);
            // Read back from the bytes, as from a database: never the very object that was decided.
            stream.Add(new StoredFact(row, catalogue.Read(row.Type, Encoding.UTF8.GetString(row.Data)), last = ++_seq, position));
            _factIds.Add(row.Id);
        }
        foreach (var (account, delta) in command.Ledger.SelectMany(row => row.Posting.Deltas)) Move(account.Value, position, delta.Fen);
        var stored = new StoredCommand(command, last, position);
        _commands.Add(command.Id, stored);
        _journal.Add(stored);
        _ledger.AddRange(command.Ledger);
        _outbox.AddRange(command.Outbox);
        _outboxIds.UnionWith(command.Outbox.Select(m => m.Id));
    }

    void Move(string name, int position, long deltaFen)
    {
        if (!_accounts.TryGetValue(name, out var account)) _accounts.Add(name, account = new Account());
        account.Balances.Add((position, account.Fen + deltaFen));
    }

    long Fen(string account) => _accounts.TryGetValue(account, out var known) ? known.Fen : 0;

    CommitResult? WhyNot(CommitRequest request)
    {
        foreach (var move in request.Streams)
        {
            var version = Stream(move.StreamId).Count;
            if (version < move.ExpectedVersion) throw new InvalidOperationException($"{move.StreamId} would have a gap after {version}.");
            if (version > move.ExpectedVersion) return Conflict($"{move.StreamId} has moved to {version}.");
        }
        foreach (var command in request.Commands)
            if (_commands.ContainsKey(command.Id)) return Conflict($"{command.Id} is known.");

        RefuseBrokenRequest(request);
        foreach (var move in request.Accounts)
        {
            if (!move.IsNew && !_accounts.ContainsKey(move.Account.Value)) throw new InvalidOperationException($"{move.Account} was never opened.");
            if (Fen(move.Account.Value) + move.DeltaFen < 0 && !move.Account.MayGoBelowZero)
                return new CommitResult(CommitOutcome.Overdrawn, Detail: move.Account.Value);
        }
        return null;
    }

    static CommitResult Conflict(string detail) => new(CommitOutcome.Conflict, Detail: detail);

    /// <summary>What no race with another host explains: the host itself would be at fault.</summary>
    void RefuseBrokenRequest(CommitRequest request)
    {
        var heads = request.Streams.ToDictionary(s => s.StreamId, s => s.ExpectedVersion, StringComparer.Ordinal);
        foreach (var fact in request.Commands.SelectMany(c => c.Facts))
        {
            if (fact.Version != ++heads[fact.StreamId]) throw new InvalidOperationException($"{fact.StreamId} would not be gapless.");
            if (_factIds.Contains(fact.Id)) throw new InvalidOperationException($"The fact id {fact.Id} is used twice.");
        }
        if (request.Streams.Any(s => heads[s.StreamId] != s.Version)) throw new InvalidOperationException("A head is not the last fact's version.");
        if (request.Commands.SelectMany(c => c.Outbox).Any(m => _outboxIds.Contains(m.Id))) throw new InvalidOperationException("A message id is used twice.");
        foreach (var row in request.Commands.SelectMany(c => c.Ledger))
            if (!row.Posting.Amount.IsPositive || row.Posting.From == row.Posting.To)
                throw new InvalidOperationException($"{row.StreamId} {row.Version} moves {row.Posting}.");
    }
}
