using System.Globalization;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Tests.Simulation;

/// <summary>
/// The way from one host to the store, where things go wrong: requests and answers take their time, get lost, or come
/// although the opposite is true. It dies with its host.
/// </summary>
sealed class Link(MemoryEventStore store, SimScheduler sim, SimScheduler.Lane host, Random random, Func<Faults> faults, History history, string name)
    : IEventStore
{
    readonly List<Sending> _arriving = [];
    readonly List<Sending> _underway = [];
    int _commits;

    sealed record Sending(int Number, CommitRequest Request);

    enum Fate { Done, ConflictForNothing, UnknownButCommitted, UnknownAndLost, UnknownAndStillUnderway }

    public Task<LoadResult> Load(LoadRequest request)
    {
        var answer = new TaskCompletionSource<LoadResult>();
        Travel(() =>
        {
            // See IEventStore: what was unknown is over before the host may ask what became of it.
            while (_underway.Count > 0) Finish(_underway[0]);
            var fails = Happens(faults().LoadFails);
            var result = fails ? null : store.Read(request);
            history.Log(string.Create(CultureInfo.InvariantCulture,
                $"{name} load {request.Commands.Count} commands, {request.StreamsAfter.Count} streams, {request.Accounts.Count} accounts{(fails ? " fails" : "")}"));
            Travel(() =>
            {
                if (result is null) answer.SetException(new IOException("The connection is gone."));
                else answer.SetResult(result);
            });
        });
        return answer.Task;
    }

    public Task<CommitResult> Commit(CommitRequest request)
    {
        var answer = new TaskCompletionSource<CommitResult>();
        var commit = new Sending(++_commits, request);
        var fate = FateOf(faults());
        if (fate is Fate.Done or Fate.UnknownButCommitted) _arriving.Add(commit);
        Travel(() =>
        {
            _arriving.Remove(commit);
            var result = Arrive(commit, fate);
            Travel(() => answer.SetResult(result));
        });
        return answer.Task;
    }

    /// <summary>The host is gone. The server has received all of what it sent, or not: it does it, or never will.</summary>
    public void Cut()
    {
        foreach (var commit in _arriving.Concat(_underway).ToArray())
        {
            if (random.Next(2) == 0) Write(commit, "after the crash");
            else Log(commit, "lost in the crash");
        }
        _arriving.Clear();
        _underway.Clear();
    }

    Fate FateOf(Faults now)
    {
        var roll = random.Next(1000);
        if ((roll -= now.ConflictForNothing) < 0) return Fate.ConflictForNothing;
        if ((roll -= now.UnknownButCommitted) < 0) return Fate.UnknownButCommitted;
        if ((roll -= now.UnknownAndLost) < 0) return Fate.UnknownAndLost;
        return roll - now.UnknownAndStillUnderway < 0 ? Fate.UnknownAndStillUnderway : Fate.Done;
    }

    CommitResult Arrive(Sending commit, Fate fate)
    {
        switch (fate)
        {
            case Fate.Done:
                return Write(commit, "");
            case Fate.UnknownButCommitted:
                Write(commit, "but the host hears Unknown");
                return new CommitResult(CommitOutcome.Unknown);
            case Fate.UnknownAndStillUnderway:
                Log(commit, "is still underway and the host hears Unknown");
                _underway.Add(commit);
                sim.After(TimeSpan.FromMilliseconds(random.Next(1, 3000)), sim.NewLane(), () => Finish(commit));
                return new CommitResult(CommitOutcome.Unknown);
            case Fate.UnknownAndLost:
                Log(commit, "is lost and the host hears Unknown");
                return new CommitResult(CommitOutcome.Unknown);
            case Fate.ConflictForNothing:
                Log(commit, "conflicts for nothing");
                return new CommitResult(CommitOutcome.Conflict);
            default:
                throw new ArgumentOutOfRangeException(nameof(fate), fate, null);
        }
    }

    void Finish(Sending commit)
    {
        if (_underway.Remove(commit)) Write(commit, "late");
    }

    CommitResult Write(Sending commit, string remark)
    {
        var result = store.Write(commit.Request);
        Log(commit, $"{result.Outcome} {result.Detail}{remark}");
        return result;
    }

    void Log(Sending commit, string what) => history.Log(string.Create(CultureInfo.InvariantCulture,
        $"{name} commit {commit.Number} of {commit.Request.Commands.Count} [{string.Join(' ', commit.Request.Commands.Select(c => History.Short(c.Id)))}] {what}"));

    void Travel(Action arrive) => sim.After(
        Happens(faults().AnswerLate) ? TimeSpan.FromMilliseconds(random.Next(20, 1500)) : TimeSpan.FromMicroseconds(random.Next(100, 3000)),
        host, arrive);

    bool Happens(int thousandths) => random.Next(1000) < thousandths;
}
