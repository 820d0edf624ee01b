using System.Text.Json.Serialization;
using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Tests.Simulation;
using Marketplace.Grains.Wallets;

namespace Marketplace.Grains.Tests.Runtime;

/// <summary>
/// A host whose loop runs when the test says so, on a store that answers commits, and loads if wanted, when the test
/// says so. No threads, no waiting.
/// </summary>
sealed class HostUnderTest : IEventStore
{
    readonly SimScheduler _sim = new(new Random(1), new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    readonly Queue<(LoadRequest Request, TaskCompletionSource<LoadResult> Answer)> _loads = new();
    readonly Queue<(CommitRequest Request, TaskCompletionSource<CommitResult> Answer)> _commits = new();

    public HostUnderTest(MemoryEventStore? store = null, GrainHostOptions? options = null)
    {
        Store = store ?? new MemoryEventStore(Catalogue.Facts);
        var lane = _sim.NewLane();
        Host = new GrainHost(this, Catalogue.Facts, _sim.ClockOf(lane), lane, options);
    }

    public MemoryEventStore Store { get; }
    public GrainHost Host { get; }
    public DateTimeOffset Now => _sim.Now;
    public bool HoldsLoads { get; set; }
    public bool LoadsFail { get; set; }

    /// <summary>How many commands are in each commit that waits for its answer.</summary>
    public int[] CommitsInFlight => [.. _commits.Select(c => c.Request.Commands.Count)];

    Task<LoadResult> IEventStore.Load(LoadRequest request)
    {
        var answer = new TaskCompletionSource<LoadResult>();
        _loads.Enqueue((request, answer));
        if (!HoldsLoads) AnswerLoad();
        return answer.Task;
    }

    Task<CommitResult> IEventStore.Commit(CommitRequest request)
    {
        var answer = new TaskCompletionSource<CommitResult>();
        _commits.Enqueue((request, answer));
        return answer.Task;
    }

    public Task<Sent> Send(ITurn turn, Guid? key = null)
    {
        var answer = Host.Send(turn, new Caller("test", key));
        _sim.Drain();
        return answer;
    }

    public Task<T> Read<T>(Func<Turn, T> query) where T : notnull
    {
        var answer = Host.Read(query);
        _sim.Drain();
        return answer;
    }

    public Task Stop()
    {
        var stopped = Host.DisposeAsync().AsTask();
        _sim.Drain();
        return stopped;
    }

    public void Pass(TimeSpan time)
    {
        _sim.MoveClock(time);
        _sim.Drain();
    }

    public void AnswerLoad()
    {
        var (request, answer) = _loads.Dequeue();
        if (LoadsFail) answer.SetException(new IOException("The connection is gone."));
        else answer.SetResult(Store.Read(request));
        _sim.Drain();
    }

    /// <summary>The commit in flight is done, or refused, as the store sees it.</summary>
    public CommitOutcome Commit()
    {
        var (request, answer) = _commits.Dequeue();
        var result = Store.Write(request);
        answer.SetResult(result);
        _sim.Drain();
        return result.Outcome;
    }

    /// <summary>The commit in flight has this outcome, whatever the store would say.</summary>
    public void Commit(CommitOutcome outcome, bool isWritten = false)
    {
        var (request, answer) = _commits.Dequeue();
        if (isWritten) Store.Write(request);
        answer.SetResult(new CommitResult(outcome));
        _sim.Drain();
    }

    public void CommitAll()
    {
        while (_commits.Count > 0) Commit();
    }

    /// <summary>Sends a turn and lets its commit happen.</summary>
    public async Task<Sent> Done(ITurn turn, Guid? key = null)
    {
        var answer = Send(turn, key);
        CommitAll();
        return await answer;
    }
}

/// <summary>A turn in a test's own words; its name is its content.</summary>
sealed record Ask(string Name, [property: JsonIgnore] Func<Turn, Reply> Body) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [];

    public Reply Run(Turn turn) => Body(turn);

    /// <summary>Opens a wallet with a cap of 100 yuan.</summary>
    public static Ask ToOpen(string wallet) => new($"open {wallet}", turn =>
        Answered(turn.Do(Wallet.Grain[wallet], new WalletCommand.Open(new CreditCode(wallet), Money.Yuan(100))), wallet));

    public static Ask ToReserve(string wallet, string order, long yuan) => new($"reserve {wallet} {order} {yuan}", turn =>
        Answered(turn.Do(Wallet.Grain[wallet], new WalletCommand.Reserve(new(order), Money.Yuan(yuan))), order));

    public static Reply Answered(Refusal? refusal, string answer) => refusal is null ? Reply.With(new { done = answer }) : refusal;
}
