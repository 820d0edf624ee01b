using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Marketplace.Grains.Runtime;

/// <summary>
/// Runs turns one after the other over grains in memory, and makes their facts durable in groups: while one commit is
/// in flight, decided turns gather; the next commit takes them all. A caller is answered only after its commit.
/// Correct with any number of hosts on one store: the store refuses what contradicts it, and the turns concerned are
/// decided again on what is true.
/// </summary>
public sealed partial class GrainHost : IGrains, IAsyncDisposable
{
    readonly IEventStore _store;
    readonly FactCatalogue _catalogue;
    readonly TimeProvider _clock;
    readonly IHostScheduler _scheduler;
    readonly GrainHostOptions _options;
    readonly Action _pump;

    // Shared with callers.
    readonly ConcurrentQueue<PendingTurn> _inbox = new();
    readonly ConcurrentQueue<Action> _completions = new();
    readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _accepted;
    int _awake;
    volatile bool _stopping;

    // Touched by the loop only.
    readonly GrainMemory _memory;
    readonly Dictionary<Guid, PendingTurn> _underway = [];
    readonly Queue<PendingTurn> _toLoad = new();
    readonly Queue<PendingTurn> _ready = new();
    readonly Queue<PendingTurn> _redo = new();
    readonly List<PendingTurn> _unsettled = [];
    PendingTurn? _alone;
    Batch? _gathering;
    Batch? _inFlight;
    bool _loading;
    long _batchNumber;
    long _lastSeq;
    TimeSpan _backoff;
    ITimer? _backoffTimer;

    /// <param name="clock">Gives the moment of every turn and measures waiting; it may be moved forward.</param>
    public GrainHost(
        IEventStore store, FactCatalogue catalogue, TimeProvider clock, IHostScheduler scheduler, GrainHostOptions? options = null)
    {
        _store = store;
        _catalogue = catalogue;
        _clock = clock;
        _scheduler = scheduler;
        _options = options ?? new GrainHostOptions();
        _memory = new GrainMemory(catalogue, _options, clock);
        _pump = Pump;
    }

    /// <summary>Grains in memory; a gauge, not a promise.</summary>
    public int ActiveGrains => _memory.GrainCount;

    public Task<Sent> Send(ITurn turn, Caller caller, CancellationToken cancel = default)
    {
        var digest = DigestOf(turn, caller);
        var pending = new PendingTurn(turn, query: null, caller.Actor, caller.CommandId ?? Guid.NewGuid(), digest, _clock.GetTimestamp())
        {
            IsLookedUp = caller.CommandId is null,
        };
        return Accept(pending, cancel);
    }

    public async Task<T> Read<T>(Func<Turn, T> query, CancellationToken cancel = default) where T : notnull
    {
        var pending = new PendingTurn(null, t => query(t), actor: "", Guid.Empty, [], _clock.GetTimestamp()) { IsLookedUp = true };
        var sent = await Accept(pending, cancel);
        return sent.Refusal is { } refusal ? throw new GrainsUnavailableException(refusal) : (T)pending.Outcome.Answer!;
    }

