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
        var news = Merge(loaded, streams, stamps);
        var known = loaded.Commands.ToDictionary(c => c.Id);
        foreach (var pending in asking)
        {
            if (!pending.IsLookedUp && known.TryGetValue(pending.CommandId, out var command))
                Answer(pending, command.Digest.AsSpan().SequenceEqual(pending.Digest)
                    ? new Sent(command.Answer, null, command.Seq, true)
                    : Refused(HostRefusal.IdempotencyConflict));
            else
                Continue(pending, news);
        }
    }

    HashSet<string> Merge(LoadResult loaded, Dictionary<string, long> streams, Dictionary<string, long> stamps)
    {
        var news = new HashSet<string>(StringComparer.Ordinal);
        var facts = loaded.Facts.ToLookup(f => f.StreamId, StringComparer.Ordinal);
        foreach (var (stream, after) in streams)
        {
            var newer = facts[stream].Where(f => f.Version > _memory.VersionOf(stream)).ToList();
            if (_memory.Merge(stream, after, newer)) news.Add(stream);
        }
        foreach (var (account, stamp) in stamps)
            if (_memory.MergeBalance(account, stamp, loaded.Balances.TryGetValue(account, out var fen) ? fen : null))
                news.Add(account);
        return news;
    }

    void Continue(PendingTurn pending, HashSet<string> news)
    {
        pending.IsLookedUp = true;
        pending.WantedAccounts.Clear();
        if (!pending.IsChecking)
        {
            MakeReady(pending);
            return;
        }
        pending.IsChecking = false;
        var isStale = pending.Checks.Exists(news.Contains) || pending.AccountChecks.Exists(news.Contains);
        if (isStale && ++pending.Attempts < _options.AttemptsMax) MakeReady(pending);
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
