namespace Marketplace.StripeStandIn.Control;

/// <summary>A request that was received; its body is not kept.</summary>
/// <param name="Status">Null when no answer was given.</param>
/// <param name="Fault">What was made to go wrong.</param>
public sealed record RequestSeen(
    string Id, string Method, string Path, string Query, string? IdempotencyKey, string? Version, int? Status, bool Replayed, FaultKind? Fault);

/// <summary>The requests that were received, oldest first, as many as are kept.</summary>
public sealed class Requests
{
    const int Max = 20_000;

    readonly Lock _gate = new();
    readonly Queue<RequestSeen> _seen = new();

    public IReadOnlyList<RequestSeen> Seen
    {
        get
        {
            lock (_gate) return [.. _seen];
        }
    }

    public void Clear()
    {
        lock (_gate) _seen.Clear();
    }

    internal void Add(RequestSeen request)
    {
        lock (_gate)
        {
            if (_seen.Count == Max) _seen.Dequeue();
            _seen.Enqueue(request);
        }
    }
}
