using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Acceptance;

/// <summary>
/// Sends turns in order, some of them under way at the same time: while those are committed, the next are decided. The first
/// refusal stops the rest; what is under way by then goes on, so the turns must be safe to send again.
/// </summary>
sealed class TurnsUnderway<TTurn>(Func<TTurn, Task<Refusal?>> send) where TTurn : ITurn
{
    const int AtOnceMax = 4;

    readonly Queue<Task<Refusal?>> _sent = new();

    /// <summary>Sends it, unless an earlier one was refused: then that refusal.</summary>
    public async Task<Refusal?> Add(TTurn turn)
    {
        if (_sent.Count == AtOnceMax && await _sent.Dequeue() is { } refused) return refused;
        _sent.Enqueue(send(turn));
        return null;
    }

    /// <summary>When all of them are through: the first refusal, or null.</summary>
    public async Task<Refusal?> End()
    {
        while (_sent.TryDequeue(out var sent))
            if (await sent is { } refused) return refused;
        return null;
    }
}
