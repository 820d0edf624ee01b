using System.Text.Json;

namespace Marketplace.Grains.Runtime;

/// <content>Group commit, and what follows when a commit is refused or its outcome unknown.</content>
public sealed partial class GrainHost
{
    /// <summary>The turns that go into one commit.</summary>
    sealed class Batch(long number)
    {
        public long Number { get; } = number;
        public List<PendingTurn> Turns { get; } = [];
        public List<CommandRow> Commands { get; } = [];
        public Dictionary<string, StreamMove> Streams { get; } = new(StringComparer.Ordinal);
        public SortedDictionary<string, AccountMove> Accounts { get; } = new(StringComparer.Ordinal);
        public HashSet<string> AccountsRead { get; } = new(StringComparer.Ordinal);
    }

    /// <summary>The turn is decided: fold its facts, so that the next turn sees them, and write its rows.</summary>
    void Gather(PendingTurn pending, Turn turn)
    {
        var batch = _gathering ??= new Batch(++_batchNumber);
        foreach (var touched in turn.TouchedGrains.Values) Fold(batch, touched);
        MoveAccounts(batch, turn);
        var facts = WriteFacts(pending, turn);
        var ledger = new List<LedgerRow>();
        foreach (var fact in turn.Facts)
            for (var line = 0; line < fact.Postings.Count; line++)
                ledger.Add(new LedgerRow(fact.StreamId, fact.Version, line, fact.Postings[line]));
        var outbox = turn.Outbox.Select((m, i) => new OutboxRow(HashChain.Derive(pending.CommandId, "outbox", i), m.Kind, m.Payload, m.DueAt));
        var answer = pending.Outcome.Answer is { } value ? JsonSerializer.Serialize(value, value.GetType(), CanonicalJson.Answers) : "{}";
        var command = new CommandRow(
            pending.CommandId, pending.Digest, answer, pending.Actor, turn.Now, facts, ledger, outbox.ToList());
        batch.Commands.Add(command with { Hash = HashChain.OfCommand(command) });
        batch.Turns.Add(pending);
    }

    void Fold(Batch batch, Turn.Touched touched)
    {
        var stream = touched.Key.StreamId;
        var grain = _memory.Find(stream) ?? _memory.Begin(touched.Key);
        if (!batch.Streams.TryGetValue(stream, out var move))
            move = new StreamMove(stream, grain.Type.Name, grain.Version, grain.Version);
        batch.Streams[stream] = move with { Version = grain.Version + touched.Written };
        if (touched.Written == 0) return;
        grain.State = touched.State;
        grain.WrittenByBatch = batch.Number;
    }

    void MoveAccounts(Batch batch, Turn turn)
    {
        batch.AccountsRead.UnionWith(turn.AccountsRead);
        foreach (var (name, delta) in turn.AccountMoves)
        {
            var account = _memory.FindAccount(name)!;
            account.PendingFen += delta;
            account.WrittenByBatch = batch.Number;
            account.Stamp++;
            batch.Accounts[name] = batch.Accounts.TryGetValue(name, out var move)
                ? move with { DeltaFen = move.DeltaFen + delta }
                : new AccountMove(new(name), delta, !account.Exists);
            account.Exists = true;
        }
    }

    List<FactRow> WriteFacts(PendingTurn pending, Turn turn)
    {
        var rows = new List<FactRow>(turn.Facts.Count);
        foreach (var fact in turn.Facts)
        {
            var grain = _memory.Find(fact.StreamId)!;
            var (type, dotnetType) = _catalogue.NameOf(fact.Fact.GetType());
            var row = new FactRow(
                HashChain.Derive(pending.CommandId, "fact", rows.Count), fact.StreamId, fact.Version, type, dotnetType,
                CanonicalJson.Write(fact.Fact), turn.Now, pending.CommandId, pending.Actor);
            row = row with { Hash = HashChain.OfFact(grain.Hash, row) };
            grain.Hash = row.Hash;
            grain.Version = fact.Version;
            rows.Add(row);
        }
        return rows;
    }