    /// <summary>Answers what was accepted, then stops; later commands are told that the node is stopping.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        Wake();
        await _stopped.Task;
        if (_backoffTimer is not null) await _backoffTimer.DisposeAsync();
    }

    /// <summary>The canonical content of a command and who sent it: another tenant's key never hears the first one's answer.</summary>
    static byte[] DigestOf(ITurn turn, Caller caller)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{turn.GetType().Name}\n{caller.Tenant ?? caller.Actor}\n"));
        hash.AppendData(CanonicalJson.Write(turn));
        return hash.GetHashAndReset();
    }

    Task<Sent> Accept(PendingTurn pending, CancellationToken cancel)
    {
        if (_stopping) return RefuseAtTheDoor(HostRefusal.Stopping);
        if (Interlocked.Increment(ref _accepted) > _options.QueueMax)
        {
            Interlocked.Decrement(ref _accepted);
            return RefuseAtTheDoor(HostRefusal.QueueFull);
        }
        HostTelemetry.Queue.Add(1);
        _inbox.Enqueue(pending);
        Wake();
        return cancel.CanBeCanceled ? pending.Task.WaitAsync(cancel) : pending.Task;
    }

    static Sent Refused(Refusal refusal) => new(null, refusal, 0, false);

    static Task<Sent> RefuseAtTheDoor(Refusal refusal)
    {
        CountRefusal(refusal);
        return Task.FromResult(Refused(refusal));
    }

    static void CountRefusal(Refusal refusal) =>
        HostTelemetry.Refusals.Add(1, new KeyValuePair<string, object?>("code", refusal.Code));

    void Wake()
    {
        if (Interlocked.Exchange(ref _awake, 1) == 0) _scheduler.Post(_pump);
    }

    void Pump()
    {
        Volatile.Write(ref _awake, 0);
        while (_completions.TryDequeue(out var completion)) completion();
        AcceptInbox();
        StartLoad();
        RunReady();
        StartCommit();
        StartLoad(); // what running found missing need not wait for the next round
        _memory.Trim();
        if (_stopping && Volatile.Read(ref _accepted) == 0) _stopped.TrySetResult();
    }

    void AcceptInbox()
    {
        while (_inbox.TryDequeue(out var pending))
        {
            if (pending.IsQuery)
            {
                Route(pending);
            }
            else if (_underway.TryGetValue(pending.CommandId, out var first))
            {
                if (first.Digest.AsSpan().SequenceEqual(pending.Digest)) first.Twins.Add(pending);
                else Answer(pending, Refused(HostRefusal.IdempotencyConflict));
            }
            else
            {
                _underway.Add(pending.CommandId, pending);
                Route(pending);
            }
        }
    }

    /// <summary>To the load queue when something must be asked of the store first, else straight to the ready queue.</summary>
    void Route(PendingTurn pending)
    {
        pending.Wanted.Clear();
        foreach (var key in pending.Needs())
            if (_memory.Find(key.StreamId) is null) pending.Wanted[key.StreamId] = 0;
        if (pending.IsLookedUp && pending.Wanted.Count == 0) MakeReady(pending);
        else _toLoad.Enqueue(pending);
    }

    void MakeReady(PendingTurn pending)
    {
        if (pending == _alone) pending.IsReady = true;
        else _ready.Enqueue(pending);
    }

    /// <summary>While turns of a refused commit run again one by one, the others wait.</summary>
    void RunReady()
    {
        while (_alone is null && _redo.TryDequeue(out var next))
        {
            _alone = next;
            Route(next);
        }
        if (_alone is not null)
        {
            if (!_alone.IsReady || _inFlight is not null || _gathering is not null) return;
            _alone.IsReady = false;
            Run(_alone);
            return;
        }
        while ((_gathering?.Commands.Count ?? 0) < _options.BatchMax && _ready.TryDequeue(out var pending)) Run(pending);
    }

    void Run(PendingTurn pending)
    {
        var turn = new Turn(_memory, HashChain.Truncate(_clock.GetUtcNow()), pending.CommandId);
        try
        {
            pending.Outcome = pending.Decide(turn);
        }
#pragma warning disable CA1031 // the host answers whatever a turn throws to its own caller, and goes on
        catch (Exception bug) when (!turn.IsMissingAnything)
        {
            Fail(pending, bug);
            return;
        }
        catch (Exception) when (turn.IsMissingAnything)
        {
            // It was decided on states that are not loaded yet; it runs again when they are.
        }
#pragma warning restore CA1031

        if (turn.IsMissingAnything)
        {
            pending.Wanted.Clear();
            foreach (var stream in turn.MissingStreams) pending.Wanted[stream] = 0;
            pending.WantedAccounts.UnionWith(turn.MissingAccounts);
            _toLoad.Enqueue(pending);
            return;
        }
        if (pending.Outcome.Refusal is null && !pending.IsQuery && turn.Overdrawn() is { } account)
            pending.Outcome = HostRefusal.Overdrawn(account.Value);
        if (pending.IsQuery || pending.Outcome.Refusal is not null) Settle(pending, turn);
        else Gather(pending, turn);
    }

    /// <summary>
    /// What is only answered, not written, must not rest on what may still come to nothing, nor on what another node has
    /// changed since: it waits for the batches it rests on, then for the store to say that its grains are current.
    /// </summary>
    void Settle(PendingTurn pending, Turn turn)
    {
        pending.Checks.Clear();
        pending.AccountChecks.Clear();
        pending.SettlesAfter = 0;
        pending.DecidedAt = _memory.News;
        foreach (var (stream, touched) in turn.TouchedGrains)
        {
            pending.Checks.Add(stream, touched.Version);
            pending.SettlesAfter = Math.Max(pending.SettlesAfter, _memory.Find(stream)?.WrittenByBatch ?? 0);
        }
        foreach (var account in turn.AccountsRead.Concat(turn.AccountMoves.Keys))
        {
            pending.AccountChecks.Add(account);
            pending.SettlesAfter = Math.Max(pending.SettlesAfter, _memory.FindAccount(account)?.WrittenByBatch ?? 0);
        }
        if (_memory.IsDirty(pending.SettlesAfter)) _unsettled.Add(pending);
        else Check(pending);
    }

    void Check(PendingTurn pending)
    {
        pending.IsChecking = true;
        pending.IsLookedUp = pending.IsQuery; // another node may have done it meanwhile, and that be why it is refused here
        pending.Wanted.Clear();
        foreach (var (stream, version) in pending.Checks) pending.Wanted[stream] = version;
        pending.WantedAccounts.UnionWith(pending.AccountChecks);
        _toLoad.Enqueue(pending);
    }

    void Answer(PendingTurn pending, Sent sent)
    {
        if (sent.Refusal is not null) CountRefusal(sent.Refusal);
        Finish(pending, p => p.Complete(sent));
    }

    void Fail(PendingTurn pending, Exception bug) => Finish(pending, p => p.Complete(bug));

    void Finish(PendingTurn pending, Action<PendingTurn> complete)
    {
        if (!pending.IsQuery && _underway.TryGetValue(pending.CommandId, out var first) && first == pending)
            _underway.Remove(pending.CommandId);
        var wasAlone = _alone == pending;
        if (wasAlone) _alone = null;
        var answered = 1 + pending.Twins.Count;
        HostTelemetry.Queue.Add(-answered);
        Interlocked.Add(ref _accepted, -answered);
        complete(pending);
        foreach (var twin in pending.Twins) complete(twin);
        if (wasAlone || _stopping) Wake();
    }
}

/// <summary>A read could not be answered now; sending it again later is safe.</summary>
public sealed class GrainsUnavailableException(Refusal refusal) : Exception(refusal.Reason)
{
    public Refusal Refusal { get; } = refusal;
}
