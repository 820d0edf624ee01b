namespace Marketplace.Grains.Runtime;

/// <summary>An activated grain: its state and where its stream ends, committed or about to be.</summary>
sealed class ActiveGrain(GrainType type)
{
    public GrainType Type { get; } = type;
    public object State { get; set; } = type.Initial;
    public long Version { get; set; }
    public byte[] Hash { get; set; } = HashChain.Beginning;

    /// <summary>The number of the last batch that wrote it; it is clean when that batch is committed.</summary>
    public long WrittenByBatch { get; set; }

    /// <summary>Which news it was (<see cref="GrainMemory.News"/>) when the store last told something of it.</summary>
    public long NewsAt { get; set; }
}

/// <summary>The last known balance of a ledger account, with the moves that are decided but not yet committed.</summary>
sealed class KnownAccount
{
    public long ConfirmedFen { get; set; }
    public long PendingFen { get; set; }
    public bool Exists { get; set; }
    public long WrittenByBatch { get; set; }

    /// <summary>Grows with every change, so that an answer of the store that is older than the change is known as such.</summary>
    public long Stamp { get; set; }
    public long KnownSince { get; set; }

    /// <summary>Which news it was (<see cref="GrainMemory.News"/>) when it last turned out that others had moved it.</summary>
    public long NewsAt { get; set; }

    public long BalanceFen => ConfirmedFen + PendingFen;
}

/// <summary>What the host has in memory. Only the host's loop touches it.</summary>
sealed class GrainMemory(FactCatalogue catalogue, GrainHostOptions options, TimeProvider clock)
{
    readonly LruMap<ActiveGrain> _grains = new();
    readonly LruMap<KnownAccount> _accounts = new();

    /// <summary>Everything written by batches up to this one is durable.</summary>
    public long CommittedBatch { get; set; }

    /// <summary>Grows whenever the store tells what was not known here, so that a decision knows whether it is older.</summary>
    public long News { get; private set; }

    public int GrainCount => _grains.Count;

    public ActiveGrain? Find(string streamId) => _grains.TryUse(streamId, out var grain) ? grain : null;

    /// <summary>An account with its last known balance; the database has the last word when it is moved.</summary>
    public KnownAccount? FindAccount(string account) => _accounts.TryUse(account, out var known) ? known : null;

    /// <summary>
    /// An account whose balance a decision may rest on. One that nothing of ours has moved lately is asked for again
    /// after <see cref="GrainHostOptions.BalanceFreshness"/>, because another node may have moved it.
    /// </summary>
    public KnownAccount? FindFreshAccount(string account) =>
        FindAccount(account) is { } known
        && (IsDirty(known.WrittenByBatch) || clock.GetElapsedTime(known.KnownSince) <= options.BalanceFreshness)
            ? known
            : null;

    public long StampOf(string account) => _accounts.TryUse(account, out var known) ? known.Stamp : -1;

    public bool IsDirty(long writtenByBatch) => writtenByBatch > CommittedBatch;

    public long VersionOf(string streamId) => Find(streamId)?.Version ?? 0;

    /// <summary>Begins a grain that cannot exist in the store yet.</summary>
    public ActiveGrain Begin(IGrainKey key)
    {
        var grain = new ActiveGrain(key.Type);
        _grains.Add(key.StreamId, grain);
        return grain;
    }

    /// <summary>Takes in what the store said of a stream; throws, and changes nothing, when the facts make no state.</summary>
    public void Merge(string streamId, long askedAfter, IReadOnlyList<LoadedFact> facts)
    {
        var known = Find(streamId);
        if (known is not null && (facts.Count == 0 || IsDirty(known.WrittenByBatch) || facts[0].Version != known.Version + 1))
            return;
        if (known is null && askedAfter > 0) return; // forgotten meanwhile: a tail alone is no use

        var grain = known ?? new ActiveGrain(catalogue.GrainTypeOf(streamId));
        var state = Fold(grain, streamId, facts);
        if (facts.Count > 0)
        {
            grain.State = state;
            grain.Version = facts[^1].Version;
            grain.Hash = facts[^1].Hash;
            grain.NewsAt = ++News;
        }
        if (known is not null) return;
        _grains.Add(streamId, grain);
        HostTelemetry.Activations.Add(1, new KeyValuePair<string, object?>("grain", grain.Type.Name));
    }

    static object Fold(ActiveGrain grain, string streamId, IReadOnlyList<LoadedFact> facts)
    {
        var (state, version) = (grain.State, grain.Version);
        try
        {
            foreach (var fact in facts)
            {
                if (fact.Version != ++version) throw new UnreadableStreamException(streamId, $"version {version} is missing", null);
                state = grain.Type.Evolve(state, fact.Fact);
            }
            return state;
        }
#pragma warning disable CA1031 // whatever a fact that was tampered with does to its aggregate, only its own stream suffers
        catch (Exception e) when (e is not UnreadableStreamException)
#pragma warning restore CA1031
        {
            throw new UnreadableStreamException(streamId, $"version {version} cannot follow from what is before it", e);
        }
    }

    /// <summary>Takes in a balance, unless the account has changed here since it was asked for.</summary>
    public void MergeBalance(string account, long stampWhenAsked, long? balanceFen)
    {
        if (_accounts.TryUse(account, out var known))
        {
            if (known.Stamp == stampWhenAsked && !IsDirty(known.WrittenByBatch)) Confirm(known, known.ConfirmedFen, balanceFen);
            return;
        }
        if (stampWhenAsked >= 0) return;
        known = new KnownAccount { NewsAt = ++News };
        Confirm(known, balanceFen ?? 0, balanceFen);
        _accounts.Add(account, known);
    }

    void Confirm(KnownAccount account, long expectedFen, long? balanceFen)
    {
        if (expectedFen != (balanceFen ?? 0)) account.NewsAt = ++News;
        account.ConfirmedFen = balanceFen ?? 0;
        account.Exists = balanceFen is not null;
        account.KnownSince = clock.GetTimestamp();
    }

    /// <summary>What a commit moved is no longer pending; the store's answer is the balance.</summary>
    public void ConfirmMoves(IReadOnlyList<AccountMove> moves, IReadOnlyDictionary<string, long> balances)
    {
        foreach (var move in moves)
        {
            if (!_accounts.TryUse(move.Account.Value, out var known)) continue;
            known.PendingFen -= move.DeltaFen;
            known.Stamp++;
            Confirm(known, known.ConfirmedFen + move.DeltaFen, balances[move.Account.Value]);
        }
    }

    public void Forget(IEnumerable<string> streamIds, IEnumerable<string> accounts)
    {
        foreach (var streamId in streamIds) _grains.Remove(streamId);
        foreach (var account in accounts) _accounts.Remove(account);
    }

    public void Trim()
    {
        _grains.Trim(options.GrainsMax, g => !IsDirty(g.WrittenByBatch));
        _accounts.Trim(options.AccountsMax, a => !IsDirty(a.WrittenByBatch));
    }
}
