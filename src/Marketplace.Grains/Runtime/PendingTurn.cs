namespace Marketplace.Grains.Runtime;

/// <summary>A command or a query on its way through the host.</summary>
sealed class PendingTurn(ITurn? turn, Func<Turn, object>? query, string actor, Guid commandId, byte[] digest, long since)
{
    readonly TaskCompletionSource<Sent> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Actor { get; } = actor;
    public Guid CommandId { get; } = commandId;
    public byte[] Digest { get; } = digest;

    /// <summary>A timestamp of the host's clock.</summary>
    public long Since { get; } = since;
    public bool IsQuery => turn is null;
    public Task<Sent> Task => _answer.Task;
    public IEnumerable<IGrainKey> Needs() => turn?.Needs() ?? [];

    /// <summary>The same command, sent again while the first is on its way.</summary>
    public List<PendingTurn> Twins { get; } = [];

    /// <summary>True when the store has been asked whether the command was done before.</summary>
    public bool IsLookedUp { get; set; }
    public bool IsReady { get; set; }
    public bool IsChecking { get; set; }

    /// <summary>True when the store has confirmed all it rests on but what a batch under way will tell.</summary>
    public bool IsChecked { get; set; }

    /// <summary>How often it ran alone and its commit was refused, or its outcome turned out to be stale.</summary>
    public int Attempts { get; set; }

    /// <summary>Streams to ask the store for, each from the version after the one given.</summary>
    public Dictionary<string, long> Wanted { get; } = new(StringComparer.Ordinal);
    public HashSet<string> WantedAccounts { get; } = new(StringComparer.Ordinal);

    public Reply Outcome { get; set; }
    public long SettlesAfter { get; set; }

    /// <summary>Streams that the outcome rests on, with the version it was decided on.</summary>
    public Dictionary<string, long> Checks { get; } = new(StringComparer.Ordinal);
    public List<string> AccountChecks { get; } = [];

    /// <summary>The last news (<see cref="GrainMemory.News"/>) that the outcome takes into account.</summary>
    public long DecidedAt { get; set; }

    public Reply Decide(Turn scope) => turn is null ? Reply.With(query!(scope)) : turn.Run(scope);

    public void Complete(Sent sent) => _answer.TrySetResult(sent);

    public void Complete(Exception bug) => _answer.TrySetException(bug);
}
