using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Tests.Simulation;

/// <summary>
/// One place where a host runs. The host may crash with all it has in memory, or be stopped, and another takes its place;
/// whoever waits for a crashed host hears that the connection is gone.
/// </summary>
sealed class Node(string name, MemoryEventStore store, SimScheduler sim, Random random, Func<Faults> faults, GrainHostOptions options, History history)
{
    readonly HashSet<TaskCompletionSource> _waiting = [];
    SimScheduler.Lane? _lane;
    Link? _link;
    GrainHost? _host;

    public string Name => name;

    public bool IsUp => _host is not null;

    public void Start()
    {
        _lane = sim.NewLane();
        _link = new Link(store, sim, _lane, random, faults, history, name);
        _host = new GrainHost(_link, Catalogue.Facts, sim.ClockOf(_lane), _lane, options);
        history.Log($"{name} starts");
    }

    public void Crash()
    {
        if (_host is null) return;
        history.Log($"{name} crashes");
        _lane!.Die();
        _link!.Cut();
        _host = null;
        foreach (var waiting in _waiting) waiting.TrySetResult();
        _waiting.Clear();
    }

    /// <summary>Stops when everything it accepted is answered.</summary>
    public async Task Stop()
    {
        if (_host is not { } host) return;
        history.Log($"{name} is asked to stop");
        var stopped = host.DisposeAsync().AsTask();
        if (!await IsAnswered(stopped) || _host != host) return;
        history.Log($"{name} has stopped");
        _host = null;
    }

    /// <summary>Null when the connection was lost before there was an answer.</summary>
    public async Task<Sent?> Send(ITurn turn, Caller caller)
    {
        if (_host is not { } host) return null;
        var answer = host.Send(turn, caller);
        return await IsAnswered(answer) ? await answer : null;
    }

    /// <summary>Null when there was no answer, or none could be given.</summary>
    public async Task<string?> Read(Func<Turn, string> query)
    {
        if (_host is not { } host) return null;
        var answer = host.Read(query);
        if (!await IsAnswered(answer)) return null;
        try
        {
            return await answer;
        }
        catch (GrainsUnavailableException)
        {
            return null;
        }
    }

    /// <summary>True when it was answered before the host crashed. No combinators of tasks: they use the thread pool.</summary>
    async Task<bool> IsAnswered(Task answer)
    {
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(waiting);
        _ = Forward(answer, waiting);
        await waiting.Task;
        return answer.IsCompleted;
    }

    async Task Forward(Task answer, TaskCompletionSource waiting)
    {
        await answer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (_waiting.Remove(waiting)) waiting.TrySetResult();
    }
}
