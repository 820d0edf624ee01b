namespace Marketplace.StripeStandIn.Control;

/// <summary>What may go wrong with a request.</summary>
public enum FaultKind
{
    RateLimit,
    LockTimeout,
    ServerError,
    Unavailable,

    /// <summary>The work is done, and 500 is answered, now and to the same key.</summary>
    ServerErrorAfterwards,

    /// <summary>The work is done, and no answer ever comes.</summary>
    TimeOutAfterwards,

    /// <summary>The key is taken, the work begins later.</summary>
    DelayBefore,
    DelayAfterwards,
    DropBefore,
    DropAfterwards,
}

/// <summary>Something that goes wrong with the next requests that fit.</summary>
/// <param name="Path">A path; a <c>*</c> at its end stands for anything.</param>
public sealed record Fault(FaultKind Kind, string Method = "*", string Path = "*", int Times = 1)
{
    public TimeSpan Delay { get; init; }

    /// <summary>What a delay waits for besides; a test lets go of it.</summary>
    public Task Until { get; init; } = Task.CompletedTask;

    /// <summary>The status of <see cref="FaultKind.LockTimeout"/>: Stripe's documents say 429, older ones 409.</summary>
    public int LockTimeoutStatus { get; init; } = 409;

    /// <summary>Whether the answer to <see cref="FaultKind.ServerError"/> is repeated to the same key.</summary>
    public bool Kept { get; init; }

    internal bool Fits(string method, string path) => (Method == "*" || string.Equals(Method, method, StringComparison.OrdinalIgnoreCase))
        && (Path.EndsWith('*') ? path.StartsWith(Path[..^1], StringComparison.Ordinal) : path == Path);
}

/// <summary>What is to go wrong next.</summary>
public sealed class Faults
{
    readonly Lock _gate = new();
    readonly List<Fault> _next = [];

    public void Next(FaultKind kind, string method = "*", string path = "*", int times = 1, TimeSpan delay = default) =>
        Next(new Fault(kind, method, path, times) { Delay = delay });

    public void Next(Fault fault)
    {
        lock (_gate) _next.Add(fault);
    }

    public void Clear()
    {
        lock (_gate) _next.Clear();
    }

    internal Fault? Take(string method, string path)
    {
        lock (_gate)
        {
            var at = _next.FindIndex(f => f.Fits(method, path));
            if (at < 0) return null;
            var fault = _next[at];
            if (fault.Times > 1) _next[at] = fault with { Times = fault.Times - 1 };
            else _next.RemoveAt(at);
            return fault;
        }
    }
}
