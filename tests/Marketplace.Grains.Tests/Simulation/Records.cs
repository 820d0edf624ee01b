using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Tests.Simulation;

/// <summary>What clients were told, checked as soon as they are told it and once more at the end.</summary>
sealed class Records(MemoryEventStore store, Judge judge, SimScheduler sim, History history)
{
    readonly Dictionary<Guid, string> _acknowledged = [];
    readonly HashSet<Guid> _refused = [];
    readonly Dictionary<Guid, ITurn> _turns = [];

    public int Acknowledged => _acknowledged.Count;
    public int Refused => _refused.Count;

    /// <summary>The moment of asking: what was true before it is no excuse for an answer.</summary>
    public readonly record struct Asked(int Position, DateTimeOffset At);

    public Asked Ask() => new(store.Position, sim.Now);

    /// <param name="isOther">The key was acknowledged for another command before.</param>
    public void Told(ITurn turn, Guid key, Sent sent, Asked asked, bool isOther)
    {
        if (sent.Refusal is { Kind: RefusalKind.Overloaded }) return;
        if (isOther)
        {
            history.Check(sent.Refusal?.Code == HostRefusal.IdempotencyConflict.Code, $"{History.Short(key)} with other content is answered {sent}.");
            return;
        }
        _turns.TryAdd(key, turn);
        if (sent.Refusal is { } refusal) ToldRefused(turn, key, refusal, asked);
        else ToldDone(key, sent);
    }

    void ToldDone(Guid key, Sent sent)
    {
        history.Check(store.Command(key) is not null, $"{History.Short(key)} is acknowledged but not in the store.");
        history.Check(store.Command(key)?.Row.Answer == sent.Answer, $"{History.Short(key)} is answered otherwise than the store says.");
        if (!_acknowledged.TryAdd(key, sent.Answer!))
            history.Check(_acknowledged[key] == sent.Answer, $"{History.Short(key)} got two different answers.");
    }

    void ToldRefused(ITurn turn, Guid key, Refusal refusal, Asked asked)
    {
        _refused.Add(key);
        history.Check(!_acknowledged.ContainsKey(key), $"{History.Short(key)} is refused ({refusal.Code}) after it was acknowledged.");
        history.Check(judge.WouldRefuse(turn, key, refusal.Code, (asked.Position, store.Position), asked.At, sim.Now),
            $"{History.Short(key)} is refused ({refusal.Code}) although that was never so while it was asked.");
    }

    public void Found(Func<Turn, string> query, string found, Asked asked) =>
        history.Check(judge.WouldRead(query, found, (asked.Position, store.Position)),
            $"A read found what was never so while it was asked: {found}; now it is {judge.Read(query, store.Position)}.");

    public void CheckAtTheEnd()
    {
        foreach (var (key, answer) in _acknowledged)
            history.Check(store.Journal.Count(c => c.Row.Id == key && c.Row.Answer == answer) == 1,
                $"{History.Short(key)} was acknowledged and is not in the store exactly once.");
        // An order's shares rest on a balance that may be a second old; the store only sees to it that nothing is overdrawn.
        foreach (var command in store.Journal)
            if (_turns.TryGetValue(command.Row.Id, out var turn) && turn is not PlaceOrder)
                history.Check(judge.WouldWrite(turn, command), $"{History.Short(command.Row.Id)} does not follow from the state that it found.");
        foreach (var key in _refused.Where(k => !_acknowledged.ContainsKey(k)))
            history.Check(store.Command(key) is null, $"{History.Short(key)} was refused, yet it is in the store.");
    }
}
