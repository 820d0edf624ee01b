using Billing.Ledger;

namespace Marketplace.Grains.Runtime;

/// <summary>One fact as it is stored.</summary>
public sealed record FactRow(
    Guid Id, string StreamId, long Version, string Type, string DotnetType, byte[] Data, DateTimeOffset At,
    Guid CommandId, string Actor)
{
    public byte[] Hash { get; init; } = [];
}

/// <summary>One movement in the ledger, named by the fact that caused it.</summary>
public sealed record LedgerRow(string StreamId, long Version, int Line, Posting Posting);

/// <summary>Something to be done after the commit, at or after a moment; done exactly once.</summary>
public sealed record OutboxRow(Guid Id, string Kind, string Payload, DateTimeOffset DueAt);

/// <summary>Everything one command wrote.</summary>
public sealed record CommandRow(
    Guid Id, byte[] Digest, string Answer, string Actor, DateTimeOffset At,
    IReadOnlyList<FactRow> Facts, IReadOnlyList<LedgerRow> Ledger, IReadOnlyList<OutboxRow> Outbox)
{
    public byte[] Hash { get; init; } = [];
}

/// <summary>A stream's head, before and after a commit; equal versions mean that it was only read.</summary>
public sealed record StreamMove(string StreamId, string Type, long ExpectedVersion, long Version);

/// <summary>What one commit moves on one account.</summary>
/// <param name="IsNew">The host has not seen the account yet; the store makes it with a balance of zero.</param>
public sealed record AccountMove(AccountId Account, long DeltaFen, bool IsNew);

/// <summary>The turns of one commit, all or nothing.</summary>
public sealed record CommitRequest(
    IReadOnlyList<CommandRow> Commands, IReadOnlyList<StreamMove> Streams, IReadOnlyList<AccountMove> Accounts);

public enum CommitOutcome
{
    /// <summary>Durable.</summary>
    Committed,

    /// <summary>Nothing was written: somebody else was first (a stream moved, a command id is known, a deadlock).</summary>
    Conflict,

    /// <summary>Nothing was written: an account would have gone below zero.</summary>
    Overdrawn,

    /// <summary>Nothing was written, and never will be: the request itself is at fault.</summary>
    Faulty,

    /// <summary>
    /// It may or may not have been written; only the command ids can tell, later. The store sees to it that the commit
    /// can no longer land when it next answers a <see cref="IEventStore.Load"/>: else a command that is refused then could
    /// still be done.
    /// </summary>
    Unknown,
}

/// <param name="Seq">The position of the last fact of the commit.</param>
/// <param name="Balances">The balances, in fen, of the accounts that were moved.</param>
public sealed record CommitResult(
    CommitOutcome Outcome, long Seq = 0, IReadOnlyDictionary<string, long>? Balances = null, string? Detail = null);

/// <summary>What the host wants to know; streams are asked for from the version after the one it has.</summary>
public sealed record LoadRequest(
    IReadOnlyCollection<Guid> Commands, IReadOnlyDictionary<string, long> StreamsAfter, IReadOnlyCollection<string> Accounts);

public sealed record KnownCommand(Guid Id, byte[] Digest, string Answer, long Seq);

public sealed record LoadedFact(string StreamId, long Version, object Fact, byte[] Hash);

/// <param name="Balances">In fen; an account that is missing does not exist yet.</param>
public sealed record LoadResult(
    IReadOnlyList<KnownCommand> Commands, IReadOnlyList<LoadedFact> Facts, IReadOnlyDictionary<string, long> Balances);

/// <summary>Where facts are kept. The host has one commit in flight at a time, and any number of hosts share a store.</summary>
public interface IEventStore
{
    Task<LoadResult> Load(LoadRequest request);

    /// <summary>Never throws for what the store or the network does: the outcome says it.</summary>
    Task<CommitResult> Commit(CommitRequest request);
}

/// <summary>
/// Runs the host's loop: every action it is given, one at a time, in order. A test gives its own and decides when.
/// </summary>
public interface IHostScheduler
{
    void Post(Action action);
}
