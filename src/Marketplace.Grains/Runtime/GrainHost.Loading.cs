namespace Marketplace.Grains.Runtime;

/// <content>Asking the store: one question for many turns, while other turns go on.</content>
public sealed partial class GrainHost
{
    void StartLoad()
    {
        if (_loading || _toLoad.Count == 0 || _backoffTimer is not null) return;
        var asking = new List<PendingTurn>();
        var commands = new List<Guid>();
        var streams = new Dictionary<string, long>(StringComparer.Ordinal);
        var stamps = new Dictionary<string, long>(StringComparer.Ordinal);
        while (asking.Count < _options.LoadMax && _toLoad.TryDequeue(out var pending))
        {
            asking.Add(pending);
            if (!pending.IsLookedUp) commands.Add(pending.CommandId);
            foreach (var (stream, after) in pending.Wanted)
                streams[stream] = streams.TryGetValue(stream, out var other) ? Math.Min(after, other) : after;
            foreach (var account in pending.WantedAccounts) stamps[account] = _memory.StampOf(account);
        }
        _loading = true;
        _store.Load(new LoadRequest(commands, streams, stamps.Keys)).ContinueWith(
            task => Complete(() => OnLoaded(asking, streams, stamps, task)),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    void Complete(Action completion)
    {
        _completions.Enqueue(completion);
        Wake();
    }

    void OnLoaded(
        List<PendingTurn> asking, Dictionary<string, long> streams, Dictionary<string, long> stamps, Task<LoadResult> task)
    {
        _loading = false;
        if (!task.IsCompletedSuccessfully)
        {
            _ = task.Exception; // observed: whatever it was, the store is asked again
            foreach (var pending in asking) _toLoad.Enqueue(pending);
            BackOff();
            return;
        }
        _backoff = TimeSpan.Zero;
        var loaded = task.Result;
        var unreadable = new Dictionary<string, UnreadableStreamException>(StringComparer.Ordinal);
        var heads = Merge(loaded, streams, stamps, unreadable);
        var known = loaded.Commands.ToDictionary(c => c.Id);
        foreach (var pending in asking)
        {
            if (!pending.IsLookedUp && known.TryGetValue(pending.CommandId, out var command))
                Answer(pending, command.Digest.AsSpan().SequenceEqual(pending.Digest)
                    ? new Sent(command.Answer, null, command.Seq, true)
                    : Refused(HostRefusal.IdempotencyConflict));
            else if (pending.Wanted.Keys.FirstOrDefault(unreadable.ContainsKey) is { } stream)
                Fail(pending, unreadable[stream]);
            else
                Continue(pending, heads);
        }
    }

    /// <summary>The versions of the streams that have moved since the version they were asked after.</summary>
    Dictionary<string, long> Merge(
        LoadResult loaded, Dictionary<string, long> streams, Dictionary<string, long> stamps,
        Dictionary<string, UnreadableStreamException> unreadable)
    {
        var heads = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var fact in loaded.Facts) heads[fact.StreamId] = fact.Version;
        var facts = loaded.Facts.ToLookup(f => f.StreamId, StringComparer.Ordinal);
        foreach (var (stream, after) in streams)
        {
            var newer = facts[stream].Where(f => f.Version > _memory.VersionOf(stream)).ToList();
            try
            {
                _memory.Merge(stream, after, newer);
            }
            catch (UnreadableStreamException e)
            {
                unreadable.Add(stream, e);
            }
        }
        foreach (var (account, stamp) in stamps)
            _memory.MergeBalance(account, stamp, loaded.Balances.TryGetValue(account, out var fen) ? fen : null);
        return heads;
    }

    void Continue(PendingTurn pending, Dictionary<string, long> heads)
    {
        pending.IsLookedUp = true;
        pending.WantedAccounts.Clear();
        if (!pending.IsChecking)
        {
            MakeReady(pending);
            return;
        }
        pending.IsChecking = false;
        if (HasMoved(pending, heads))
        {
            Reconsider(pending);
            return;
        }
        pending.IsChecked = true;
        pending.SettlesAfter = OpenQuestions(pending, heads);
        if (_memory.IsDirty(pending.SettlesAfter)) _unsettled.Add(pending);
        else Conclude(pending);
    }

    /// <summary>True when others have changed what the outcome rests on.</summary>
    bool HasMoved(PendingTurn pending, Dictionary<string, long> heads) =>
        pending.Checks.Any(c => _memory.Find(c.Key) is { } grain
            ? grain.NewsAt > pending.DecidedAt
            : heads.GetValueOrDefault(c.Key) > c.Value)
        || pending.AccountChecks.Exists(a => _memory.FindAccount(a) is not { } account || account.NewsAt > pending.DecidedAt);

    /// <summary>
    /// The batch that will tell whether what the store has more is ours, or zero: facts on a stream that turns of ours
    /// are writing, a balance that they are moving.
    /// </summary>
    long OpenQuestions(PendingTurn pending, Dictionary<string, long> heads)
    {
        long batch = 0;
        foreach (var (stream, version) in pending.Checks)
            if (heads.GetValueOrDefault(stream) > version) batch = Math.Max(batch, _memory.Find(stream)?.WrittenByBatch ?? 0);
        foreach (var account in pending.AccountChecks) batch = Math.Max(batch, _memory.FindAccount(account)?.WrittenByBatch ?? 0);
        return batch;
    }

    static readonly Dictionary<string, long> NoHeads = [];

    void Conclude(PendingTurn pending)
    {
        pending.IsChecked = false;
        if (HasMoved(pending, NoHeads)) Reconsider(pending);
        else Answer(pending, new Sent(null, pending.Outcome.Refusal, _lastSeq, false));
    }

    void Reconsider(PendingTurn pending)
    {
        if (++pending.Attempts < _options.AttemptsMax) MakeReady(pending);
        else Answer(pending, new Sent(null, pending.Outcome.Refusal, _lastSeq, false));
    }

    /// <summary>The store failed: wait before it is asked again, and tell those who have waited long enough.</summary>
    void BackOff()
    {
        _backoff = _backoff == TimeSpan.Zero ? _options.BackoffMin : TimeSpan.FromTicks(Math.Min(_backoff.Ticks * 2, _options.BackoffMax.Ticks));
        GiveUp(_toLoad);
        GiveUp(_redo);
        GiveUp(_ready);
        if (_backoffTimer is not null) return;
        _backoffTimer = _clock.CreateTimer(_ => Complete(EndBackOff), null, _backoff, Timeout.InfiniteTimeSpan);
    }

    void EndBackOff()
    {
        _backoffTimer?.Dispose();
        _backoffTimer = null;
    }

    void GiveUp(Queue<PendingTurn> queue)
    {
        for (var left = queue.Count; left > 0; left--)
        {
            var pending = queue.Dequeue();
            if (_clock.GetElapsedTime(pending.Since) < _options.Patience) queue.Enqueue(pending);
            else Answer(pending, Refused(HostRefusal.OutcomeUnknown));
        }
    }
}
