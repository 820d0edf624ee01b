using Marketplace.Grains.Runtime;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Grains.Outbox;

/// <summary>Something that is to be asked of somebody else's server.</summary>
/// <param name="Kind">What is asked.</param>
/// <param name="Payload">About what.</param>
public sealed record DueCall(Guid Id, string Kind, string Payload, DateTimeOffset DueAt);

/// <summary>
/// The messages in the outbox that wait until another server has answered. What it answered is recorded by one command whose id
/// follows from the message's: the call may be made more than once (its own idempotency key sees to that), what comes of it is
/// written down once.
/// </summary>
public sealed class DueCalls(NpgsqlDataSource database, IGrains grains)
{
    /// <summary>The kinds of calls begin with it.</summary>
    public const string Prefix = "call.";

    /// <summary>How many are taken at a time.</summary>
    public const int BatchMax = 200;

    /// <summary>The next calls that are due, but for those that are put off.</summary>
    public async Task<IReadOnlyList<DueCall>> Due(DateTimeOffset now, IReadOnlyCollection<Guid> except, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select id, kind, payload, due_at from es.outbox
            where done_at is null and refusal is null and kind like '{Prefix}%' and due_at <= $1 and id <> all($2) order by due_at, id limit $3
            """);
        command.Parameters.Add(Sql.Param(now.UtcDateTime));
        command.Parameters.Add(Sql.Param(except.ToArray()));
        command.Parameters.Add(Sql.Param(BatchMax));
        var due = new List<DueCall>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            due.Add(new DueCall(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3)));
        return due;
    }

    /// <summary>Nothing is left to be asked: the answer has been written down, by the call's own command or by news that came before it.</summary>
    /// <param name="nothing">The turn that becomes the call's command where it has none yet; it changes nothing.</param>
    public async Task<bool> Close(DueCall call, ITurn nothing, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "update es.outbox o set done_at = c.at from es.commands c where o.id = $1 and c.id = $2 and o.done_at is null");
        command.Parameters.Add(Sql.Param(call.Id));
        command.Parameters.Add(Sql.Param(DueMessages.CommandFor(call.Id)));
        return await command.ExecuteNonQueryAsync(cancel) > 0 || await Record(call, nothing, cancel);
    }

    /// <summary>Writes down what came of a call. False when the store could not take it: it is to be tried again.</summary>
    /// <param name="outcome">The turn that records the answer.</param>
    public async Task<bool> Record(DueCall call, ITurn outcome, CancellationToken cancel)
    {
        var id = DueMessages.CommandFor(call.Id);
        var sent = await grains.Send(outcome, new Caller(Caller.Platform, id), cancel);
        if (sent.Refusal is { Kind: RefusalKind.Overloaded }) return false;
        await DueMessages.Mark(database, [new DueMessages.Done(call.Id, sent.Refusal?.Code)], cancel);
        return true;
    }
}
