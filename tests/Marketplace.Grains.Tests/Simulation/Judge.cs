using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Tests.Simulation;

/// <summary>
/// Decides turns again on states that the store really had. An answer that wrote nothing is right when it was the truth
/// at one moment between question and answer; what was written is right when it follows from the state just before it.
/// </summary>
sealed class Judge(MemoryEventStore store, SimScheduler sim)
{
    readonly TimeProvider _clock = sim.ClockOf(sim.NewLane());

    /// <summary>True when, at one of these positions, the command was not done and the rules refuse it with this code.</summary>
    public bool WouldRefuse(ITurn turn, Guid command, string code, (int First, int Last) positions, params ReadOnlySpan<DateTimeOffset> times)
    {
        for (var position = positions.Last; position >= positions.First; position--)
        {
            if (store.Command(command) is { } done && done.Position <= position) continue;
            foreach (var now in times)
                if (Decide(turn.Run, command, now, position).Reply.Refusal?.Code == code) return true;
        }
        return false;
    }

    /// <summary>True when, at one of these positions, this is what the query would have found.</summary>
    public bool WouldRead(Func<Turn, string> query, string found, (int First, int Last) positions)
    {
        for (var position = positions.Last; position >= positions.First; position--)
            if (Read(query, position) == found) return true;
        return false;
    }

    /// <summary>True when a command that was done follows from the state that it found: as if there were only one host.</summary>
    public bool WouldWrite(ITurn turn, MemoryEventStore.StoredCommand done)
    {
        var (_, scope) = Decide(turn.Run, done.Row.Id, done.Row.At, done.Position - 1);
        return scope.Facts.Select(f => (f.StreamId, f.Version, Text(CanonicalJson.Write(f.Fact))))
            .SequenceEqual(done.Row.Facts.Select(f => (f.StreamId, f.Version, Text(f.Data))));
    }

    static string Text(byte[] json) => System.Text.Encoding.UTF8.GetString(json);

    public string Read(Func<Turn, string> query, int position) =>
        (string)Decide(t => Reply.With(query(t)), Guid.Empty, sim.Now, position).Reply.Answer!;

    (Reply Reply, Turn Scope) Decide(Func<Turn, Reply> turn, Guid command, DateTimeOffset now, int position)
    {
        var memory = new GrainMemory(Catalogue.Facts, new GrainHostOptions(), _clock);
        while (true)
        {
            var scope = new Turn(memory, HashChain.Truncate(now), command);
            Reply reply = default;
            try
            {
                reply = turn(scope);
            }
            catch (InvalidOperationException) when (scope.IsMissingAnything)
            {
                // Decided on states that are not loaded yet.
            }
            if (!scope.IsMissingAnything)
                return (reply.Refusal is null && scope.Overdrawn() is { } account ? HostRefusal.Overdrawn(account.Value) : reply, scope);
            foreach (var stream in scope.MissingStreams) memory.Merge(stream, 0, [.. store.Facts(stream, position)]);
            foreach (var account in scope.MissingAccounts) memory.MergeBalance(account, -1, store.Balance(account, position));
        }
    }
}