    void StartCommit()
    {
        if (_inFlight is not null || _gathering is null) return;
        var batch = _inFlight = _gathering;
        _gathering = null;
        HostTelemetry.BatchSize.Record(batch.Commands.Count);
        var activity = HostTelemetry.StartCommit(batch.Commands.Count);
        var started = _clock.GetTimestamp();
        var request = new CommitRequest(batch.Commands, [.. batch.Streams.Values], [.. batch.Accounts.Values]);
        _store.Commit(request).ContinueWith(
            task => Complete(() =>
            {
                HostTelemetry.CommitTime.Record(_clock.GetElapsedTime(started).TotalMilliseconds);
                var result = task.IsCompletedSuccessfully ? task.Result : new CommitResult(CommitOutcome.Unknown);
                activity?.SetTag("outcome", result.Outcome.ToString()).Dispose();
                OnCommitted(batch, result);
            }),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    void OnCommitted(Batch batch, CommitResult result)
    {
        _inFlight = null;
        if (result.Outcome != CommitOutcome.Committed)
        {
            OnNotCommitted(batch, result);
            return;
        }
        _backoff = TimeSpan.Zero;
        _lastSeq = Math.Max(_lastSeq, result.Seq);
        _memory.CommittedBatch = batch.Number;
        _memory.ConfirmMoves([.. batch.Accounts.Values], result.Balances!);
        HostTelemetry.Turns.Add(batch.Turns.Count);
        for (var i = 0; i < batch.Turns.Count; i++)
            Answer(batch.Turns[i], new Sent(batch.Commands[i].Answer, null, result.Seq, false));
        var settled = _unsettled.FindAll(p => !_memory.IsDirty(p.SettlesAfter));
        _unsettled.RemoveAll(p => !_memory.IsDirty(p.SettlesAfter));
        foreach (var pending in settled)
            if (pending.IsChecked) Conclude(pending);
            else Check(pending);
    }

    /// <summary>
    /// Forget every grain that this batch, and turns decided on top of it, touched; then run those turns again one by
    /// one, so that only the guilty is refused. After an unknown outcome their command ids tell what was done.
    /// </summary>
    void OnNotCommitted(Batch batch, CommitResult result)
    {
        HostTelemetry.Conflicts.Add(1, new KeyValuePair<string, object?>("outcome", result.Outcome.ToString()));
        var again = new List<PendingTurn>(batch.Turns);
        ForgetTouched(batch);
        if (_gathering is { } onTop)
        {
            again.AddRange(onTop.Turns);
            ForgetTouched(onTop);
            _memory.CommittedBatch = onTop.Number;
            _gathering = null;
        }
        else
        {
            _memory.CommittedBatch = batch.Number;
        }
        again.AddRange(_unsettled);
        _unsettled.Clear();
        if (batch.Turns is [var only] && !MayTryAgain(only, result)) again.Remove(only);

        var waiting = _redo.ToList();
        _redo.Clear();
        _alone = null;
        foreach (var pending in again)
        {
            pending.IsLookedUp = pending.IsQuery;
            pending.IsReady = pending.IsChecking = pending.IsChecked = false;
            _redo.Enqueue(pending);
        }
        foreach (var pending in waiting) _redo.Enqueue(pending);
        if (result.Outcome == CommitOutcome.Unknown) BackOff();
    }

    void ForgetTouched(Batch batch) => _memory.Forget(batch.Streams.Keys, batch.Accounts.Keys.Concat(batch.AccountsRead));

    /// <summary>For a turn whose commit held nothing else; false when it has been answered.</summary>
    bool MayTryAgain(PendingTurn alone, CommitResult result)
    {
        if (result.Outcome == CommitOutcome.Unknown) return true;
        if (result.Outcome == CommitOutcome.Faulty)
            Fail(alone, new InvalidOperationException($"The store cannot take this command: {result.Detail}"));
        else if (++alone.Attempts < _options.AttemptsMax)
            return true;
        else if (result.Outcome == CommitOutcome.Overdrawn)
            Answer(alone, Refused(HostRefusal.Overdrawn(result.Detail ?? "?")));
        else
            Answer(alone, Refused(HostRefusal.Contended));
        return false;
    }
}
