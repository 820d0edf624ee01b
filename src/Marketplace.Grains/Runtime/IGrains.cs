namespace Marketplace.Grains.Runtime;

/// <summary>
/// All that callers know of the engine. Small on purpose: another virtual-actor runtime could carry it.
/// </summary>
public interface IGrains
{
    /// <summary>
    /// Runs a turn once, however often it is sent under the same command id, and answers after its facts are durable.
    /// Cancelling stops the waiting, not the turn.
    /// </summary>
    Task<Sent> Send(ITurn turn, Caller caller, CancellationToken cancel = default);

    /// <summary>Reads committed, current state; never what is still being decided.</summary>
    Task<T> Read<T>(Func<Turn, T> query, CancellationToken cancel = default) where T : notnull;
}

/// <summary>Who sends a command and under which idempotency key.</summary>
/// <param name="Actor">Who did it, for the record: a person or a key, with role and scope.</param>
/// <param name="CommandId">The idempotency key; without one the command is new by definition.</param>
/// <param name="Tenant">Whose key space it is: the role and scope, so that a company may send again with another of its own keys.</param>
public sealed record Caller(string Actor, Guid? CommandId = null, string? Tenant = null)
{
    /// <summary>The platform itself, when something falls due.</summary>
    public const string Platform = "platform";
}

/// <summary>What became of a command: its answer, or why it was refused.</summary>
/// <param name="Answer">JSON; the very text of the first answer when the command is a repetition.</param>
/// <param name="Seq">The position of the commit; reads that name it (<c>?after=</c>) see this change.</param>
public sealed record Sent(string? Answer, Refusal? Refusal, long Seq, bool Repeated);

/// <summary>One command over one or several grains; everything it decides is committed together or not at all.</summary>
public interface ITurn
{
    /// <summary>
    /// The grains it is known to need, so that they are loaded together. What <see cref="Run"/> asks for beyond them is
    /// loaded when asked for, and the turn runs again from the start.
    /// </summary>
    IEnumerable<IGrainKey> Needs();

    Reply Run(Turn turn);
}

/// <summary>What a turn returns: the answer for the caller, or a refusal of the whole turn.</summary>
public readonly record struct Reply(object? Answer, Refusal? Refusal)
{
    public static Reply With(object answer) => new(answer, null);

    public static implicit operator Reply(Refusal refusal) => new(null, refusal);
}
