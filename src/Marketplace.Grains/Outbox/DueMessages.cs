using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Grains.Outbox;

/// <summary>
/// Acts upon what turns left for later, when it is due, in the order of the due times. Each message becomes one command
/// whose id follows from the message's, so that it is done exactly once however many nodes try and however often. One that is
/// refused is parked with the reason, and shown by <c>verify</c> until somebody has looked into it.
/// </summary>
public sealed class DueMessages(NpgsqlDataSource database, IGrains grains)
{
    /// <summary>How many messages are taken at a time.</summary>
    public const int BatchMax = 200;

    /// <summary>Those that wait for somebody else's answer are for <see cref="DueCalls"/>.</summary>
    const string Waiting = $"done_at is null and refusal is null and kind not like '{DueCalls.Prefix}%'";

    /// <summary>When the earliest message falls due that is not done, or null when there is none.</summary>
    public async Task<DateTimeOffset?> NextDue(CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select min(due_at) from es.outbox where {Waiting}");
        return await command.ExecuteScalarAsync(cancel) is DateTime due ? new DateTimeOffset(due, TimeSpan.Zero) : null;
    }

    /// <summary>Does what is due at a moment, and says how many messages that was.</summary>
    public async Task<int> Run(DateTimeOffset now, CancellationToken cancel)
    {
        var due = await Due(now, cancel);
        var done = (await Task.WhenAll(due.Select(m => Act(m, cancel)))).OfType<Done>().ToArray();
        await Mark(database, done, cancel);
        return done.Length;
    }

    /// <summary>
    /// Does the next messages that fall due up to a moment, each at its own time, and says how many that was. What they
    /// leave for later comes with the next call.
    /// </summary>
    /// <param name="reach">Moves the clock of the grains to a due time.</param>
    public async Task<int> RunInOrder(DateTimeOffset until, Action<DateTimeOffset> reach, CancellationToken cancel)
    {
        var due = await Due(until, cancel);
        await Foresee(due, cancel);
        var done = new List<Done>(due.Count);
        foreach (var together in due.GroupBy(m => m.DueAt))
        {
            reach(together.Key);
            done.AddRange((await Task.WhenAll(together.Select(m => Act(m, cancel)))).OfType<Done>());
        }
        await Mark(database, [.. done], cancel);
        return due.Count;
    }

    /// <summary>Brings the grains into memory that the messages will need: one question for all instead of some for each.</summary>
    Task Foresee(List<Message> due, CancellationToken cancel) => grains.Read(turn =>
    {
        foreach (var message in due) OrderRelease.Foresee(turn, new OrderId(message.Payload));
        return due;
    }, cancel);

    async Task<List<Message>> Due(DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"select id, kind, payload, due_at from es.outbox where {Waiting} and due_at <= $1 order by due_at, id limit $2");
        command.Parameters.Add(Sql.Param(now.UtcDateTime));
        command.Parameters.Add(Sql.Param(BatchMax));
        var due = new List<Message>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            due.Add(new Message(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3)));
        return due;
    }

    /// <summary>Null when it has to be tried again.</summary>
    async Task<Done?> Act(Message message, CancellationToken cancel)
    {
        try
        {
            var sent = await grains.Send(TurnFor(message), new Caller(Caller.Platform, CommandFor(message.Id)), cancel);
            return sent.Refusal is { Kind: RefusalKind.Overloaded } ? null : new Done(message.Id, sent.Refusal?.Code);
        }
        catch (UnreadableStreamException)
        {
            return new Done(message.Id, UnreadableStreamException.Code);
        }
    }

    internal static async Task Mark(NpgsqlDataSource database, Done[] done, CancellationToken cancel)
    {
        if (done.Length == 0) return;
        await using var command = database.CreateCommand(
            """
            update es.outbox o set done_at = c.at, refusal = d.refusal
            from unnest($1, $2, $3) as d(id, command, refusal) left join es.commands c on c.id = d.command
            where o.id = d.id and o.done_at is null
            """);
        command.Parameters.Add(Sql.Param(Array.ConvertAll(done, d => d.Id)));
        command.Parameters.Add(Sql.Param(Array.ConvertAll(done, d => CommandFor(d.Id))));
        command.Parameters.Add(Sql.Param(Array.ConvertAll(done, d => d.Refusal)));
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The id of the command that a message becomes.</summary>
    public static Guid CommandFor(Guid message) => HashChain.Derive(message, "due", 0);

    static ITurn TurnFor(Message message) => message.Kind switch
    {
        LapseOrder.Kind => new LapseOrder(new OrderId(message.Payload)),
        EndTerm.Kind => new EndTerm(new OrderId(message.Payload)),
        RecordReceipt.ReleaseKind => new ReleaseShare(new OrderId(message.Payload)),
        _ => throw new InvalidOperationException($"Nothing acts upon messages of the kind {message.Kind}."),
    };

    sealed record Message(Guid Id, string Kind, string Payload, DateTimeOffset DueAt);

    /// <param name="Refusal">Its code; null when the command was accepted.</param>
    internal sealed record Done(Guid Id, string? Refusal);
}
