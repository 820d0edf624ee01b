namespace Marketplace.Grains.Runtime;

/// <summary>The limits of a host; each has a name, so that what is refused or forgotten can say why.</summary>
public sealed record GrainHostOptions
{
    /// <summary>Commands waiting at once; beyond it a command is answered <c>host.overloaded</c>.</summary>
    public int QueueMax { get; init; } = 8192;

    /// <summary>Turns in one commit.</summary>
    public int BatchMax { get; init; } = 512;

    /// <summary>Turns whose grains are asked for in one load.</summary>
    public int LoadMax { get; init; } = 1024;

    /// <summary>Grains kept in memory; the least recently used go first.</summary>
    public int GrainsMax { get; init; } = 150_000;

    /// <summary>Ledger balances kept in memory.</summary>
    public int AccountsMax { get; init; } = 450_000;

    /// <summary>How old a balance may be that only other nodes have moved.</summary>
    public TimeSpan BalanceFreshness { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a command may wait for a store that does not answer before it is told so.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause after the store failed; doubled at each failure in a row up to <see cref="BackoffMax"/>.</summary>
    public TimeSpan BackoffMin { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a turn that runs alone is tried against other nodes that keep being first.</summary>
    public int AttemptsMax { get; init; } = 20;
}
